//! A view of other services' events parks and is put right in the same way; the event itself is kept, as the bus may
//! have forgotten it by then.

use std::sync::Arc;

use nanum_bus::local::LocalBus;
use nanum_contracts::{WireError, wire_events};
use nanum_runtime::{Public, Recorded};
use serde::{Deserialize, Serialize};

use crate::notebook::{Notebook, SERVICE, WhichOfOthers, trail, until};

/// A number, for others to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
struct Noted(u64);

wire_events! {
    /// What others are told.
    enum Told { "number.noted.v1" => Noted }
}

fn publish(recorded: &Recorded) -> Result<Option<Public>, WireError> {
    let told = <Told as nanum_contracts::WireEvent>::decode(&recorded.name, &recorded.data)?;
    let trail = recorded.stream.id().map(|id| id.as_u128()).unwrap_or_default();
    Public::new::<Told>(format!("trail/{trail}"), told).map(Some)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_of_others_parks_retries_and_is_rebuilt_from_the_bus() {
    let bus = Arc::new(LocalBus::new());
    let teller = Notebook::with(Arc::new(tempfile::tempdir().unwrap()), bus.clone(), SERVICE);
    let reader = Notebook::with(Arc::new(tempfile::tempdir().unwrap()), bus, "reading");
    reader.moods.poison(&[2]);
    let view = reader.service.view_of_others(&[SERVICE], WhichOfOthers(reader.moods.clone())).await.unwrap();
    let Notebook { mut service, folder, shell, log, moods, .. } = teller;
    service.publish(publish);
    service.start().await.unwrap();
    let writer = Notebook::with(folder.clone(), shell.bus.clone(), SERVICE);
    drop((log, moods));
    writer.notes("seosan", 1, [1, 2, 3]).await;
    writer.notes("seosan", 2, [4]).await;

    until("the other trail", async || trail(&view, "seosan", "trail/2").await.unwrap(), |said| said == "4")
        .await;
    assert_eq!(trail(&view, "seosan", "trail/1").await.unwrap(), "1");
    let follower = reader.shell.followers.named("reading/view/which_of_others").unwrap();
    let parked = follower.parked().await.unwrap();
    assert_eq!((parked[0].service.as_str(), parked[0].position, parked[0].waiting), (SERVICE, 2, 1));
    assert_eq!(follower.parked_event(parked[0].number).await.unwrap().data.get(), "2");
    reader.moods.poison(&[]);
    follower.retry(parked[0].number).await.unwrap();
    assert_eq!(trail(&view, "seosan", "trail/1").await.unwrap(), "1 2 3");

    let before = follower.as_view().unwrap().checksum().await.unwrap();
    follower.as_view().unwrap().rebuild().await.unwrap();
    assert_eq!(follower.as_view().unwrap().checksum().await.unwrap().sha256, before.sha256);
}
