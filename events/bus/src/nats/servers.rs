//! Which of the servers to be with: each in turn, and none for longer than it is of use.
//!
//! A server that is cut off from the others, or whose disk hangs, keeps its clients' connections open and carries out
//! nothing. Only asking shows it, so each connection asks from time to time, and goes to the next server without an answer.

use std::{
    hash::{BuildHasher, RandomState},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_nats::{Client, ReconnectToServer, Server, ServerAddr};

use super::{connection, log::EventLog};

const LOOK_EVERY: Duration = Duration::from_secs(2);
const ANSWERS_WITHIN: Duration = Duration::from_secs(2);
/// Looks in a row without an answer after which a server is left: some 12 seconds, for a cluster that has lost its leader
/// chooses another one in less, and then no server is better than this one.
const LOOKS_IN_VAIN_MAX: u32 = 3;

/// Whose turn it is to be connected to.
#[derive(Debug, Clone, Default)]
pub(super) struct Turns(Arc<Mutex<Option<ServerAddr>>>);

impl Turns {
    /// The server after the last one; at first any, so that connections spread over the servers.
    pub(super) fn next(&self, servers: &[Server]) -> Option<ReconnectToServer> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = match &*last {
            Some(last) => servers.iter().position(|server| server.addr == *last).map_or(0, |place| place + 1),
            None => anything(),
        };
        let chosen = servers.get(place.checked_rem(servers.len())?)?.addr.clone();
        *last = Some(chosen.clone());
        Some(ReconnectToServer { addr: chosen, delay: None })
    }
}

/// Some number, another one in each process.
fn anything() -> usize {
    usize::try_from(RandomState::new().hash_one(0) >> 33).unwrap_or_default()
}

/// Leaves servers that do not answer, for as long as it is polled.
pub(super) async fn leave_unfit(client: Client, log: EventLog) {
    let mut in_vain = 0;
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        if connection::check_connected(&client).is_err() {
            in_vain = 0; // Another one is being looked for already.
            continue;
        }
        in_vain = match tokio::time::timeout(ANSWERS_WITHIN, log.is_led()).await {
            Ok(Ok(())) => 0,
            Ok(Err(_)) | Err(_) => in_vain + 1,
        };
        if in_vain == LOOKS_IN_VAIN_MAX {
            in_vain = 0;
            tracing::warn!(server = client.server_info().server_name, "the server is of no use, leaving it");
            if let Err(error) = client.force_reconnect().await {
                tracing::warn!(%error, "the server cannot be left");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(port: u16) -> Server {
        let addr = format!("nats://127.0.0.1:{port}").parse().unwrap();
        Server { addr, failed_attempts: 0, did_connect: false, is_discovered: false, last_error: None }
    }

    #[test]
    fn each_server_has_its_turn_and_the_same_one_comes_again_only_when_it_is_the_only_one() {
        let turns = Turns::default();
        let servers = [server(1), server(2), server(3)];
        let chosen: Vec<_> = (0..6).map(|_| turns.next(&servers).unwrap().addr.port()).collect();
        assert_eq!(chosen[..3], chosen[3..]);
        assert_eq!(chosen.iter().take(3).sum::<u16>(), 6, "{chosen:?}");
        assert_eq!(turns.next(&servers[..1]).unwrap().addr.port(), 1);
        assert!(turns.next(&[]).is_none());
    }
}
