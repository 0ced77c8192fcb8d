//! One grammar of dates for capture, forms, filters and options.

#[path = "nearest.rs"]
pub mod nearest;
