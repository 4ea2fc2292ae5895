//! Cursors of lists: where a page ended, opaque to those who carry it, plain to those who made it.

use std::fmt::Write as _;

use nanum_contracts::Problem;
use serde::{Serialize, de::DeserializeOwned};

/// Longest cursor that is looked at, in characters; ours are far shorter.
const CURSOR_LENGTH_MAX: usize = 2_000;

/// Writes the place after which the next page begins.
pub fn cursor_at<T: Serialize>(place: &T) -> String {
    // A place is ids, numbers and texts, which can always be written; an empty cursor would be refused as not ours.
    let json = serde_json::to_vec(place).unwrap_or_default();
    json.iter().fold(String::with_capacity(json.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Reads a cursor that somebody brought back.
///
/// # Errors
/// *Not understood* when it is none of the list's own.
pub fn place_of<T: DeserializeOwned>(cursor: Option<&str>) -> Result<Option<T>, Problem> {
    let Some(cursor) = cursor else { return Ok(None) };
    let place = bytes_of(cursor).and_then(|json| serde_json::from_slice(&json).ok());
    place.map(Some).ok_or_else(|| Problem::not_understood("the cursor is none that this list gave out"))
}

fn bytes_of(hexadecimal: &str) -> Option<Vec<u8>> {
    let digits = hexadecimal.as_bytes();
    if digits.len() > CURSOR_LENGTH_MAX || !digits.len().is_multiple_of(2) {
        return None;
    }
    let value = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    digits.chunks_exact(2).map(|pair| Some(value(pair[0])? << 4 | value(pair[1])?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_as_the_place_and_a_foreign_one_is_not_understood() {
        let place = ("회의실".to_owned(), 7_i64);
        assert_eq!(place_of(Some(&cursor_at(&place))).unwrap(), Some(place));
        assert_eq!(place_of::<(String, i64)>(None).unwrap(), None);
        for foreign in ["", "0", "zz", "5b5d", "é0", &cursor_at(&7)] {
            assert_eq!(place_of::<(String, i64)>(Some(foreign)).unwrap_err().status, 400, "{foreign}");
        }
    }
}
