//! The connection: the client library, made anew when it has given up, a deadline on every answer and a bound on every
//! retry.
//!
//! The library's client ends for good when it cannot connect a few times, and after the loss of a node it may keep to
//! it; so whoever learns of that asks for a new one.

use std::{
    path::Path,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use eventstore::{Client, ClientSettings};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use tokio::{runtime::Handle, time::timeout};

use super::failure::Failure;
use crate::StoreError;

/// How long an answer, or the next piece of one, may take. Longer than the election of a leader, shorter than what a
/// person waits for.
pub(super) const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// How often a question that changes nothing is asked: about three seconds in all, when answers come at once.
const TRIES_MAX: u32 = 7;
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// How long to wait after so many failures in a row.
pub(super) fn pause_after(failures: u32) -> Duration {
    FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1))).min(LONGEST_PAUSE)
}

/// One cluster, asked as one user.
pub(super) struct Connection {
    settings: ClientSettings,
    runtime: Handle,
    current: Mutex<Current>,
}

/// The client in use, and how many there were before it.
struct Current {
    generation: u64,
    client: Client,
}

impl Connection {
    /// Prepares the client; it connects when it is first asked.
    pub(super) fn open(url: &str) -> Result<Self, StoreError> {
        let settings = settings(url)?;
        check_certificates(&settings)?;
        let runtime = Handle::try_current()
            .map_err(|_| StoreError::Unavailable("KurrentDB can only be opened within tokio".to_owned()))?;
        let client = client(&runtime, &settings)?;
        Ok(Self { settings, runtime, current: Mutex::new(Current { generation: 0, client }) })
    }

    /// Asks once.
    pub(super) async fn once<T, F>(&self, question: impl FnOnce(Client) -> F) -> Result<T, Failure>
    where
        F: Future<Output = eventstore::Result<T>>,
    {
        let (generation, client) = self.current();
        question(client).await.map_err(|error| self.judge(generation, error))
    }

    /// Asks again, within a bound, as long as it may help. Only for what changes nothing.
    pub(super) async fn ask<T, F>(&self, question: impl Fn(Client) -> F) -> Result<T, Failure>
    where
        F: Future<Output = eventstore::Result<T>>,
    {
        for failures in 1..TRIES_MAX {
            match self.once(&question).await {
                Err(Failure::Temporary { cause, .. }) => {
                    tracing::debug!(cause, failures, "KurrentDB does not answer yet");
                    tokio::time::sleep(pause_after(failures)).await;
                }
                outcome => return outcome,
            }
        }
        self.once(&question).await
    }

    /// The client in use, and its generation for [`Connection::judge`].
    pub(super) fn current(&self) -> (u64, Client) {
        let current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        (current.generation, current.client.clone())
    }

    /// What an error of the client of that generation means; when it is of no use any more, there is a new one after this.
    pub(super) fn judge(&self, generation: u64, error: eventstore::Error) -> Failure {
        let failure = Failure::from(error);
        if let Failure::Temporary { reconnect: true, .. } = failure {
            self.replace(generation);
        }
        failure
    }

    /// Puts a new client in the place of the one of that generation; many may ask for it at once.
    fn replace(&self, generation: u64) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.generation != generation {
            return;
        }
        match client(&self.runtime, &self.settings) {
            Ok(client) => *current = Current { generation: generation + 1, client },
            Err(error) => tracing::warn!(%error, "KurrentDB cannot be connected to anew"),
        }
    }
}

/// Waits for an answer, or for the next piece of one, until the deadline.
pub(super) async fn in_time<T>(answer: impl Future<Output = eventstore::Result<T>>) -> eventstore::Result<T> {
    timeout(ANSWER_WITHIN, answer).await.unwrap_or(Err(eventstore::Error::DeadlineExceeded))
}

fn client(runtime: &Handle, settings: &ClientSettings) -> Result<Client, StoreError> {
    Client::with_runtime_handle(runtime.clone(), settings.clone())
        .map_err(|error| StoreError::Unavailable(format!("KurrentDB: {error}")))
}

/// Reads a connection string; the library knows the older of the two names only.
fn settings(url: &str) -> Result<ClientSettings, StoreError> {
    let url = url.strip_prefix("kurrentdb").map_or_else(|| url.to_owned(), |rest| format!("esdb{rest}"));
    url.parse().map_err(|error: eventstore::ClientSettingsParseError| {
        // The library's message repeats the whole text, and with it the password.
        let cause = error.error().map_or_else(|| error.message().to_owned(), ToString::to_string);
        StoreError::Unavailable(format!("the connection string of KurrentDB cannot be read: {cause}"))
    })
}

/// The library reads certificates in the background and panics there when it cannot; here it is an error.
fn check_certificates(settings: &ClientSettings) -> Result<(), StoreError> {
    let bad = |path: &str, cause: &dyn std::fmt::Display| {
        Err(StoreError::Unavailable(format!(
            "{path} is no PEM file of what KurrentDB's connection string names: {cause}"
        )))
    };
    let certificates =
        [settings.tls_ca_file(), settings.user_certificate().map(|(certificate, _)| certificate)];
    for path in certificates.into_iter().flatten() {
        let read =
            CertificateDer::pem_file_iter(Path::new(path)).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        match read {
            Ok(found) if found.is_empty() => return bad(path, &"it holds no certificate"),
            Ok(_) => {}
            Err(cause) => return bad(path, &cause),
        }
    }
    match settings.user_certificate() {
        Some((_, key)) => PrivateKeyDer::from_pem_file(key).map(drop).or_else(|cause| bad(key, &cause)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_names_of_the_server_make_a_connection_string() {
        for url in ["esdb://localhost:2114?tls=false", "kurrentdb://localhost:2114?tls=false"] {
            let settings = settings(url).expect("good");
            assert_eq!((settings.hosts()[0].port, settings.is_secure_mode_enabled()), (2114, false));
        }
        let cluster = settings("kurrentdb+discover://cluster.example").expect("good");
        assert!(cluster.is_dns_discovery_enabled());
    }

    #[test]
    fn a_bad_connection_string_is_refused_without_repeating_its_password() {
        for url in
            ["esdb://nanum:secret@host:port", "esdb://nanum:secret@", "esdb://nanum:secret@host?tls=maybe"]
        {
            let refused = settings(url).expect_err(url).to_string();
            assert!(!refused.contains("secret"), "{refused}");
        }
    }

    #[test]
    fn a_certificate_that_is_none_is_an_error() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("ca.pem");
        let settings = settings(&format!("esdb://localhost?tlsCaFile={}", file.display())).expect("good");
        for content in [None, Some(""), Some("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n")] {
            if let Some(content) = content {
                std::fs::write(&file, content).expect("written");
            }
            let refused = check_certificates(&settings).expect_err("no certificate").to_string();
            assert!(refused.contains("ca.pem"), "{refused}");
        }
    }

    #[test]
    fn pauses_grow_and_stay_bounded() {
        let pauses: Vec<_> = (1..8).map(|failures| pause_after(failures).as_millis()).collect();
        assert_eq!(pauses, [50, 100, 200, 400, 800, 1600, 2000]);
        assert_eq!(pause_after(u32::MAX), LONGEST_PAUSE);
    }
}
