//! Reading a log from its beginning to its end, as whatever is built anew does.

use std::time::Instant;

use nanum_contracts::booking::SERVICE;
use nanum_runtime::log;
use nanum_store::{EventStore, Filter, READ_EVENTS_MAX};

use super::{
    BenchError, Plan,
    figures::{Figure, Findings},
    logs,
};

const EVENTS: u64 = 1_000_000;

pub(super) async fn measure(plan: &Plan<'_>) -> Result<Findings, BenchError> {
    let log = log::open_embedded(plan.folder, SERVICE)?;
    logs::grow(&*log, EVENTS).await?;
    let mut rates = Vec::new();
    for _ in 0..=plan.rounds {
        let began = Instant::now();
        let read = read_all(&*log).await?;
        rates.push(read as f64 / began.elapsed().as_secs_f64());
    }
    rates.remove(0);
    let what = format!("a log of {EVENTS} reservations, page by page");
    Ok(Findings { figures: vec![Figure::of(what, "events/s", rates)], notes: Vec::new() })
}

async fn read_all(log: &dyn EventStore) -> Result<u64, BenchError> {
    let (mut after, mut read) = (0, 0);
    loop {
        let page = log.read_all(after, READ_EVENTS_MAX, &Filter::everything()).await?;
        if page.looked_through == after {
            return Ok(read);
        }
        read += page.events.len() as u64;
        after = page.looked_through;
    }
}
