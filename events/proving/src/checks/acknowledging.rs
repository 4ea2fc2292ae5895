//! Looks into the log's file at the moment of each acknowledgement.

use crate::{
    Broken, ensure,
    hall::SEATS,
    place::{Place, fresh, has_seat},
};

/// Enough that an acknowledgement before its commit, which takes a write to disk, is met with certainty.
const HALLS: usize = 4;

pub(super) async fn check() -> Result<(), Broken> {
    let place = Place::new()?;
    let replica = place.replica().await?;
    for _ in 0..HALLS {
        let hall = fresh();
        for _ in 0..SEATS {
            let guest = fresh();
            let (_, position) = has_seat(&replica.client, hall, guest).await?;
            let found = place.logged()?.get(&position).map(|logged| logged.guest);
            ensure(found == Some(guest), || {
                format!("acknowledged at position {position}, where the file has {found:?}")
            })?;
        }
    }
    Ok(())
}
