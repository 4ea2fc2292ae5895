//! Ids: opaque to everybody, prefixed by kind where people meet them, UUIDs inside.

use std::{fmt, marker::PhantomData, str::FromStr};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, Visitor},
};
use uuid::Uuid;

/// Why a text is not an id of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not an id of the form {prefix}_<32 hexadecimal digits>")]
pub struct NotAnId {
    prefix: &'static str,
    text: String,
}

/// What all ids have in common, for code that makes or stores them without knowing their kind.
pub trait Id: Copy + Eq + Ord + fmt::Display + Send + Sync + 'static {
    /// Written before the digits, so that a person sees what an id is of.
    const PREFIX: &'static str;

    fn from_uuid(uuid: Uuid) -> Self;
    fn uuid(self) -> Uuid;

    /// An id that the same words always give: what is imported twice is one thing.
    fn named(scope: &str, name: &str) -> Self {
        let namespace = Uuid::new_v5(&Uuid::NAMESPACE_URL, scope.as_bytes());
        Self::from_uuid(Uuid::new_v5(&namespace, format!("{}:{name}", Self::PREFIX).as_bytes()))
    }
}

/// Reads an id where it stands, without a text of its own: an event has many.
struct ReadId<T>(PhantomData<T>);

impl<T: Id + FromStr<Err = NotAnId>> Visitor<'_> for ReadId<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an id of the form {}_<32 hexadecimal digits>", T::PREFIX)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, utoipa::ToSchema)]
        #[schema(value_type = String, pattern = "^[a-z]+_[0-9a-f]{32}$")]
        pub struct $name(Uuid);

        impl Id for $name {
            const PREFIX: &'static str = $prefix;
            fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }
            fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.simple())
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                text.strip_prefix(concat!($prefix, "_"))
                    .filter(|digits| digits.len() == 32)
                    .and_then(|digits| Uuid::try_parse(digits).ok())
                    .map(Self)
                    .ok_or_else(|| NotAnId { prefix: $prefix, text: text.chars().take(64).collect() })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(ReadId(PhantomData))
            }
        }
    )*};
}

ids! {
    /// A place with an address and opening hours.
    SiteId = "site",
    /// What is booked for a time. The root resource's id is also the id of its space tree.
    ResourceId = "rsc",
    /// One booking of a resource.
    ReservationId = "res",
    /// A recurring set of reservations.
    SeriesId = "ser",
    /// Time of a resource that nobody can reserve.
    BlockingId = "blk",
    /// A place in the queue for a time of a resource.
    WaitId = "wait",
    /// The drawing of lots for the times of a date.
    DrawId = "draw",
    /// Money that is owed for a reservation, or to be given back.
    ChargeId = "chg",
    /// What is borrowed in the catalogue.
    TitleId = "ttl",
    /// One physical copy of a title.
    ItemId = "item",
    /// An item out with a borrower.
    LoanId = "loan",
    /// A place in the queue for a title.
    HoldId = "hold",
    /// A person registered with a tenant.
    MemberId = "mem",
    /// Several members who act together.
    GroupId = "grp",
    /// Penalty points that were given at one time.
    PointsId = "pts",
    /// One message to one member.
    MessageId = "msg",
    /// One command; it survives retries, so that its effect happens once.
    CommandId = "cmd",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_what_it_writes_and_refuses_another_kind() {
        let id = ResourceId::named("seosan", "club-room-1");
        assert_eq!(id.to_string().parse::<ResourceId>(), Ok(id));
        assert!(id.to_string().parse::<SiteId>().is_err());
        assert!("rsc_zz".parse::<ResourceId>().is_err());
    }
}
