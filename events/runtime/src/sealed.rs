//! Sealed personal data: what a log that forgets nothing may hold of a person.
//!
//! Each person has a key of their own. Who destroys the key has destroyed every copy of the data, in every event,
//! snapshot and backup of the log, while the log stays as it is. The keys are therefore no part of the log: they live in
//! a [`KeyRing`], one SQLite file, which must be backed up apart from the log and for a shorter time. Lost keys cannot be
//! made again.

use std::{
    fs::OpenOptions,
    os::unix::fs::OpenOptionsExt,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use base64::prelude::{BASE64_STANDARD, Engine};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, Generate, Key, KeyInit, Payload},
};
use nanum_contracts::{Problem, TenantId};
use rusqlite::{Connection, OpenFlags, OptionalExtension, params};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

const SCHEMA: &str = "CREATE TABLE IF NOT EXISTS keys (
    tenant TEXT NOT NULL, person BLOB NOT NULL, key BLOB NOT NULL, PRIMARY KEY (tenant, person)
) STRICT, WITHOUT ROWID;";

/// Whose data it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataSubject {
    pub tenant: TenantId,
    pub person: Uuid,
}

/// Data that only its person's key opens: base64 of nonce and ciphertext (XChaCha20-Poly1305).
///
/// Sealing the same data twice gives different texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(value_type = String, format = "byte")]
pub struct Sealed(String);

/// Why data cannot be sealed or opened. Says nothing of the data.
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
}

impl From<SealError> for Problem {
    fn from(cause: SealError) -> Self {
        tracing::error!(cause = &cause as &dyn std::error::Error, "personal data cannot be sealed or opened");
        match cause {
            SealError::Keys(_) | SealError::File(_) | SealError::NoRandomness | SealError::StillRead => {
                Self::try_again("personal data cannot be reached now")
            }
            SealError::Form | SealError::Broken => Self::defect(),
        }
    }
}

/// The keys of persons.
#[derive(Debug, Clone)]
pub struct KeyRing(Arc<Connections>);

#[derive(Debug)]
struct Connections {
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
}

type PersonKey = Key<XChaCha20Poly1305>;

impl KeyRing {
    /// Opens the file of keys or makes one that only its owner may read.
    ///
    /// # Errors
    /// When the file cannot be made, read or written.
    pub fn open(path: &Path) -> Result<Self, SealError> {
        // SQLite gives its journal the rights of the file it finds.
        OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path)?;
        let writer = Connection::open(path)?;
        writer.busy_timeout(BUSY_TIMEOUT)?;
        // FULL: a key is on disk before anything is sealed with it. secure_delete: a forgotten key is overwritten.
        writer.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;",
        )?;
        writer.execute_batch(SCHEMA)?;
        let reader = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        reader.busy_timeout(BUSY_TIMEOUT)?;
        Ok(Self(Arc::new(Connections { writer: Mutex::new(writer), reader: Mutex::new(reader) })))
    }

    /// Seals `data` for its person, making their key when there is none. It opens again only for the same person,
    /// tenant and purpose (`what`), so that nobody can pass one sealed text off as another.
    ///
    /// # Errors
    /// When the key cannot be read or kept.
    pub async fn seal<T: Serialize>(
        &self,
        of: &DataSubject,
        what: &str,
        data: &T,
    ) -> Result<Sealed, SealError> {
        let plain = serde_json::to_vec(data).map_err(|_| SealError::Form)?;
        let key = match self.key(of).await? {
            Some(key) => key,
            None => self.new_key(of).await?,
        };
        let nonce = XNonce::try_generate().map_err(|_| SealError::NoRandomness)?;
        let payload = Payload { msg: &plain, aad: &bound_to(of, what) };
        let ciphertext =
            XChaCha20Poly1305::new(&key).encrypt(&nonce, payload).map_err(|_| SealError::Form)?;
        Ok(Sealed(BASE64_STANDARD.encode([nonce.as_slice(), &ciphertext].concat())))
    }

    /// Opens what was sealed for a person; `None` when their key has been destroyed.
    ///
    /// # Errors
    /// When the keys cannot be read, the seal is broken, or the data is no `T`.
    pub async fn open_sealed<T: DeserializeOwned>(
        &self,
        of: &DataSubject,
        what: &str,
        sealed: &Sealed,
    ) -> Result<Option<T>, SealError> {
        let Some(key) = self.key(of).await? else { return Ok(None) };
        let bytes = BASE64_STANDARD.decode(&sealed.0).map_err(|_| SealError::Broken)?;
        let (nonce, ciphertext) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or(SealError::Broken)?;
        let payload = Payload { msg: ciphertext, aad: &bound_to(of, what) };
        let plain = XChaCha20Poly1305::new(&key).decrypt(&XNonce::from(*nonce), payload);
        let plain = plain.map_err(|_| SealError::Broken)?;
        serde_json::from_slice(&plain).map(Some).map_err(|_| SealError::Form)
    }

    /// Destroys a person's key, in the file and its journal. What was sealed for them stays closed for ever.
    ///
    /// # Errors
    /// When the file cannot be written, or somebody reads it just now; the key may then be gone or not: try again.
    pub async fn forget(&self, of: &DataSubject) -> Result<(), SealError> {
        let of = of.clone();
        self.write(move |connection| {
            connection
                .prepare_cached("DELETE FROM keys WHERE tenant = ?1 AND person = ?2")?
                .execute(params![of.tenant.as_str(), of.person.as_bytes()])?;
            // The journal may hold the key as it was once written: empty it.
            let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
            if busy { Err(SealError::StillRead) } else { Ok(()) }
        })
        .await
    }

    async fn key(&self, of: &DataSubject) -> Result<Option<PersonKey>, SealError> {
        let (ring, of) = (self.clone(), of.clone());
        blocking(move || read_key(&ring.0.reader.lock().unwrap_or_else(PoisonError::into_inner), &of)).await
    }

    /// Keeps a new key; who comes second gets the first one's.
    async fn new_key(&self, of: &DataSubject) -> Result<PersonKey, SealError> {
        let of = of.clone();
        self.write(move |connection| {
            let key = PersonKey::try_generate().map_err(|_| SealError::NoRandomness)?;
            connection
                .prepare_cached("INSERT OR IGNORE INTO keys (tenant, person, key) VALUES (?1, ?2, ?3)")?
                .execute(params![of.tenant.as_str(), of.person.as_bytes(), key.as_slice()])?;
            Ok(read_key(connection, &of)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?)
        })
        .await
    }

    async fn write<T, F>(&self, work: F) -> Result<T, SealError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, SealError> + Send + 'static,
    {
        let ring = self.clone();
        blocking(move || work(&ring.0.writer.lock().unwrap_or_else(PoisonError::into_inner))).await
    }
}

fn read_key(connection: &Connection, of: &DataSubject) -> Result<Option<PersonKey>, SealError> {
    let key = connection
        .prepare_cached("SELECT key FROM keys WHERE tenant = ?1 AND person = ?2")?
        .query_row(params![of.tenant.as_str(), of.person.as_bytes()], |row| row.get::<_, [u8; KEY_BYTES]>(0))
        .optional()?;
    Ok(key.map(PersonKey::from))
}

/// What a seal is bound to besides its key. Neither part can hold a line break.
fn bound_to(of: &DataSubject, what: &str) -> Vec<u8> {
    format!("nanum sealed 1\n{}\n{}\n{what}", of.tenant, of.person.simple()).into_bytes()
}

async fn blocking<T, F>(work: F) -> Result<T, SealError>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, SealError> + Send + 'static,
{
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(SealError::Keys(rusqlite::Error::InvalidQuery)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTACT: &str = "contact";

    fn somebody(tenant: &str, number: u128) -> DataSubject {
        DataSubject { tenant: tenant.parse().unwrap(), person: Uuid::from_u128(number) }
    }

    fn ring() -> (tempfile::TempDir, KeyRing) {
        let folder = tempfile::tempdir().unwrap();
        let ring = KeyRing::open(&folder.path().join("keys.sqlite")).unwrap();
        (folder, ring)
    }

    #[tokio::test]
    async fn what_was_sealed_opens_for_its_person_after_a_restart() {
        let (folder, ring) = ring();
        let minji = somebody("seosan", 1);
        let sealed = ring.seal(&minji, CONTACT, &"김민지").await.unwrap();
        assert!(!format!("{sealed:?}").contains("김민지"));
        drop(ring);
        let ring = KeyRing::open(&folder.path().join("keys.sqlite")).unwrap();
        assert_eq!(ring.open_sealed(&minji, CONTACT, &sealed).await.unwrap(), Some("김민지".to_owned()));
    }

    #[tokio::test]
    async fn a_seal_is_bound_to_person_tenant_and_purpose() {
        let (_folder, ring) = ring();
        let minji = somebody("seosan", 1);
        let sealed = ring.seal(&minji, CONTACT, &"김민지").await.unwrap();
        for other in [somebody("seosan", 2), somebody("seoul", 1)] {
            ring.seal(&other, CONTACT, &"another").await.unwrap();
            let opened = ring.open_sealed::<String>(&other, CONTACT, &sealed).await;
            assert!(matches!(opened, Err(SealError::Broken)), "{opened:?}");
        }
        let opened = ring.open_sealed::<String>(&minji, "identity", &sealed).await;
        assert!(matches!(opened, Err(SealError::Broken)), "{opened:?}");
        let cut = Sealed(sealed.0[..20].to_owned());
        assert!(matches!(ring.open_sealed::<String>(&minji, CONTACT, &cut).await, Err(SealError::Broken)));
    }

    #[tokio::test]
    async fn a_forgotten_person_stays_closed_and_the_key_leaves_the_files() {
        let (folder, ring) = ring();
        let (minji, junho) = (somebody("seosan", 1), somebody("seosan", 2));
        let sealed = ring.seal(&minji, CONTACT, &"김민지").await.unwrap();
        let of_another = ring.seal(&junho, CONTACT, &"박준호").await.unwrap();
        let key = ring.key(&minji).await.unwrap().unwrap();
        assert!(somewhere_in(folder.path(), &key), "the test must be able to find a key");
        ring.forget(&minji).await.unwrap();
        ring.forget(&minji).await.unwrap();
        assert_eq!(ring.open_sealed::<String>(&minji, CONTACT, &sealed).await.unwrap(), None);
        assert!(!somewhere_in(folder.path(), &key));
        assert_eq!(ring.open_sealed(&junho, CONTACT, &of_another).await.unwrap(), Some("박준호".to_owned()));
    }

    #[tokio::test]
    async fn two_who_seal_for_a_new_person_at_once_share_one_key() {
        let (folder, ring) = ring();
        let rival = KeyRing::open(&folder.path().join("keys.sqlite")).unwrap();
        let minji = somebody("seosan", 1);
        let (one, other) = tokio::join!(ring.seal(&minji, CONTACT, &1), rival.seal(&minji, CONTACT, &2));
        assert_eq!(rival.open_sealed(&minji, CONTACT, &one.unwrap()).await.unwrap(), Some(1));
        assert_eq!(ring.open_sealed(&minji, CONTACT, &other.unwrap()).await.unwrap(), Some(2));
    }

    #[test]
    fn only_the_owner_may_read_the_keys() {
        use std::os::unix::fs::PermissionsExt;
        let (folder, _ring) = ring();
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let mode = entry.unwrap().metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{mode:o}");
        }
    }

    fn somewhere_in(folder: &Path, bytes: &[u8]) -> bool {
        std::fs::read_dir(folder).unwrap().any(|entry| {
            let content = std::fs::read(entry.unwrap().path()).unwrap();
            content.windows(bytes.len()).any(|window| window == bytes)
        })
    }
}
