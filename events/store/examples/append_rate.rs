//! Prints how many appends a second the embedded engine makes durable: one event of 300 bytes each, by 1 to 1024 writers.
//!
//! `cargo run --release -p nanum-store --example append_rate [-- <writers> …]`; what is measured is the disk of the folder
//! for temporary files (`TMPDIR`).

#![allow(clippy::print_stdout, reason = "a measurement is for reading at the prompt")]

use std::{
    error::Error,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use nanum_contracts::{
    Actor, TenantId,
    ids::{CommandId, Id},
};
use nanum_store::{
    Append, EventStore, Expected, Metadata, NewEvent, StoreError, StreamName, sqlite::SqliteStore,
};
use serde_json::value::{RawValue, to_raw_value};

const MEASURE_FOR: Duration = Duration::from_secs(5);
const EVENT_BYTES: usize = 300;
/// Events of a stream before the next begins, about as long as a short-lived aggregate lives.
const EVENTS_A_STREAM: u64 = 8;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let asked: Vec<usize> =
        std::env::args().skip(1).map(|writers| writers.parse()).collect::<Result<_, _>>()?;
    let writers = if asked.is_empty() { vec![1, 16, 128, 1024] } else { asked };
    for writers in writers {
        let rate = measure(&std::env::temp_dir(), writers).await?;
        println!("{writers:>5} writers: {rate:>8.0} appends/s");
    }
    Ok(())
}

async fn measure(folder: &Path, writers: usize) -> Result<f64, Box<dyn Error>> {
    let folder = tempfile::tempdir_in(folder)?;
    let store = Arc::new(SqliteStore::open(folder.path().join("rate.db"))?);
    let appended = Arc::new(AtomicU64::new(0));
    let data = to_raw_value(&"x".repeat(EVENT_BYTES - 2))?;
    let began = Instant::now();
    let writers: Vec<_> = (0..writers)
        .map(|writer| {
            let (store, appended, data) = (Arc::clone(&store), Arc::clone(&appended), data.clone());
            tokio::spawn(async move {
                let mut count = 0;
                while began.elapsed() < MEASURE_FOR {
                    store.append(one_event(writer, count, &data, began)).await?;
                    appended.fetch_add(1, Ordering::Relaxed);
                    count += 1;
                }
                Ok::<(), StoreError>(())
            })
        })
        .collect();
    for writer in writers {
        writer.await??;
    }
    Ok(appended.load(Ordering::Relaxed) as f64 / began.elapsed().as_secs_f64())
}

fn one_event(writer: usize, count: u64, data: &RawValue, began: Instant) -> Append {
    let tenant = TenantId::network();
    let expected = match count % EVENTS_A_STREAM {
        0 => Expected::NoStream,
        number => Expected::Revision(number - 1),
    };
    let stream = scattered(writer, count / EVENTS_A_STREAM);
    let stream = StreamName::new("booking", "reservation", &tenant, uuid::Uuid::from_u128(stream));
    let confirmed = NewEvent { name: "reservation.confirmed.v1".to_owned(), data: data.to_owned() };
    let metadata = Metadata {
        tenant,
        actor: Actor::Anonymous,
        command: new_command(writer, count, began),
        fingerprint: "0".repeat(64),
        correlation: "append-rate".to_owned(),
        causation: None,
        recorded_at: jiff::Timestamp::UNIX_EPOCH,
        traceparent: None,
    };
    Append::of_one(stream, expected, metadata, vec![confirmed])
}

/// Ordered by time, as ids are where nobody gives an idempotency key.
fn new_command(writer: usize, count: u64, began: Instant) -> CommandId {
    let random = scattered(writer, count);
    let millis = began.elapsed().as_millis();
    CommandId::from_uuid(uuid::Uuid::from_u128(millis << 80 | random >> 48))
}

/// A number of its own for each writer and count, without order: what a hash would give, for less than an append costs.
fn scattered(writer: usize, count: u64) -> u128 {
    const ODD: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;
    ((writer as u128) << 64 | u128::from(count)).wrapping_mul(ODD).rotate_left(64).wrapping_mul(ODD)
}
