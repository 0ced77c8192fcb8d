//! Parse arguments, run the command line or the screens, print an error, exit code; nothing else.

fn main() {}
