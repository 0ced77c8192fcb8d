//! Days in words, both ways.
