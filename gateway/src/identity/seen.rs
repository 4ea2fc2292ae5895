//! Tokens whose signature was checked a moment ago: checking it again would say the same and costs more than all else that
//! is done for a request.
//!
//! Kept is what a token says, under its hash; never the token. Whether it counts *now* is asked each time: by its own
//! times, its audience, and by whether its issuer's keys are still the ones that it stood against.

use std::fmt;

use sha2::{Digest, Sha256};

use super::Claims;

/// Tokens kept: everybody who is signed in at a busy hour, in a few megabytes.
const TOKENS_KEPT: u64 = 20_000;

/// What a token says that has been held against a set of keys.
#[derive(Debug, Clone)]
pub(super) struct SeenToken {
    /// Which of the configured issuers it is of.
    pub(super) issuer: usize,
    /// The set of that issuer's keys.
    pub(super) keys: u64,
    pub(super) claims: Claims,
}

pub(super) struct SeenTokens(moka::sync::Cache<[u8; 32], SeenToken>);

impl Default for SeenTokens {
    fn default() -> Self {
        Self(moka::sync::Cache::new(TOKENS_KEPT))
    }
}

impl fmt::Debug for SeenTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SeenTokens({})", self.0.entry_count())
    }
}

impl SeenTokens {
    pub(super) fn get(&self, token: &str) -> Option<SeenToken> {
        self.0.get(&hash(token))
    }

    pub(super) fn insert(&self, token: &str, seen: SeenToken) {
        self.0.insert(hash(token), seen);
    }
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}
