//! Working minutes: date-time and working instant over calendars.
