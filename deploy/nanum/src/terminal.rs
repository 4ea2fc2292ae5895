//! What a person at the terminal reads. Logs go to standard error; this goes to standard output.

use std::{
    fmt::Display,
    io::{self, Write as _},
};

/// Writes a line; a terminal that has gone away is no fault of ours.
pub(crate) fn line(text: impl Display) {
    let _ = writeln!(io::stdout().lock(), "{text}");
}

/// Writes a line to standard error.
pub(crate) fn complain(text: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
