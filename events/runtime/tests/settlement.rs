//! Two streams, one rule: seats in a hall, at most so many for each guest. Never over the limit and nothing claimed for ever,
//! wherever the work ends.
#![allow(clippy::unwrap_used, reason = "everything here runs inside a test")]

mod parts;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use futures::future::join_all;
use jiff::{SignedDuration, Timestamp};
use nanum_contracts::{Problem, WireError, WireEvent, problem::ProblemKind, wire_events};
use nanum_runtime::{
    Aggregates, Cause, Decider, Recorded, Service, Shell,
    clock::ManualClock,
    settlement::{
        Act, Allowance, AllowanceCommand, AllowanceEvent, Became, Claimed, Claims, Settlement, Target,
        allowance_id,
    },
};
use parts::{cause, eventually, shell_at, start_of_time, tenant};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use tempfile::TempDir;
use uuid::Uuid;

const SERVICE: &str = "seats";
const LIMIT: u32 = 2;
/// How many guests the hall has place for.
const PLACES: usize = 4;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
struct Taken {
    seat: Uuid,
    guest: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
struct LeftEmpty {
    seat: Uuid,
    guest: String,
}

/// The seat will not be taken by whoever claimed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
struct Forgone {
    seat: Uuid,
}

wire_events! {
    enum HallEvent {
        "seat.taken.v1" => Taken,
        "seat.left-empty.v1" => LeftEmpty,
        "seat.forgone.v1" => Forgone,
    }
}

#[derive(Clone)]
enum HallCommand {
    Take { seat: Uuid, guest: String },
    Leave { seat: Uuid, guest: String },
    Forgo { seat: Uuid },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seat {
    Taken,
    LeftEmpty,
    Forgone,
}

struct Hall;

#[derive(Debug)]
struct NoSeat;

impl From<NoSeat> for Problem {
    fn from(_: NoSeat) -> Self {
        Problem::state_forbids("no seat")
    }
}

impl Decider for Hall {
    const SERVICE: &'static str = SERVICE;
    const AGGREGATE: &'static str = "hall";
    type State = BTreeMap<Uuid, Seat>;
    type Command = HallCommand;
    type Event = HallEvent;
    type Refusal = NoSeat;

    fn decide(seats: &Self::State, command: &HallCommand, _: Timestamp) -> Result<Vec<HallEvent>, NoSeat> {
        match command {
            HallCommand::Take { seat, guest } => match seats.get(seat) {
                None if seats.values().filter(|seat| **seat == Seat::Taken).count() < PLACES => {
                    Ok(vec![Taken { seat: *seat, guest: guest.clone() }.into()])
                }
                Some(_) | None => Err(NoSeat),
            },
            HallCommand::Leave { seat, guest } => match seats.get(seat) {
                Some(Seat::Taken) => Ok(vec![LeftEmpty { seat: *seat, guest: guest.clone() }.into()]),
                _ => Err(NoSeat),
            },
            HallCommand::Forgo { seat } => Ok(match seats.get(seat) {
                None => vec![Forgone { seat: *seat }.into()],
                Some(_) => Vec::new(),
            }),
        }
    }

    fn evolve(mut seats: Self::State, event: &HallEvent, _: Timestamp) -> Self::State {
        match event {
            HallEvent::Taken(event) => seats.insert(event.seat, Seat::Taken),
            HallEvent::LeftEmpty(event) => seats.insert(event.seat, Seat::LeftEmpty),
            HallEvent::Forgone(event) => seats.insert(event.seat, Seat::Forgone),
        };
        seats
    }
}

struct Seats(Aggregates<Hall>);

#[async_trait]
impl Target for Seats {
    const SERVICE: &'static str = SERVICE;

    fn act(&self, recorded: &Recorded) -> Result<Option<Act>, WireError> {
        if !recorded.stream.is_of(SERVICE, Hall::AGGREGATE) {
            return Ok(None);
        }
        Ok(match HallEvent::decode(&recorded.name, &recorded.data)? {
            HallEvent::Taken(event) => Some((event.guest, event.seat, Became::Done)),
            HallEvent::LeftEmpty(event) => Some((event.guest, event.seat, Became::Undone)),
            HallEvent::Forgone(_) => None,
        }
        .map(|(guest, claim, became)| Act { allowance: allowance_of(&guest), claim, became }))
    }

    async fn fence(&self, cause: &Cause, claimed: &Claimed) -> Result<Became, Problem> {
        let done = self.0.execute(cause, claimed.target, &HallCommand::Forgo { seat: claimed.claim }).await?;
        Ok(if done.state.get(&claimed.claim) == Some(&Seat::Taken) { Became::Done } else { Became::Undone })
    }
}

fn allowance_of(guest: &str) -> Uuid {
    allowance_id(guest, "seats-per-evening", "2026-11-22")
}

fn claim_of(guest: &str, seat: u128) -> Claimed {
    Claimed {
        claim: Uuid::from_u128(seat),
        holder: guest.to_owned(),
        rule: "seats-per-evening".to_owned(),
        window: "2026-11-22".to_owned(),
        amount: 1,
        limit: LIMIT,
        target: Uuid::nil(),
        possible_until: start_of_time(),
    }
}

struct Theatre {
    shell: Shell,
    halls: Aggregates<Hall>,
    settlement: Settlement<Seats>,
}

impl Theatre {
    async fn opens(folder: &TempDir, clock: &Arc<ManualClock>) -> Self {
        let shell = shell_at(folder, clock.clone());
        let service = Service::open(&shell, SERVICE).unwrap();
        let halls = service.aggregates();
        let settlement = Settlement::open(&service, Seats(halls.clone())).await.unwrap();
        Self { shell, halls, settlement }
    }

    async fn ends(self) {
        self.shell.shutdown.request();
        assert!(self.shell.shutdown.finished_within(Duration::from_secs(10)).await);
    }

    async fn claims(&self, guest: &str, seat: u128) -> Result<(), Problem> {
        self.settlement.claim(&command(guest, seat), &claim_of(guest, seat)).await
    }

    async fn acts(&self, guest: &str, seat: u128) -> Result<(), Problem> {
        let take = HallCommand::Take { seat: Uuid::from_u128(seat), guest: guest.to_owned() };
        self.halls.execute(&command(guest, seat), Uuid::nil(), &take).await.map(drop)
    }

    /// As a use case does it.
    async fn takes(&self, guest: &str, seat: u128) -> Result<(), Problem> {
        self.claims(guest, seat).await?;
        let outcome = self.acts(guest, seat).await;
        if outcome.is_err() {
            self.settlement.give_up(&command(guest, seat), &claim_of(guest, seat)).await;
        }
        outcome
    }

    async fn leaves(&self, guest: &str, seat: u128) {
        let leave = HallCommand::Leave { seat: Uuid::from_u128(seat), guest: guest.to_owned() };
        let cause = cause(&tenant("seosan"), &format!("{guest} leaves {seat}"));
        self.halls.execute(&cause, Uuid::nil(), &leave).await.unwrap();
    }

    /// Waits until no claim is open and so much is claimed.
    async fn settles(&self, guest: &str, claimed: u32) {
        eventually("claims are settled", async || {
            let claims = self.settlement.claims(&tenant("seosan"), allowance_of(guest)).await.unwrap();
            if claims.open() == 0 && claims.claimed() == claimed {
                Ok(())
            } else {
                Err(format!("{claims:?}"))
            }
        })
        .await;
    }

    async fn seats(&self) -> BTreeMap<Uuid, Seat> {
        let hall = self.halls.load(&tenant("seosan"), Uuid::nil()).await.unwrap();
        hall.map(|hall| (*hall.state).clone()).unwrap_or_default()
    }
}

fn command(guest: &str, seat: u128) -> Cause {
    cause(&tenant("seosan"), &format!("{guest} takes {seat}"))
}

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at(start_of_time()))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limit_holds_and_what_is_left_counts_no_more() {
    let (folder, clock) = (TempDir::new().unwrap(), clock());
    let theatre = Theatre::opens(&folder, &clock).await;
    theatre.takes("ana", 1).await.unwrap();
    theatre.takes("ana", 2).await.unwrap();
    theatre.takes("ana", 2).await.unwrap();
    let refused = theatre.takes("ana", 3).await.unwrap_err();
    assert_eq!(
        (refused.kind, refused.rule.as_deref()),
        (ProblemKind::RuleRefuses, Some("seats-per-evening"))
    );
    assert_eq!((refused.limit, refused.actual), (Some(2.into()), Some(3.into())));
    theatre.takes("ben", 4).await.unwrap();
    theatre.settles("ana", 2).await;
    theatre.leaves("ana", 1).await;
    theatre.settles("ana", 1).await;
    theatre.takes("ana", 5).await.unwrap();
    theatre.settles("ana", 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_is_refused_gives_its_claim_back_at_once() {
    let (folder, clock) = (TempDir::new().unwrap(), clock());
    let theatre = Theatre::opens(&folder, &clock).await;
    for (guest, seat) in [("ben", 1_u128), ("ben", 2), ("cho", 3), ("cho", 4)] {
        theatre.takes(guest, seat).await.unwrap();
    }
    for seat in 5..10 {
        assert_eq!(
            theatre.takes("ana", seat).await.unwrap_err().kind,
            ProblemKind::StateForbids,
            "it is full"
        );
    }
    let claims = theatre.settlement.claims(&tenant("seosan"), allowance_of("ana")).await.unwrap();
    assert_eq!((claims.open(), claims.claimed()), (0, 0));
    theatre.leaves("ben", 1).await;
    assert!(
        theatre.takes("ana", 5).await.is_err(),
        "what was given up is not done later, though there is place"
    );
    theatre.takes("ana", 10).await.unwrap();
    theatre.settles("ana", 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_claim_the_last_unit_at_once_one_wins() {
    let (folder, clock) = (TempDir::new().unwrap(), clock());
    let theatre = Theatre::opens(&folder, &clock).await;
    theatre.takes("ana", 1).await.unwrap();
    let outcomes = join_all((2..20).map(|seat| theatre.takes("ana", seat))).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    theatre.settles("ana", 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_ends_between_claim_and_act_leaves_nothing_claimed_and_a_late_act_is_refused() {
    let (folder, clock) = (TempDir::new().unwrap(), clock());
    let theatre = Theatre::opens(&folder, &clock).await;
    theatre.claims("ana", 1).await.unwrap();
    theatre.ends().await;
    let theatre = Theatre::opens(&folder, &clock).await;
    let claims = theatre.settlement.claims(&tenant("seosan"), allowance_of("ana")).await.unwrap();
    assert_eq!((claims.open(), claims.claimed()), (1, 1), "whoever claimed it may still be on the way");
    clock.advance(SignedDuration::from_secs(61));
    theatre.settles("ana", 0).await;
    assert!(theatre.acts("ana", 1).await.is_err(), "the act comes too late");
    assert!(theatre.takes("ana", 1).await.is_err(), "also when its client repeats it all");
    theatre.takes("ana", 2).await.unwrap();
    theatre.takes("ana", 3).await.unwrap();
    theatre.settles("ana", 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_ends_between_act_and_settlement_has_it_settled() {
    let (folder, clock) = (TempDir::new().unwrap(), clock());
    {
        // No process runs here: it ended before it saw anything.
        let shell = shell_at(&folder, clock.clone());
        let service = Service::open(&shell, SERVICE).unwrap();
        let allowances: Aggregates<Allowance<Seats>> = service.aggregates();
        let claim = AllowanceCommand::Claim(claim_of("ana", 1));
        let step = command("ana", 1).step("claim");
        allowances.execute(&step, allowance_of("ana"), &claim).await.unwrap();
        let take = HallCommand::Take { seat: Uuid::from_u128(1), guest: "ana".to_owned() };
        service.aggregates::<Hall>().execute(&command("ana", 1), Uuid::nil(), &take).await.unwrap();
    }
    clock.advance(SignedDuration::from_secs(600));
    let theatre = Theatre::opens(&folder, &clock).await;
    theatre.settles("ana", 1).await;
    assert_eq!(theatre.seats().await.get(&Uuid::from_u128(1)), Some(&Seat::Taken));
    // Its client did not get an answer and repeats the command.
    theatre.takes("ana", 1).await.unwrap();
    theatre.settles("ana", 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_process_made_anew_from_the_log_changes_nothing() {
    let (folder, clock) = (TempDir::new().unwrap(), clock());
    let theatre = Theatre::opens(&folder, &clock).await;
    theatre.takes("ana", 1).await.unwrap();
    theatre.takes("ana", 2).await.unwrap();
    theatre.leaves("ana", 2).await;
    theatre.settles("ana", 1).await;
    theatre.claims("ana", 3).await.unwrap();
    clock.advance(SignedDuration::from_secs(61));
    theatre.settles("ana", 1).await;
    let before = theatre.seats().await;
    theatre.ends().await;
    std::fs::remove_dir_all(folder.path().join(SERVICE).join("processes")).unwrap();
    clock.advance(SignedDuration::from_secs(600));
    let theatre = Theatre::opens(&folder, &clock).await;
    let follower = theatre.shell.followers.named("seats/process/claims").unwrap();
    eventually("all is seen", async || match follower.progress().await.unwrap() {
        progress if progress.behind_events == Some(0) && progress.parked == 0 => Ok(()),
        progress => Err(format!("{progress:?}")),
    })
    .await;
    theatre.settles("ana", 1).await;
    assert_eq!(theatre.seats().await, before);
}

#[test]
fn every_event_of_an_allowance_ever_written_is_read_and_written_the_same() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/events");
    for name in AllowanceEvent::NAMES {
        let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
        let written = AllowanceEvent::decode(name, &text).unwrap().encode().unwrap();
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(read(written.get()), read(&text), "{name}");
    }
}

/// What may happen next, to one of a few claims, in any order.
#[derive(Debug, Clone, Copy)]
enum Move {
    Claim(usize),
    Act(usize),
    Leave(usize),
    /// The process looks after a claim, or the use case gives it up: fence, then settle or release. It may end in between.
    Fence(usize),
    FindOut(usize),
    Settle(usize),
}

fn any_move() -> impl Strategy<Value = Move> {
    let claim = 0..6_usize;
    prop_oneof![
        claim.clone().prop_map(Move::Claim),
        claim.clone().prop_map(Move::Act),
        claim.clone().prop_map(Move::Leave),
        claim.clone().prop_map(Move::Fence),
        claim.clone().prop_map(Move::FindOut),
        claim.prop_map(Move::Settle),
    ]
}

/// The two streams, and whether a use case got as far as to act.
#[derive(Default)]
struct Paper {
    claims: Claims,
    seats: BTreeMap<Uuid, Seat>,
    /// Whose claim was acknowledged: only they act.
    may_act: BTreeSet<Uuid>,
}

impl Paper {
    fn allowance(&mut self, command: &AllowanceCommand) -> bool {
        let Ok(events) = Allowance::<Seats>::decide(&self.claims, command, start_of_time()) else {
            return false;
        };
        for event in events {
            self.claims =
                Allowance::<Seats>::evolve(std::mem::take(&mut self.claims), &event, start_of_time());
        }
        true
    }

    fn hall(&mut self, command: &HallCommand) -> bool {
        let Ok(events) = Hall::decide(&self.seats, command, start_of_time()) else { return false };
        for event in events {
            self.seats = Hall::evolve(std::mem::take(&mut self.seats), &event, start_of_time());
        }
        true
    }

    fn makes(&mut self, next: Move) {
        let id = |number: usize| Uuid::from_u128(number as u128 + 1);
        let guest = || "ana".to_owned();
        match next {
            Move::Claim(n) => {
                if self.allowance(&AllowanceCommand::Claim(claim_of("ana", n as u128 + 1))) {
                    self.may_act.insert(id(n));
                }
            }
            Move::Act(n) if self.may_act.contains(&id(n)) => {
                self.hall(&HallCommand::Take { seat: id(n), guest: guest() });
            }
            Move::Leave(n) => {
                if self.hall(&HallCommand::Leave { seat: id(n), guest: guest() }) {
                    self.allowance(&AllowanceCommand::Release { claim: id(n) });
                }
            }
            Move::Fence(n) if self.may_act.contains(&id(n)) => {
                self.hall(&HallCommand::Forgo { seat: id(n) });
            }
            Move::FindOut(n) if self.may_act.contains(&id(n)) => {
                self.hall(&HallCommand::Forgo { seat: id(n) });
                let claim = id(n);
                self.allowance(&match self.seats.get(&claim) {
                    Some(Seat::Taken) => AllowanceCommand::Settle { claim },
                    _ => AllowanceCommand::Release { claim },
                });
            }
            Move::Settle(n) if self.seats.get(&id(n)) == Some(&Seat::Taken) => {
                self.allowance(&AllowanceCommand::Settle { claim: id(n) });
            }
            Move::Act(_) | Move::Fence(_) | Move::FindOut(_) | Move::Settle(_) => {}
        }
    }

    fn taken(&self) -> u32 {
        self.seats.values().filter(|seat| **seat == Seat::Taken).count() as u32
    }
}

proptest! {
    #[test]
    fn in_any_order_the_limit_holds_and_when_all_is_looked_after_as_much_is_claimed_as_was_done(
        moves in prop::collection::vec(any_move(), 0..60)
    ) {
        let mut paper = Paper::default();
        for next in moves {
            paper.makes(next);
            prop_assert!(paper.taken() <= paper.claims.claimed(), "what is done is claimed");
            prop_assert!(paper.claims.claimed() <= LIMIT, "never over the limit");
        }
        for number in 0..6 {
            paper.makes(Move::FindOut(number));
        }
        prop_assert_eq!(paper.claims.open(), 0, "nothing is claimed for ever");
        prop_assert_eq!(paper.claims.claimed(), paper.taken());
    }
}
