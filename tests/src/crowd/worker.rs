//! One of the crowd: chooses what to do next by chance, and goes by what they were told.

use std::sync::atomic::{AtomicBool, Ordering};

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{
    Deed, Told,
    command::{Outcome, until_known},
};
use crate::calendar::in_seoul_in_days;
use crate::city::{City, Member, Title};
use crate::people::Person;

/// Days ahead on which people reserve: few, so that they want the same times.
const DAYS: std::ops::Range<i32> = 2..60;
/// Half hours between opening and closing.
const HALF_HOURS: u64 = 26;

#[derive(Debug)]
enum Role {
    /// Reserves, cancels, waits for tools and gives up waiting.
    Member { reservations: Vec<String>, holds: Vec<String> },
    /// Hands tools out and takes them back.
    Clerk,
}

#[derive(Debug)]
pub(super) struct Worker {
    role: Role,
    number: usize,
    /// Commands so far: each has a key of its own.
    commands: usize,
    chance: fastrand::Rng,
}

impl Worker {
    pub(super) fn member(number: usize, chance: fastrand::Rng) -> Self {
        let role = Role::Member { reservations: Vec::new(), holds: Vec::new() };
        Self { role, number, commands: 0, chance }
    }

    pub(super) fn clerk(number: usize, chance: fastrand::Rng) -> Self {
        Self { role: Role::Clerk, number, commands: 0, chance }
    }

    pub(super) async fn works_until(&mut self, over: &AtomicBool, city: &City, told: &Told) {
        while !over.load(Ordering::Relaxed) {
            self.commands += 1;
            let key = format!("{}-{}", self.number, self.commands);
            match self.role {
                Role::Member { .. } => self.uses(city, &key, told).await,
                Role::Clerk => self.serves(city, &key, told).await,
            }
        }
    }

    /// A member's next command.
    async fn uses(&mut self, city: &City, key: &str, told: &Told) {
        let Role::Member { reservations, holds } = &mut self.role else { return };
        let Member { person, .. } = &city.members[self.number];
        let chance = &mut self.chance;
        match chance.u8(0..10) {
            0..5 => reservations.extend(reserves(person, city, chance, key, told).await),
            5..7 if !reservations.is_empty() => {
                let mine = reservations.swap_remove(chance.usize(0..reservations.len()));
                let path = format!("reservations/{mine}/cancellation");
                match until_known(person, &path, key, json!({}), told).await {
                    Outcome::Done(reservation) => told.that(Deed::Cancelled, &reservation),
                    Outcome::Refused => panic!("nobody else cancels {mine}, and it was refused"),
                };
            }
            7..9 => {
                let title = pick(chance, &city.titles);
                let path = format!("titles/{}/holds", title.id);
                if let Outcome::Done(hold) = until_known(person, &path, key, json!({}), told).await {
                    holds.push(told.that(Deed::PlacedHold, &hold));
                }
            }
            _ if !holds.is_empty() => {
                let mine = holds.swap_remove(chance.usize(0..holds.len()));
                let path = format!("holds/{mine}/cancellation");
                // A clerk may have handed out meanwhile what they waited for.
                if let Outcome::Done(hold) = until_known(person, &path, key, json!({}), told).await {
                    told.that(Deed::GaveUpHold, &hold);
                }
            }
            _ => {}
        }
    }

    /// A clerk's next command.
    async fn serves(&mut self, city: &City, key: &str, told: &Told) {
        let clerk = &city.clerks[self.number];
        let Title { barcodes, .. } = pick(&mut self.chance, &city.titles);
        let barcode = pick(&mut self.chance, barcodes);
        if self.chance.bool() {
            let borrower = &pick(&mut self.chance, &city.members).id;
            let body = json!({ "barcode": barcode, "borrower": borrower });
            if let Outcome::Done(loan) = until_known(clerk, "loans", key, body, told).await {
                told.that(Deed::Lent, &loan);
            }
        } else {
            let body = json!({ "barcode": barcode });
            if let Outcome::Done(back) = until_known(clerk, "returns", key, body, told).await {
                told.that(Deed::TakenBack, &back["loan"]);
            }
        }
    }
}

/// Reserves something for some time; the reservation's id, when the time was free.
async fn reserves(
    person: &Person,
    city: &City,
    chance: &mut fastrand::Rng,
    key: &str,
    told: &Told,
) -> Option<String> {
    let resource = pick(chance, &city.resources);
    let span = some_span(chance);
    let path = format!("resources/{}/reservations", resource.id);
    match until_known(person, &path, key, json!({ "span": span }), told).await {
        Outcome::Done(reservation) => {
            assert_eq!(reservation["state"], "confirmed", "{reservation}");
            Some(told.that(Deed::Reserved, &reservation))
        }
        Outcome::Refused => None,
    }
}

fn some_span(chance: &mut fastrand::Rng) -> Value {
    let length = chance.u64(1..=4);
    let first = chance.u64(0..=HALF_HOURS - length);
    let day = in_seoul_in_days(chance.i32(DAYS));
    let at = |half_hours: u64| {
        let minutes = 9 * 60 + 30 * half_hours;
        let (hour, minute) = (i8::try_from(minutes / 60), i8::try_from(minutes % 60));
        let local = day.at(hour.expect("an hour"), minute.expect("a minute"), 0, 0);
        let local = local.to_zoned(TimeZone::get("Asia/Seoul").expect("a zone")).expect("a local time");
        local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    };
    json!({ "starts_at": at(first), "ends_at": at(first + length) })
}

fn pick<'a, T>(chance: &mut fastrand::Rng, of: &'a [T]) -> &'a T {
    &of[chance.usize(0..of.len())]
}
