//! Other people’s formats: a snapshot in, bytes out; bytes in, records out.
