//! Configuration, where files are, who sits here.
