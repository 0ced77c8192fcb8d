//! Small plans of which one knows by heart what Microsoft Project makes of them. March 2026 begins on a Sunday; the
//! plans start on Monday the 2nd.

mod advanced;
mod calendars;
mod constraints;
mod desk;
mod found;
mod links;
mod progress;
