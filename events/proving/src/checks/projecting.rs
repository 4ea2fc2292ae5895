//! Looks at a view's file again and again while it is written.

use futures::future::{Either, join_all, select};

use crate::{
    Broken, ensure,
    hall::SEATS,
    place::{Place, Replica, fresh, has_seat},
};

/// Halls that fill at the same time.
const HALLS: usize = 8;

pub(super) async fn check() -> Result<(), Broken> {
    let place = Place::new()?;
    let replica = place.replica().await?;
    let guests = std::pin::pin!(many_take_seats(&replica));
    let looks = std::pin::pin!(look_again_and_again(&place));
    match select(guests, looks).await {
        Either::Left((seated, _)) => seated,
        Either::Right((Err(broken), _)) => Err(broken),
        Either::Right((Ok(never), _)) => match never {},
    }
}

async fn many_take_seats(replica: &Replica) -> Result<(), Broken> {
    let halls = (0..HALLS).map(async |_| {
        let hall = fresh();
        for _ in 0..SEATS {
            has_seat(&replica.client, hall, fresh()).await?;
        }
        Ok(())
    });
    join_all(halls).await.into_iter().collect()
}

async fn look_again_and_again(place: &Place) -> Result<std::convert::Infallible, Broken> {
    loop {
        let (mark, rows) = place.mark_and_rows()?;
        ensure(mark == rows, || format!("marked {mark}, and {rows} rows are there"))?;
        tokio::task::yield_now().await;
    }
}
