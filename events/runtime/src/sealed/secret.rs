//! The deployment's secret: names for what must not be guessed.
//!
//! A hash of a card number or of somebody's subject at an identity provider hides nothing: whoever holds a copy of the log
//! can try all cards. Keyed by this secret (HMAC-SHA-256), such a name says nothing to whoever has not the keys' file too.
//! It must stay the same for ever, or claims are not found again.

use std::fmt::{self, Write as _};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

pub(super) const SECRET_BYTES: usize = 32;
/// What SHA-256 works on at a time.
const BLOCK_BYTES: usize = 64;

/// A secret of one service in one deployment.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; SECRET_BYTES]);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    pub(super) fn of(bytes: [u8; SECRET_BYTES]) -> Self {
        Self(bytes)
    }

    /// An id that nobody can make from `parts` without the secret.
    pub fn id_of(&self, purpose: &str, parts: &[&str]) -> Uuid {
        let digest = self.digest_of(purpose, parts);
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        uuid::Builder::from_custom_bytes(bytes).into_uuid()
    }

    /// A text that nobody can make from `parts` without the secret: 64 hexadecimal digits.
    pub fn text_of(&self, purpose: &str, parts: &[&str]) -> String {
        hexadecimal(&self.digest_of(purpose, parts))
    }

    fn digest_of(&self, purpose: &str, parts: &[&str]) -> [u8; SECRET_BYTES] {
        // A key shorter than a block is filled up with zeros (RFC 2104, 2).
        let mut block = [0; BLOCK_BYTES];
        block[..SECRET_BYTES].copy_from_slice(&self.0);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        for part in [purpose].iter().chain(parts) {
            // With its length before it, no part can run over into the next.
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac.finalize().into_bytes().into()
    }
}

/// Bytes as hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_changes_with_secret_purpose_and_every_part() {
        let secret = Secret::of([7; SECRET_BYTES]);
        let name = secret.text_of("claim", &["card", "SSN-1"]);
        assert_eq!(name.len(), 64);
        assert_eq!(name, secret.text_of("claim", &["card", "SSN-1"]));
        for other in [
            Secret::of([8; SECRET_BYTES]).text_of("claim", &["card", "SSN-1"]),
            secret.text_of("other", &["card", "SSN-1"]),
            secret.text_of("claim", &["card", "SSN-2"]),
            secret.text_of("claim", &["cardS", "SN-1"]),
            secret.text_of("claim", &["card", "SSN-1", ""]),
        ] {
            assert_ne!(name, other);
        }
        assert!(!format!("{secret:?}").contains('7'));
    }

    /// Claims are found under these names for ever (RFC 4231 gives no vector for framed parts; this one is OpenSSL's).
    #[test]
    fn the_name_of_a_claim_stays_what_it_is() {
        let secret = Secret::of([0x0b; SECRET_BYTES]);
        assert_eq!(secret.text_of("a", &["b"]), OF_OPENSSL);
    }

    const OF_OPENSSL: &str = "67e2452d9397370a9842335ecd8c7e5099fa6c9859b0ab5f48110e9daffdf389";
}
