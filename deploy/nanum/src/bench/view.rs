//! Building a view anew: *whose reservations* from a log of Booking, until its rows are on disk.

use nanum_booking::views::WhoseReservations;
use nanum_contracts::booking::SERVICE;
use nanum_runtime::{log, view};

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
    for round in 0..=plan.rounds {
        let path = plan.folder.join(format!("rebuilt-{round}.sqlite"));
        let report = view::rebuild_offline(SERVICE, log.clone(), WhoseReservations, &path).await?;
        rates.push(report.events as f64 / report.seconds);
        std::fs::remove_file(&path)?;
    }
    rates.remove(0);
    let what = format!("whose reservations, from {EVENTS} events");
    Ok(Findings { figures: vec![Figure::of(what, "events/s", rates)], notes: Vec::new() })
}
