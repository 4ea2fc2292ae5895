//! The text on an item's label.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Longest barcode, in characters: the longest that common desk scanners read from one label.
pub const BARCODE_LENGTH_MAX: usize = 64;

/// What is printed on an item: 1 to [`BARCODE_LENGTH_MAX`] printable ASCII characters, no space.
///
/// Read back from the log as it is: what was taken once stays good when the rule for new ones changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
#[schema(value_type = String)]
pub struct Barcode(String);

/// A text that is no barcode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a barcode is 1 to {BARCODE_LENGTH_MAX} printable ASCII characters without spaces")]
pub struct NotABarcode;

impl Barcode {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Barcode {
    type Error = NotABarcode;
    fn try_from(text: String) -> Result<Self, NotABarcode> {
        let fits = (1..=BARCODE_LENGTH_MAX).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_graphic());
        if fits { Ok(Self(text)) } else { Err(NotABarcode) }
    }
}

impl From<Barcode> for String {
    fn from(barcode: Barcode) -> Self {
        barcode.0
    }
}

impl fmt::Display for Barcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
