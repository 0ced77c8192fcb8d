//! The current snapshot and its file: run, undo, redo, catch up, recall.
