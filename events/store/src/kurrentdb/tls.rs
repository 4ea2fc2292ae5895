//! The TLS provider of the process. There can be one only, and KurrentDB's client library insists on installing it itself,
//! when it first connects: it panics when another was there before, even for a connection without TLS.

use std::{sync::OnceLock, thread};

use eventstore::{Client, ClientSettings};
use rustls::crypto::CryptoProvider;
use tokio::{runtime, task};

use crate::StoreError;

/// Nothing is ever connected to there: the library installs the provider before it connects.
const NOWHERE: &str = "esdb://127.0.0.1:9?tls=false";
/// How often the client's task is let run until it has installed the provider, which it does first thing.
const YIELDS_MAX: u32 = 100;

/// Lets the client library install its TLS provider, which then serves all TLS of the process. A program that may use
/// KurrentDB calls this first thing, in place of installing a provider.
///
/// # Errors
/// `Unavailable` when another provider was installed before.
pub fn install_tls_provider() -> Result<(), StoreError> {
    static INSTALLED: OnceLock<Result<(), String>> = OnceLock::new();
    // Within tokio no other runtime can be waited for; a thread of its own may.
    INSTALLED
        .get_or_init(|| match CryptoProvider::get_default() {
            Some(_) => Err("another TLS provider was installed before KurrentDB's".to_owned()),
            None => thread::spawn(install)
                .join()
                .unwrap_or_else(|_| Err("KurrentDB's client panicked".to_owned())),
        })
        .clone()
        .map_err(StoreError::Unavailable)
}

fn install() -> Result<(), String> {
    let runtime =
        runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
    runtime.block_on(async {
        let nowhere: ClientSettings = NOWHERE.parse().map_err(|error| format!("{error}"))?;
        // The client's task ends with this runtime.
        let _client = Client::new(nowhere).map_err(|error| error.to_string())?;
        for _ in 0..YIELDS_MAX {
            if CryptoProvider::get_default().is_some() {
                return Ok(());
            }
            task::yield_now().await;
        }
        Err("KurrentDB's client has not installed its TLS provider".to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each test runs in a process of its own.
    #[test]
    fn the_client_installs_its_provider_once_for_all() {
        assert!(CryptoProvider::get_default().is_none());
        install_tls_provider().expect("the first one");
        assert!(CryptoProvider::get_default().is_some());
        install_tls_provider().expect("it is there");
    }

    #[tokio::test]
    async fn it_can_be_installed_within_tokio() {
        install_tls_provider().expect("installed");
    }

    #[test]
    fn another_provider_is_a_clear_error_and_no_panic() {
        rustls::crypto::ring::default_provider().install_default().expect("the first one");
        let refused = install_tls_provider().expect_err("another one is there").to_string();
        assert!(refused.contains("another TLS provider"), "{refused}");
    }
}
