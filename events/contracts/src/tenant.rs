//! A tenant's name in every path, stream, subject and key.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Longest slug: it stands in subjects, file names and host names.
pub const TENANT_SLUG_LENGTH_MAX: usize = 40;

/// Words that stand where a tenant would in a path and so cannot name one.
pub const RESERVED_SLUGS: [&str; 8] =
    ["tenants", "hub", "network", "problems", "demo", "v1", "schemas", "assets"];

const NETWORK: &str = "network";

/// A tenant's slug: lower case letters, digits and hyphens, beginning with a letter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^[a-z][a-z0-9-]{0,39}$", example = "seosan")]
pub struct TenantId(std::sync::Arc<str>);

/// Why a text cannot name a tenant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a tenant's slug is 1 to {TENANT_SLUG_LENGTH_MAX} lower case letters, digits and hyphens, begins with a letter, \
     and is none of {RESERVED_SLUGS:?}"
)]
pub struct NotATenantSlug;

impl TenantId {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The scope of what belongs to no tenant but to the network: admissions, the hub. It cannot come from a path.
    pub fn network() -> Self {
        Self(NETWORK.into())
    }
}

impl FromStr for TenantId {
    type Err = NotATenantSlug;
    fn from_str(text: &str) -> Result<Self, NotATenantSlug> {
        let well_formed = text.len() <= TENANT_SLUG_LENGTH_MAX
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            && !RESERVED_SLUGS.contains(&text);
        if well_formed { Ok(Self(text.into())) } else { Err(NotATenantSlug) }
    }
}

impl TryFrom<String> for TenantId {
    type Error = NotATenantSlug;
    fn try_from(text: String) -> Result<Self, NotATenantSlug> {
        if text == NETWORK { Ok(Self::network()) } else { text.parse() }
    }
}

impl From<TenantId> for String {
    fn from(tenant: TenantId) -> Self {
        tenant.0.as_ref().to_owned()
    }
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_plain_and_not_reserved() {
        assert!("rehlingen-siersburg".parse::<TenantId>().is_ok());
        for bad in ["", "Seoul", "1st", "a.b", "a*", "hub", &"a".repeat(41)] {
            assert_eq!(bad.parse::<TenantId>(), Err(NotATenantSlug), "{bad}");
        }
    }
}
