//! A service with the smallest domain that can go wrong: halls, and guests who take their seats one after the other.

use std::sync::Arc;

use jiff::Timestamp;
use nanum_contracts::{Problem, WireError, WireEvent, operations, request::Outcome, wire_events};
use nanum_runtime::{
    Aggregates, Asked, Client, Decider, Projection, Public, Recorded, Service, Shell, StartError,
    view::ProjectionError,
};
use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Its name on the bus, and of its folder.
pub const SERVICE: &str = "hall";
/// Seats of a hall.
pub const SEATS: u64 = 50;

/// A guest has a seat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SeatTaken {
    /// Counted from 0, without a gap.
    pub seat: u64,
    pub guest: Uuid,
}

wire_events! {
    /// What happens in a hall.
    pub enum HallEvent { "seat.taken.v1" => SeatTaken }
}

/// A hall: its state is how many seats are taken.
#[derive(Debug)]
pub struct Hall;

/// All seats are taken.
#[derive(Debug)]
pub struct Full;

impl From<Full> for Problem {
    fn from(_: Full) -> Self {
        Problem::rule("seats", "all seats are taken", SEATS, SEATS)
    }
}

impl Decider for Hall {
    const SERVICE: &'static str = SERVICE;
    const AGGREGATE: &'static str = "hall";
    type State = u64;
    type Command = Uuid;
    type Event = HallEvent;
    type Refusal = Full;

    fn decide(taken: &u64, guest: &Uuid, _: Timestamp) -> Result<Vec<HallEvent>, Full> {
        if *taken < SEATS { Ok(vec![SeatTaken { seat: *taken, guest: *guest }.into()]) } else { Err(Full) }
    }

    fn evolve(taken: u64, _: &HallEvent, _: Timestamp) -> u64 {
        taken.saturating_add(1)
    }
}

/// A guest takes the next seat; the answer is its number.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TakeSeat {
    pub hall: Uuid,
    pub guest: Uuid,
}

operations! { "hall":
    Command TakeSeat as "take-seat" -> u64;
}

/// A row for each seat taken, by its position in the log.
struct WhoSitsWhere;

impl Projection<Recorded> for WhoSitsWhere {
    const NAME: &'static str = "who_sits_where";
    const VERSION: u32 = 1;
    const SCHEMA: &'static str =
        "CREATE TABLE IF NOT EXISTS seats (position INTEGER PRIMARY KEY, guest TEXT NOT NULL) STRICT;";

    fn apply(&self, rows: &Transaction<'_>, event: &Recorded) -> Result<(), ProjectionError> {
        let HallEvent::SeatTaken(taken) = HallEvent::decode(&event.name, &event.data)?;
        let position = i64::try_from(event.position).unwrap_or(i64::MAX);
        rows.execute("INSERT INTO seats VALUES (?1, ?2)", params![position, taken.guest.to_string()])?;
        Ok(())
    }
}

struct Desk {
    halls: Aggregates<Hall>,
}

impl Desk {
    async fn take_seat(self: Arc<Self>, asked: Asked<TakeSeat>) -> Outcome<u64> {
        let executed = self.halls.execute(&asked.cause, asked.body.hall, &asked.body.guest).await?;
        let seat = executed.events.first().map_or(SEATS, |HallEvent::SeatTaken(taken)| taken.seat);
        Ok(executed.answer(seat))
    }
}

/// Puts the service to work.
///
/// # Errors
/// When it cannot start.
pub async fn start(shell: &Shell) -> Result<Client, StartError> {
    let mut service = Service::open(shell, SERVICE)?;
    service.view(WhoSitsWhere).await?;
    let desk = Arc::new(Desk { halls: service.aggregates() });
    service.answer(&desk, Desk::take_seat);
    service.publish(public);
    service.start().await?;
    Ok(shell.client())
}

fn public(recorded: &Recorded) -> Result<Option<Public>, WireError> {
    Public::new::<HallEvent>("hall/1", HallEvent::decode(&recorded.name, &recorded.data)?).map(Some)
}
