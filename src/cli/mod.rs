//! The command line: one subcommand a file, its arguments and its `run`.
