//! What several tests need.
#![allow(dead_code)]

pub mod desk;
pub mod diary;
pub mod doors;
pub mod office;
pub mod retold;
pub mod screens;
pub mod wishes;
