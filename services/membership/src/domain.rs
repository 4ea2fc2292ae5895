//! The rules of Membership, pure: no clock, no ids from nowhere, no log, no bus.
//!
//! A [`tenant`] is admitted, opens a [`site`] and registers a [`member`]. What is personal is checked in [`person`] and
//! sealed before a member's aggregate sees it; how a member is erased again is in [`erasure`]. Several members are a
//! [`group`]; how the tenant keeps [`order`] shows in a member's [`standing`]. A member may
//! let others read their [`calendar`].

pub mod calendar;
pub mod erasure;
pub mod group;
pub mod member;
pub mod order;
pub mod person;
pub mod site;
pub mod standing;
pub mod tenant;

/// Longest name of an identity provider, in characters.
pub const ISSUER_LENGTH_MAX: usize = 64;

/// Whether a text is a name in the operator's configuration: lower case words and numbers joined by hyphens.
fn is_kebab_case(text: &str) -> bool {
    text.len() <= ISSUER_LENGTH_MAX
        && text.split('-').all(|word| {
            !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
}
