//! Follows the bus beside two replicas that get in each other's way, and holds what comes against the log.

use std::{collections::BTreeMap, time::Duration};

use futures::StreamExt;
use nanum_bus::{Interest, Marks};

use crate::{
    Broken, ensure,
    hall::SEATS,
    place::{Place, fresh, has_seat},
};

/// What is stored comes within this.
const COMES_WITHIN: Duration = Duration::from_secs(20);

pub(super) async fn check() -> Result<(), Broken> {
    let place = Place::new()?;
    let replicas = [place.replica().await?, place.replica().await?];
    let bus = &replicas[0].bus;
    let followed = bus.follow(Interest::default(), Marks::new()).await;
    let mut followed = followed.map_err(|cause| Broken::cannot("follow", cause))?;
    let (hall, mut stored_up_to) = (fresh(), 0);
    let mut came = BTreeMap::new();
    for number in 0..SEATS {
        // The other one first: what a replica decides on old knowledge is refused by the log and decided again.
        let replica = &replicas[usize::from(number % 2 == 0)];
        let (_, position) = has_seat(&replica.client, hall, fresh()).await?;
        stored_up_to = position;
        while came.last_key_value().is_none_or(|(last, _)| *last < position) {
            let next = tokio::time::timeout(COMES_WITHIN, followed.next()).await;
            let next = next.map_err(|cause| Broken::cannot(&format!("the event at {position}"), cause))?;
            let next = next.ok_or_else(|| Broken("the bus ended".to_owned()))?;
            let before = came.insert(next.mark.position, next.event.id);
            ensure(before.is_none(), || format!("position {} came twice", next.mark.position))?;
        }
    }
    let stored = place.logged_up_to(stored_up_to).await?;
    let stored: BTreeMap<_, _> = stored.into_iter().map(|(position, logged)| (position, logged.id)).collect();
    for (position, id) in &came {
        let found = stored.get(position);
        ensure(found == Some(id), || {
            format!("{id} was published at {position}, where the log has {found:?}")
        })?;
    }
    ensure(came.len() == stored.len(), || format!("{} of {} events came", came.len(), stored.len()))
}
