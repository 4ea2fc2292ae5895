//! Sends commands again: to the log, and to two replicas at once.

use futures::future::join;
use nanum_contracts::{
    Actor,
    ids::{CommandId, Id},
};
use nanum_store::{
    Append, Appended, EventStore, Expected, Metadata, NewEvent, StreamName, sqlite::SqliteStore,
};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::{
    Broken, ensure,
    hall::SERVICE,
    place::{Place, fresh, has_seat, takes_seat, tenant},
};

const GUESTS: usize = 20;

pub(super) async fn check() -> Result<(), Broken> {
    an_append_that_comes_again_is_known().await?;
    two_replicas_do_it_once().await
}

/// As after an outcome that was never known.
async fn an_append_that_comes_again_is_known() -> Result<(), Broken> {
    let place = Place::new()?;
    let log = log(&place)?;
    let append = append(fresh(), Expected::Any, fresh())?;
    let first = log.append(append.clone()).await.map_err(|cause| Broken::cannot("append", cause))?;
    let again = log.append(append).await.map_err(|cause| Broken::cannot("append again", cause))?;
    match (first, again) {
        (Appended::Stored(first), Appended::AlreadyApplied(again)) if first == again => Ok(()),
        other => Err(Broken(format!("a command that came again: {other:?}"))),
    }
}

async fn two_replicas_do_it_once() -> Result<(), Broken> {
    let place = Place::new()?;
    let (here, there) = (place.replica().await?, place.replica().await?);
    let (hall, mut last) = (fresh(), 0);
    for _ in 0..GUESTS {
        let guest = fresh();
        // One may be told that it is being worked on; then it is asked again.
        let both = join(takes_seat(&here.client, hall, guest), takes_seat(&there.client, hall, guest)).await;
        let again = (has_seat(&here.client, hall, guest).await?, has_seat(&there.client, hall, guest).await?);
        ensure(again.0 == again.1, || format!("one command has two answers: {both:?}, later {again:?}"))?;
        last = again.0.1;
    }
    let logged = place.logged_up_to(last).await?.len();
    ensure(logged == GUESTS, || format!("{GUESTS} commands made {logged} events"))
}

pub(super) fn log(place: &Place) -> Result<SqliteStore, Broken> {
    SqliteStore::open(place.path().join("log.sqlite")).map_err(|cause| Broken::cannot("a log", cause))
}

/// One event of a command.
pub(super) fn append(stream: Uuid, expected: Expected, command: Uuid) -> Result<Append, Broken> {
    let tenant = tenant()?;
    let metadata = Metadata {
        tenant: tenant.clone(),
        actor: Actor::Anonymous,
        command: CommandId::from_uuid(command),
        fingerprint: command.to_string().into(),
        correlation: "c".into(),
        causation: None,
        recorded_at: jiff::Timestamp::UNIX_EPOCH,
        traceparent: None,
    };
    let data = RawValue::from_string("{}".to_owned()).map_err(|cause| Broken::cannot("JSON", cause))?;
    let event = NewEvent { name: "seat.taken.v1".to_owned(), data };
    let stream = StreamName::new(SERVICE, "hall", &tenant, stream);
    Ok(Append::of_one(stream, expected, metadata, vec![event]))
}
