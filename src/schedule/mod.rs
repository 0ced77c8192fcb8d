//! The engine: pure, arrays and calendars, no records by name.

pub mod worktime;
