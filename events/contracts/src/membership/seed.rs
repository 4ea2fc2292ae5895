//! Seeds: chance that nobody can foretell and nobody can choose afterwards.

use serde::{Deserialize, Serialize};

/// Asks for the seed of something: always the same for the same words, and not to be foretold without the deployment's secret. Only
/// services ask; whoever wants to prove that a seed was not chosen afterwards publishes its hash beforehand.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetSeed {
    /// What it is for, as a word.
    pub purpose: String,
    /// Which of them.
    pub of: String,
}

/// A seed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seed {
    /// 64 hexadecimal digits.
    pub seed: String,
}
