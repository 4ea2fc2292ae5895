//! Sealed personal data: what a log that forgets nothing may hold of a person.
//!
//! Each person has a key of their own. Who destroys the key has destroyed every copy of the data, in every event,
//! snapshot and backup of the log, while the log stays as it is. The keys are therefore no part of the log: they live in
//! a [`KeyRing`], one SQLite file, which must be backed up apart from the log and for a shorter time ([`copies`]). Lost
//! keys cannot be made again.
//!
//! A service gets its ring from [`crate::Service::key_ring`], declares what is personal by
//! [`personal_data!`](crate::personal_data), and writes `Sealed<…>` into its events. What only one person may have is claimed under a
//! name that the ring's [`Secret`] keys ([`crate::claims::Claims::keyed`]): a plain hash of a card number could be guessed
//! back.

pub mod copies;
mod keys;
mod secret;

use std::{fmt, marker::PhantomData};

use base64::prelude::{BASE64_STANDARD, Engine};
use nanum_contracts::{Problem, TenantId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

pub(crate) use self::secret::hexadecimal;
pub use self::{
    keys::{KeyRing, WithoutKeys},
    secret::Secret,
};

/// The name of a ring's file, in its service's folder.
pub const KEYS_FILE: &str = "keys.sqlite";

/// Whose data it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataSubject {
    pub tenant: TenantId,
    pub person: Uuid,
}

/// Personal data in clear. It is written and read by its [`KeyRing`] alone; declare it by
/// [`personal_data!`](crate::personal_data).
pub trait Personal: Sized + 'static {
    /// What it is for: nothing sealed for another purpose opens in its place. For ever, like the names of events.
    const PURPOSE: &'static str;

    /// Writes it, to be sealed.
    ///
    /// # Errors
    /// Those of the serializer.
    fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error>;

    /// Reads it, unsealed.
    ///
    /// # Errors
    /// When it has not the form that was expected.
    fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Self, D::Error>;
}

/// Declares a type to be personal data: it can be sealed, its `Debug` shows nothing, and it does not compile should
/// somebody make it `Serialize`, so that no event, view, answer or log line holds it by mistake.
///
/// The type derives serde's code for itself alone, by `#[serde(remote = "Self")]`.
///
/// ```
/// #[derive(serde::Serialize, serde::Deserialize)]
/// #[serde(remote = "Self")]
/// struct Contact { name: String }
/// nanum_runtime::personal_data!(Contact as "example.contact");
/// assert_eq!(format!("{:?}", Contact { name: "Kim Minji".to_owned() }), "Contact(sealed)");
/// ```
///
/// An event cannot hold it in clear:
///
/// ```compile_fail
/// # #[derive(serde::Serialize, serde::Deserialize)]
/// # #[serde(remote = "Self")]
/// # struct Contact { name: String }
/// # nanum_runtime::personal_data!(Contact as "example.contact");
/// #[derive(serde::Serialize)]
/// struct MemberRegistered { contact: Contact }
/// ```
///
/// Nor can its author forget the attribute:
///
/// ```compile_fail
/// use serde::{Deserialize, Serialize};
/// #[derive(Serialize, Deserialize)]
/// struct Contact { name: String }
/// nanum_runtime::personal_data!(Contact as "example.contact");
/// ```
#[macro_export]
macro_rules! personal_data {
    ($data:ident as $purpose:literal) => {
        impl $crate::sealed::Personal for $data {
            const PURPOSE: &'static str = $purpose;

            fn write<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                Self::serialize(self, to)
            }

            fn read<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                Self::deserialize(from)
            }
        }

        impl std::fmt::Debug for $data {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($data), "(sealed)"))
            }
        }

        // Ambiguous, and so an error, when the type is `Serialize` after all.
        const _: fn() = || {
            trait AmbiguousIfSerialize<A> {
                fn check() {}
            }
            impl<T> AmbiguousIfSerialize<()> for T {}
            struct Written;
            impl<T: serde::Serialize> AmbiguousIfSerialize<Written> for T {}
            <$data as AmbiguousIfSerialize<_>>::check();
        };
    };
}

/// Personal data that only its person's key opens: base64 of nonce and ciphertext (XChaCha20-Poly1305).
///
/// Sealing the same data twice gives different texts. In an event it stands as a field of this type, for its schema with
/// `#[schema(value_type = String, format = Byte)]`.
pub struct Sealed<T> {
    text: String,
    what: PhantomData<fn() -> T>,
}

impl<T> Sealed<T> {
    fn of(nonce: &[u8], ciphertext: &[u8]) -> Self {
        Self { text: BASE64_STANDARD.encode([nonce, ciphertext].concat()), what: PhantomData }
    }

    fn bytes(&self) -> Result<Vec<u8>, SealError> {
        BASE64_STANDARD.decode(&self.text).map_err(|_| SealError::Broken)
    }
}

// Written by hand: a derive would ask the same of the data in clear.
impl<T> Clone for Sealed<T> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), what: PhantomData }
    }
}

impl<T> PartialEq for Sealed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T> Eq for Sealed<T> {}

impl<T> fmt::Debug for Sealed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} characters)", self.text.len())
    }
}

impl<T> Serialize for Sealed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, T> Deserialize<'de> for Sealed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self { text: String::deserialize(deserializer)?, what: PhantomData })
    }
}

/// Why data cannot be sealed or opened, or keys not kept, copied or restored. Says nothing of the data.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error("the keys cannot be read or written")]
    Keys(#[from] rusqlite::Error),
    #[error("the file of keys cannot be made")]
    File(#[from] std::io::Error),
    #[error("the system gives no random numbers")]
    NoRandomness,
    /// The cause is left out on purpose: it may quote the data.
    #[error("the data has not the form that was expected")]
    Form,
    #[error("the seal is broken, or is of another person or purpose")]
    Broken,
    #[error("a key is still being read and stays in the file's journal until then")]
    StillRead,
    #[error("the person has been erased and gets no key again")]
    Erased,
    #[error(
        "the log is there but its keys are not: restore the copy of the keys, or, if there is none and all that was sealed \
         is lost, set personal_data.begin_without_keys once"
    )]
    Missing,
    #[error(
        "these keys are of a version before claims and fingerprints were keyed by a secret; no release wrote them, and their \
         claims would not be found again: begin with an empty data folder and import anew"
    )]
    OfBefore,
    #[error("this is no whole copy of a ring of keys")]
    NoCopy,
    #[error("these are the keys of another deployment")]
    OtherDeployment,
}

impl From<SealError> for Problem {
    fn from(cause: SealError) -> Self {
        tracing::error!(cause = &cause as &dyn std::error::Error, "personal data cannot be sealed or opened");
        match cause {
            SealError::Keys(_) | SealError::File(_) | SealError::NoRandomness | SealError::StillRead => {
                Self::try_again("personal data cannot be reached now")
            }
            SealError::Erased => Self::state_forbids("the person has been erased"),
            SealError::Form
            | SealError::Broken
            | SealError::Missing
            | SealError::OfBefore
            | SealError::NoCopy
            | SealError::OtherDeployment => Self::defect(),
        }
    }
}
