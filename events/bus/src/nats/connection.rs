//! The connection to the servers: made with a bounded number of tries, and kept for as long as the bus lives.

use std::time::Duration;

use async_nats::{Client, ConnectOptions, Event, Request, RequestErrorKind, ServerAddr, connection::State};
use tokio::sync::watch;

use super::{NatsOptions, SERVER_PAYLOAD_BYTES_MIN, servers::Turns, unavailable};
use crate::{BusError, backoff};

/// Tries to connect at first, about fifteen seconds. Later the connection is made anew without end.
const CONNECT_TRIES_MAX: u32 = 10;
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
const RECONNECT_DELAY_FIRST: Duration = Duration::from_millis(100);
const RECONNECT_DELAY_MAX: Duration = Duration::from_secs(2);
/// How soon a silent server is noticed: two pings without an answer.
const PING_EVERY: Duration = Duration::from_secs(10);
/// Messages that wait in memory for a responder with all hands full; what comes on top is lost and times out.
const MESSAGES_WAITING_MAX: usize = 4_096;
const ANSWERS_WITHIN: Duration = Duration::from_secs(2);

/// A subject below those of requests where nobody listens: the server itself answers that nobody does.
const NOBODY: &str = "nanum.rq.nobody";

/// Connects; the receiver changes with each connection made.
pub(super) async fn connect(options: &NatsOptions) -> Result<(Client, watch::Receiver<u64>), BusError> {
    let servers =
        options.url.split(',').map(|url| url.trim().parse::<ServerAddr>()).collect::<Result<Vec<_>, _>>();
    let servers = servers.map_err(|error| unavailable(format!("its address cannot be read: {error}")))?;
    let turns = Turns::default();
    backoff::retry("connect to NATS", CONNECT_TRIES_MAX, || connect_once(options, &servers, &turns)).await
}

async fn connect_once(
    options: &NatsOptions,
    servers: &Vec<ServerAddr>,
    turns: &Turns,
) -> Result<(Client, watch::Receiver<u64>), BusError> {
    let (count, mut connections) = watch::channel(0);
    let client =
        connect_options(options, count, turns.clone()).connect(servers).await.map_err(unavailable)?;
    check_server(&client)?;
    // Word of this first connection comes by itself and must not pass for a second one.
    let _ = tokio::time::timeout(CONNECT_WITHIN, connections.changed()).await;
    Ok((client, connections))
}

fn connect_options(options: &NatsOptions, count: watch::Sender<u64>, turns: Turns) -> ConnectOptions {
    let connect = ConnectOptions::new()
        .name(&options.name)
        .connection_timeout(CONNECT_WITHIN)
        .ping_interval(PING_EVERY)
        .subscription_capacity(MESSAGES_WAITING_MAX)
        .max_reconnects(None)
        .reconnect_delay_callback(reconnect_delay)
        .reconnect_to_server_callback(move |servers, _| std::future::ready(turns.next(&servers)))
        .event_callback(move |event| {
            if matches!(event, Event::Connected) {
                count.send_modify(|count| *count += 1);
            }
            async move { report(&event) }
        });
    match &options.root_certificates {
        Some(file) => connect.add_root_certificates(file.clone()),
        None => connect,
    }
}

/// None before the first try, then doubling.
fn reconnect_delay(tries: usize) -> Duration {
    match u32::try_from(tries).unwrap_or(u32::MAX) {
        0 | 1 => Duration::ZERO,
        tries => (RECONNECT_DELAY_FIRST * 2_u32.saturating_pow(tries.min(8) - 2)).min(RECONNECT_DELAY_MAX),
    }
}

fn report(event: &Event) {
    match event {
        Event::Connected | Event::Closed | Event::Draining => {
            tracing::info!(%event, "the connection to NATS changed")
        }
        Event::Disconnected | Event::LameDuckMode => tracing::warn!(%event, "the connection to NATS changed"),
        Event::ClientError(error) => tracing::warn!(%error, "no connection to NATS"),
        Event::SlowConsumer(_) | Event::ServerError(_) => tracing::error!(%event, "NATS reports a failure"),
    }
}

/// What would only show much later, in the middle of work, is said at once.
fn check_server(client: &Client) -> Result<(), BusError> {
    let max_payload = client.max_payload();
    if max_payload < SERVER_PAYLOAD_BYTES_MIN {
        return Err(unavailable(format!(
            "its max_payload is {max_payload} bytes and must be {SERVER_PAYLOAD_BYTES_MIN} or more"
        )));
    }
    // Since 2.12 the order of a service's events is checked before they are replicated, not after.
    if !client.is_server_compatible(2, 12, 0) {
        return Err(unavailable(format!(
            "it has version {} and must have 2.12 or later",
            client.server_info().version
        )));
    }
    Ok(())
}

/// Whether the server answers now: a message goes there and back.
pub(super) async fn check(client: &Client) -> Result<(), BusError> {
    check_connected(client)?;
    let request = Request::new().timeout(Some(ANSWERS_WITHIN));
    match client.send_request(NOBODY, request).await {
        Err(error) if error.kind() == RequestErrorKind::NoResponders => Ok(()),
        Err(error) => Err(unavailable(error)),
        Ok(_) => Ok(()),
    }
}

/// What is sent without a connection would wait for one, and nobody knows how long.
pub(super) fn check_connected(client: &Client) -> Result<(), BusError> {
    match client.connection_state() {
        State::Connected => Ok(()),
        state => Err(unavailable(format!("the connection is {state}"))),
    }
}
