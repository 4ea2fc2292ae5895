//! Lets rivals append at one revision, and take seats in one hall at two replicas.

use std::collections::BTreeSet;

use futures::future::join_all;
use nanum_store::{Appended, EventStore, Expected};

use super::repeating::{append, log};
use crate::{
    Broken, ensure,
    hall::SEATS,
    place::{Place, fresh, has_seat},
};

const RIVALS: usize = 16;

pub(super) async fn check() -> Result<(), Broken> {
    of_rivals_at_one_revision_one_wins().await?;
    nobody_gets_the_same_seat().await
}

async fn of_rivals_at_one_revision_one_wins() -> Result<(), Broken> {
    let place = Place::new()?;
    let (log, stream) = (log(&place)?, fresh());
    for expected in [Expected::NoStream, Expected::Revision(0)] {
        let appends: Vec<_> =
            (0..RIVALS).map(|_| append(stream, expected, fresh())).collect::<Result<_, _>>()?;
        let outcomes = join_all(appends.into_iter().map(|append| log.append(append))).await;
        let won = outcomes.iter().filter(|outcome| matches!(outcome, Ok(Appended::Stored(_)))).count();
        ensure(won == 1, || format!("{won} of {RIVALS} won at {expected:?}"))?;
    }
    Ok(())
}

/// In turn, so that each replica decides on what it knew before the other's command.
async fn nobody_gets_the_same_seat() -> Result<(), Broken> {
    let place = Place::new()?;
    let replicas = [place.replica().await?, place.replica().await?];
    let (hall, mut taken) = (fresh(), BTreeSet::new());
    for number in 0..SEATS {
        let replica = &replicas[usize::from(number % 2 == 1)];
        let (seat, _) = has_seat(&replica.client, hall, fresh()).await?;
        ensure(taken.insert(seat), || format!("seat {seat} was given twice"))?;
    }
    Ok(())
}
