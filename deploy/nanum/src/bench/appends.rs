//! Durable appends: one event each, by more and more writers at the same time.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use nanum_contracts::{
    TenantId,
    ids::{CommandId, Id},
};
use nanum_runtime::ids::Ids;
use nanum_store::{Append, EventStore, Expected, NewEvent, StreamName, sqlite::SqliteStore};
use serde_json::value::{RawValue, to_raw_value};

use super::{
    BenchError, Plan,
    figures::{Figure, Findings},
    logs,
};

const WRITERS: [usize; 4] = [1, 16, 128, 1_024];
const EVENT_BYTES: usize = 300;
/// Events of a stream before the next begins, about as long as a short-lived aggregate lives.
const EVENTS_A_STREAM: u64 = 8;

pub(super) async fn measure(plan: &Plan<'_>) -> Result<Findings, BenchError> {
    let mut findings = Findings::default();
    for writers in WRITERS {
        let mut rates = Vec::new();
        // The first round warms up and does not count.
        for _ in 0..=plan.rounds {
            rates.push(one_round(plan, writers).await?);
        }
        rates.remove(0);
        let what = format!("{writers} writers, one event of {EVENT_BYTES} bytes each");
        findings.figures.push(Figure::of(what, "events/s", rates));
    }
    Ok(findings)
}

async fn one_round(plan: &Plan<'_>, writers: usize) -> Result<f64, BenchError> {
    let folder = tempfile::tempdir_in(plan.folder)?;
    let store = Arc::new(SqliteStore::open(folder.path().join("log.sqlite"))?);
    let appended = Arc::new(AtomicU64::new(0));
    let data = to_raw_value(&"x".repeat(EVENT_BYTES - 2))?;
    let (began, round) = (Instant::now(), plan.round);
    let mut tasks = tokio::task::JoinSet::new();
    for writer in 0..writers {
        let (store, appended, data) = (store.clone(), appended.clone(), data.clone());
        tasks.spawn(async move {
            let tenant = logs::tenant(0);
            for number in 0.. {
                let stream = stream(&tenant, writer, number);
                for revision in 0..EVENTS_A_STREAM {
                    if began.elapsed() >= round {
                        return Ok(());
                    }
                    store.append(one_event(&tenant, stream.clone(), revision, &data)).await?;
                    appended.fetch_add(1, Ordering::Relaxed);
                }
            }
            Ok::<(), BenchError>(())
        });
    }
    while let Some(ended) = tasks.join_next().await {
        ended??;
    }
    Ok(appended.load(Ordering::Relaxed) as f64 / began.elapsed().as_secs_f64())
}

fn stream(tenant: &TenantId, writer: usize, number: u64) -> StreamName {
    let id = CommandId::named("stream", &format!("{writer}/{number}")).uuid();
    StreamName::new("bench", "reservation", tenant, id)
}

fn one_event(tenant: &TenantId, stream: StreamName, revision: u64, data: &RawValue) -> Append {
    let expected = match revision.checked_sub(1) {
        None => Expected::NoStream,
        Some(last) => Expected::Revision(last),
    };
    let event = NewEvent { name: "reservation.confirmed.v1".to_owned(), data: data.to_owned() };
    Append::of_one(stream, expected, logs::metadata(tenant, Ids.fresh()), vec![event])
}
