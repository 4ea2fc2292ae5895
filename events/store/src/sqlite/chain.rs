//! The hash chain: each event's hash covers everything stored of it and the hash of the event before, so nobody can change,
//! swap or take out an event without changing every hash after it. It knows bytes, not what they mean; sealed personal data
//! is covered as it is stored, so the chain holds after its key is destroyed.

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The hash of an event.
pub type Hash = [u8; 32];

/// What stands before the first event.
pub(super) const BEGINNING: Hash = [0; 32];

/// Everything stored of an event but its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Content<'a> {
    pub(super) stream: &'a str,
    pub(super) id: &'a [u8],
    pub(super) command: &'a [u8],
    pub(super) recorded_at: i64,
    pub(super) name: &'a str,
    pub(super) tenant: &'a str,
    pub(super) actor: &'a str,
    pub(super) fingerprint: &'a str,
    pub(super) correlation: &'a str,
    pub(super) causation: Option<&'a [u8]>,
    pub(super) traceparent: Option<&'a str>,
    pub(super) data: &'a str,
}

impl Content<'_> {
    /// SHA-256 over the fields in this order, each with its length before it; one that may be missing begins with whether
    /// it is there.
    pub(super) fn hash(&self) -> Hash {
        let mut hasher = Sha256::new();
        field(&mut hasher, self.stream.as_bytes());
        field(&mut hasher, self.id);
        field(&mut hasher, self.command);
        hasher.update(self.recorded_at.to_be_bytes());
        for text in [self.name, self.tenant, self.actor, self.fingerprint, self.correlation] {
            field(&mut hasher, text.as_bytes());
        }
        for optional in [self.causation, self.traceparent.map(str::as_bytes)] {
            hasher.update([u8::from(optional.is_some())]);
            field(&mut hasher, optional.unwrap_or_default());
        }
        field(&mut hasher, self.data.as_bytes());
        hasher.finalize().into()
    }
}

fn field(hasher: &mut Sha256, bytes: &[u8]) {
    hasher.update((bytes.len() as u64).to_be_bytes());
    hasher.update(bytes);
}

/// The hash of an event at its place: of the hash before it, position, revision and content. Short, so that the one thread
/// that knows places has little to do; the content was hashed by the caller.
pub(super) fn link(before: &Hash, position: u64, revision: u64, content: &Hash) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(before);
    hasher.update(position.to_be_bytes());
    hasher.update(revision.to_be_bytes());
    hasher.update(content);
    hasher.finalize().into()
}

/// A hash that people have written down; `None` when it is none.
pub fn from_hexadecimal(text: &str) -> Option<Hash> {
    let (first, second) = text.split_at_checked(32)?;
    let [first, second] = [first, second].map(|half| Uuid::try_parse(half).ok().map(Uuid::into_bytes));
    [first?, second?].concat().try_into().ok()
}

/// A hash as people read it.
pub fn in_hexadecimal(hash: &Hash) -> String {
    // Two UUIDs are 32 bytes, and know how to write themselves.
    let (first, second) = hash.split_at(16);
    [first, second].map(|half| Uuid::from_slice(half).unwrap_or_default().simple().to_string()).concat()
}
