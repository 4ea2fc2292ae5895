//! The ring: one SQLite file with a key for each person, the deployment's secret, and who has been erased.

use std::{
    fs::OpenOptions,
    os::unix::fs::OpenOptionsExt,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, Generate, Key, KeyInit, Payload},
};
use nanum_contracts::TenantId;
use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior, params};
use serde::{Serialize, Serializer};
use uuid::Uuid;

use super::{DataSubject, Personal, SealError, Sealed, Secret, secret::SECRET_BYTES};

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Whoever is in `erased` gets no key again: not by a late command, and not from an older copy of the keys.
const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS keys (
    tenant TEXT NOT NULL, person BLOB NOT NULL, key BLOB NOT NULL, PRIMARY KEY (tenant, person)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS erased (
    tenant TEXT NOT NULL, person BLOB NOT NULL, PRIMARY KEY (tenant, person)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS secret (the_only INTEGER PRIMARY KEY CHECK (the_only = 1), secret BLOB NOT NULL) STRICT;";

/// What to do when there is a log but no keys to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithoutKeys {
    /// Begin with new ones: nothing was sealed yet, or all of it is given up.
    Begin,
    /// Refuse: they have been lost or mislaid, and new ones would hide it.
    Refuse,
}

/// The keys of persons.
#[derive(Debug, Clone)]
pub struct KeyRing(Arc<Connections>);

#[derive(Debug)]
struct Connections {
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
    secret: Secret,
}

type PersonKey = Key<XChaCha20Poly1305>;

impl KeyRing {
    /// Opens the file of keys or makes one that only its owner may read.
    ///
    /// # Errors
    /// When the file cannot be made, read or written; [`SealError::Missing`] when it would have to be made and must not;
    /// [`SealError::OfBefore`] for keys without a secret.
    pub fn open(path: &Path, without: WithoutKeys) -> Result<Self, SealError> {
        let mut writer = open_file(path)?;
        let secret = secret_of(&mut writer, without)?;
        let reader = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        reader.busy_timeout(BUSY_TIMEOUT)?;
        Ok(Self(Arc::new(Connections { writer: Mutex::new(writer), reader: Mutex::new(reader), secret })))
    }

    /// What keys the names of claims and the fingerprints of commands.
    pub fn secret(&self) -> &Secret {
        &self.0.secret
    }

    /// Seals `data` for its person, making their key when there is none. It opens again only for the same person,
    /// tenant and purpose, so that nobody can pass one sealed text off as another.
    ///
    /// # Errors
    /// When the key cannot be read or kept; [`SealError::Erased`].
    pub async fn seal<T: Personal>(&self, of: &DataSubject, data: &T) -> Result<Sealed<T>, SealError> {
        let plain = serde_json::to_vec(&Writing(data)).map_err(|_| SealError::Form)?;
        let key = match self.key(of).await? {
            Some(key) => key,
            None => self.new_key(of).await?,
        };
        let nonce = XNonce::try_generate().map_err(|_| SealError::NoRandomness)?;
        let payload = Payload { msg: &plain, aad: &bound_to(of, T::PURPOSE) };
        let ciphertext =
            XChaCha20Poly1305::new(&key).encrypt(&nonce, payload).map_err(|_| SealError::Form)?;
        Ok(Sealed::of(&nonce, &ciphertext))
    }

    /// Opens what was sealed for a person; `None` when their key has been destroyed.
    ///
    /// # Errors
    /// When the keys cannot be read, the seal is broken, or the data is no `T`.
    pub async fn unseal<T: Personal>(
        &self,
        of: &DataSubject,
        sealed: &Sealed<T>,
    ) -> Result<Option<T>, SealError> {
        let Some(key) = self.key(of).await? else { return Ok(None) };
        let bytes = sealed.bytes()?;
        let (nonce, ciphertext) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or(SealError::Broken)?;
        let payload = Payload { msg: ciphertext, aad: &bound_to(of, T::PURPOSE) };
        let plain = XChaCha20Poly1305::new(&key).decrypt(&XNonce::from(*nonce), payload);
        let plain = plain.map_err(|_| SealError::Broken)?;
        T::read(&mut serde_json::Deserializer::from_slice(&plain)).map(Some).map_err(|_| SealError::Form)
    }

    /// Destroys a person's key, in the file and its journal, and remembers that they get none again. What was sealed for
    /// them stays closed for ever.
    ///
    /// # Errors
    /// When the file cannot be written, or somebody reads it just now; the key may then be gone or not: try again.
    pub async fn erase(&self, of: &DataSubject) -> Result<(), SealError> {
        let of = of.clone();
        self.write(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let who = params![of.tenant.as_str(), of.person.as_bytes()];
            transaction.execute("INSERT OR IGNORE INTO erased (tenant, person) VALUES (?1, ?2)", who)?;
            transaction.execute("DELETE FROM keys WHERE tenant = ?1 AND person = ?2", who)?;
            transaction.commit()?;
            empty_journal(connection)
        })
        .await
    }

    /// Everybody who has been erased.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn erased(&self) -> Result<Vec<DataSubject>, SealError> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached("SELECT tenant, person FROM erased")?;
            let rows =
                statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, [u8; 16]>(1)?)))?;
            rows.map(|row| {
                let (tenant, person) = row?;
                let tenant = TenantId::try_from(tenant).map_err(|_| SealError::Form)?;
                Ok(DataSubject { tenant, person: Uuid::from_bytes(person) })
            })
            .collect()
        })
        .await
    }

    /// Whether a person has a key.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn has_key(&self, of: &DataSubject) -> Result<bool, SealError> {
        Ok(self.key(of).await?.is_some())
    }

    async fn key(&self, of: &DataSubject) -> Result<Option<PersonKey>, SealError> {
        let of = of.clone();
        self.read(move |connection| read_key(connection, &of)).await
    }

    /// Keeps a new key; who comes second gets the first one's.
    async fn new_key(&self, of: &DataSubject) -> Result<PersonKey, SealError> {
        let of = of.clone();
        self.write(move |connection| {
            let key = PersonKey::try_generate().map_err(|_| SealError::NoRandomness)?;
            connection
                .prepare_cached(
                    "INSERT OR IGNORE INTO keys (tenant, person, key) SELECT ?1, ?2, ?3
                     WHERE NOT EXISTS (SELECT 1 FROM erased WHERE tenant = ?1 AND person = ?2)",
                )?
                .execute(params![of.tenant.as_str(), of.person.as_bytes(), key.as_slice()])?;
            read_key(connection, &of)?.ok_or(SealError::Erased)
        })
        .await
    }

    async fn read<T, F>(&self, work: F) -> Result<T, SealError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, SealError> + Send + 'static,
    {
        let ring = self.clone();
        blocking(move || work(&ring.0.reader.lock().unwrap_or_else(PoisonError::into_inner))).await
    }

    async fn write<T, F>(&self, work: F) -> Result<T, SealError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, SealError> + Send + 'static,
    {
        let ring = self.clone();
        blocking(move || work(&mut ring.0.writer.lock().unwrap_or_else(PoisonError::into_inner))).await
    }
}

/// Opens a file of keys for writing, with its tables; makes it for its owner alone when it is not there.
pub(super) fn open_file(path: &Path) -> Result<Connection, SealError> {
    // SQLite gives its journal the rights of the file it finds.
    OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path)?;
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    // FULL: a key is on disk before anything is sealed with it. secure_delete: a destroyed key is overwritten.
    connection
        .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;")?;
    connection.execute_batch(SCHEMA)?;
    Ok(connection)
}

/// The secret of a file of keys, made when the file is new.
fn secret_of(connection: &mut Connection, without: WithoutKeys) -> Result<Secret, SealError> {
    // Of two programs that begin at once, the second waits here and finds the first one's.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if let Some(secret) = read_secret(&transaction)? {
        return Ok(secret);
    }
    let of_before: bool =
        transaction.query_row("SELECT EXISTS (SELECT 1 FROM keys)", [], |row| row.get(0))?;
    if of_before {
        return Err(SealError::OfBefore);
    }
    if without == WithoutKeys::Refuse {
        return Err(SealError::Missing);
    }
    let made = PersonKey::try_generate().map_err(|_| SealError::NoRandomness)?;
    transaction.execute("INSERT INTO secret (the_only, secret) VALUES (1, ?1)", [made.as_slice()])?;
    transaction.commit()?;
    Ok(Secret::of(made.into()))
}

pub(super) fn read_secret(connection: &Connection) -> Result<Option<Secret>, SealError> {
    let secret = connection
        .query_row("SELECT secret FROM secret", [], |row| row.get::<_, [u8; SECRET_BYTES]>(0))
        .optional()?;
    Ok(secret.map(Secret::of))
}

/// The journal may hold a key as it was once written: empties it.
pub(super) fn empty_journal(connection: &Connection) -> Result<(), SealError> {
    let busy: bool = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy { Err(SealError::StillRead) } else { Ok(()) }
}

fn read_key(connection: &Connection, of: &DataSubject) -> Result<Option<PersonKey>, SealError> {
    let key = connection
        .prepare_cached("SELECT key FROM keys WHERE tenant = ?1 AND person = ?2")?
        .query_row(params![of.tenant.as_str(), of.person.as_bytes()], |row| row.get::<_, [u8; KEY_BYTES]>(0))
        .optional()?;
    Ok(key.map(PersonKey::from))
}

/// The only way from clear data to a serializer: straight into a seal.
struct Writing<'a, T>(&'a T);

impl<T: Personal> Serialize for Writing<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
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
mod tests;
