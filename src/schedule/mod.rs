//! The engine: pure, arrays and calendars, no records by name.

pub mod axis;
pub mod explain;
pub mod network;
pub mod passes;
mod patch;
mod place;
pub mod timing;
pub mod work;
pub mod worktime;
