//! The plan as one SQLite file.
