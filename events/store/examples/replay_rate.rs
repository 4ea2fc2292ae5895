//! Prints how many events a second are read from a whole log, in pages of the greatest size: a million events of 300 bytes,
//! each of a command of its own.
//!
//! `cargo run --release -p nanum-store --example replay_rate`

#![allow(clippy::print_stdout, reason = "a measurement is for reading at the prompt")]

use std::{error::Error, time::Instant};

use futures::future::try_join_all;
use nanum_contracts::{
    Actor, TenantId,
    ids::{CommandId, Id},
};
use nanum_store::{
    Append, Commanded, EventStore, Expected, Filter, Metadata, NewEvent, READ_EVENTS_MAX, StreamName,
    sqlite::{SqliteStore, verify},
};
use serde_json::value::to_raw_value;

const EVENTS: u128 = 1_000_000;
const EVENT_BYTES: usize = 300;
const EVENTS_A_STREAM: u128 = 8;
const APPENDS_AT_ONCE: usize = 1_000;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("replay.db");
    let store = SqliteStore::open(&path)?;
    for first in (0..EVENTS / EVENTS_A_STREAM).step_by(APPENDS_AT_ONCE) {
        let appends: Vec<_> =
            (first..first + APPENDS_AT_ONCE as u128).map(stream).collect::<Result<_, _>>()?;
        try_join_all(appends.into_iter().map(|append| store.append(append))).await?;
    }
    for round in 1..=3 {
        let began = Instant::now();
        let (mut after, mut bytes) = (0, 0);
        loop {
            let page = store.read_all(after, READ_EVENTS_MAX, &Filter::everything()).await?;
            if page.looked_through == after {
                break;
            }
            after = page.looked_through;
            bytes += page.events.iter().map(|event| event.data.get().len()).sum::<usize>();
        }
        let rate = after as f64 / began.elapsed().as_secs_f64();
        println!("round {round}: {rate:>9.0} events/s, {} MB of data", bytes / 1_000_000);
    }
    let began = Instant::now();
    let verified = verify(&path, None, |_, _| {})?;
    println!("verified: {:>8.0} events/s", verified.events as f64 / began.elapsed().as_secs_f64());
    Ok(())
}

fn stream(number: u128) -> Result<Append, Box<dyn Error>> {
    let tenant = TenantId::network();
    let stream = StreamName::new("booking", "reservation", &tenant, uuid::Uuid::from_u128(number));
    let event = NewEvent {
        name: "reservation.confirmed.v1".to_owned(),
        data: to_raw_value(&"x".repeat(EVENT_BYTES - 2))?,
    };
    let commanded = |index| Commanded {
        metadata: Metadata {
            tenant: tenant.clone(),
            actor: Actor::Anonymous,
            command: CommandId::from_uuid(uuid::Uuid::from_u128(number * EVENTS_A_STREAM + index)),
            fingerprint: format!("{number:064x}"),
            correlation: format!("replay {number} {index}"),
            causation: None,
            recorded_at: jiff::Timestamp::UNIX_EPOCH,
            traceparent: None,
        },
        events: vec![event.clone()],
    };
    Ok(Append {
        stream,
        expected: Expected::NoStream,
        commands: (0..EVENTS_A_STREAM).map(commanded).collect(),
    })
}
