//! Spans of working or elapsed time in words, both ways.
