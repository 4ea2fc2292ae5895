//! What is free: of one resource, and of all.

use std::sync::Arc;

use jiff::ToSpan as _;
use nanum_contracts::{
    Answer, Problem,
    booking::{
        CheckReservation, FREE_DAYS_MAX, FindFirstFree, FindFree, FirstFreeTimes, FreeResource, GetFreeTimes,
        ReservationCheck, Resource, WhyNot,
    },
    request::{Outcome, Page},
};
use nanum_runtime::{Asked, cursor::place_of};
use uuid::Uuid;

use super::{Desk, charges::payer, checked_persons, reservations::checked_purpose};
use crate::{
    domain::{
        Candidate, Count, Facts, Holder, Refusal, Rules, SpaceCommand, Wanting, decide,
        limits::{LONGEST_MINUTES_MAX, WORD_LENGTH_MAX, WORDS_MAX},
        tallies,
    },
    views::what_is_free::{self, Soonest, Wanted, Wished},
};

impl Desk {
    /// The free times of one resource, by the calendar that decides.
    ///
    /// # Errors
    /// *Not found*; a number of days out of bounds.
    pub async fn get_free_times(self: Arc<Self>, asked: Asked<GetFreeTimes>) -> Outcome<FreeResource> {
        let GetFreeTimes { resource, from, days } = asked.body;
        if !(1..=FREE_DAYS_MAX).contains(&days) {
            return Err(Problem::not_understood(format!("days: 1 to {FREE_DAYS_MAX}, not {days}")));
        }
        let space = self.space_of(asked.tenant(), resource).await?;
        let loaded = self.spaces.load(asked.tenant(), space).await?;
        let loaded = loaded.ok_or_else(|| Problem::not_found("resource"))?;
        let shared = loaded.state.resource(resource).ok_or_else(|| Problem::not_found("resource"))?;
        let calendar = loaded.state.calendar(shared, self.clock.now());
        let dates = (0..i64::from(days)).map_while(|day| from.checked_add(day.days()).ok());
        let days = dates.map(|date| calendar.free_day(date)).collect();
        Ok(loaded.answer(FreeResource { resource: shared.as_ref().into(), days }))
    }

    /// Resources that are free on a date, by name.
    ///
    /// # Errors
    /// A time that begins no day, too many words, a cursor that is none.
    pub async fn find_free(self: Arc<Self>, asked: Asked<FindFree>) -> Outcome<Page<FreeResource>> {
        let (tenant, body) = (asked.tenant().clone(), asked.body);
        if body.from.is_some_and(|from| !from.can_begin()) {
            return Err(Problem::not_understood("from: before 24:00"));
        }
        check_words("equipment", &body.equipment)?;
        check_words("accessibility", &body.accessibility)?;
        let wanted = Wanted {
            resource: None,
            site: body.site,
            kind: body.kind,
            persons: checked_persons(body.persons)?,
            beyond: place_of(body.page.cursor.as_deref())?,
            size: body.page.size(),
            equipment: body.equipment,
            accessibility: body.accessibility,
            listed_at: Some(self.clock.now()),
        };
        let wished = Wished { date: body.date, from: body.from, to: body.to, now: self.clock.now() };
        let found =
            self.free.ask(&asked.after, move |rows| what_is_free::free_on(rows, &tenant, &wanted, wished));
        found.await.map(Answer::of)
    }
}

impl Desk {
    /// Whether a resource could be reserved: every rule that says no, and what can be had instead.
    ///
    /// # Errors
    /// *Not found*, also of what is not shown to everybody; *try again* when it cannot be found out who asks.
    pub async fn check_reservation(
        self: Arc<Self>,
        asked: Asked<CheckReservation>,
    ) -> Outcome<ReservationCheck> {
        let CheckReservation { resource, span, persons, member, group, purpose } = asked.body;
        let (purpose, persons) = (checked_purpose(purpose)?, checked_persons(persons)?);
        let (tenant, now) = (asked.cause.tenant.clone(), self.clock.now());
        let space = self.space_of(&tenant, resource).await?;
        let loaded = self.spaces.load(&tenant, space).await?;
        let loaded = loaded.ok_or_else(|| Problem::not_found("resource"))?;
        let shared = loaded.state.resource(resource).ok_or_else(|| Problem::not_found("resource"))?;
        if !shared.definition.publication.is_read_on(now.to_zoned(shared.zone.time_zone()).date()) {
            return Err(Problem::not_found("resource"));
        }
        let candidate = Candidate::new(span, persons);
        let holder = member.map(|member| Holder { member, group });
        let known = match holder {
            Some(holder) => self.known_to(&asked.cause, shared, holder).await?,
            None => None,
        };
        let wanting = holder.map(|holder| Wanting { holder, purpose: purpose.as_deref(), span });
        let not_for_them = wanting.and_then(|it| it.is_eligible(shared, known.as_ref(), now).err());
        let earlier = wanting.map_or_else(Vec::new, |it| it.opens_earlier(shared, known.as_ref()));
        let calendar = loaded.state.calendar(shared, now).opening_earlier(earlier);
        let not_then = calendar.why_not(&candidate).into_iter().map(Refusal::from);
        let mut refusals: Vec<Refusal> = not_for_them.into_iter().chain(not_then).collect();
        if let (Some(Holder { member, group }), true) = (holder, refusals.is_empty()) {
            // Whatever else is asked is asked by who decides, as if all were counted.
            let uncounted = tallies(shared, Holder { member, group }, span);
            let counts = uncounted.into_iter().map(|tally| Count { claim: Uuid::nil(), tally });
            let make = SpaceCommand::MakeReservation {
                reservation: asked.cause.new_id("reservation"),
                resource,
                member,
                span,
                persons,
                rules: Rules::Kept,
                group,
                purpose: purpose.clone(),
                facts: Facts {
                    attempt: None,
                    counts: counts.collect(),
                    known,
                    commitment: Some(String::new()),
                },
                payer: payer(purpose, false)?,
            };
            refusals.extend(decide(&loaded.state, &make, now).err());
        }
        let possible = refusals.is_empty();
        let (times_instead, resources_instead) = if possible {
            (Vec::new(), Vec::new())
        } else {
            let like: Resource = shared.as_ref().into();
            let others = self.free.ask(&asked.after, move |rows| {
                what_is_free::others_instead(rows, &tenant, &like, &candidate, now)
            });
            (calendar.times_instead(&candidate), others.await?)
        };
        let why_not = refusals.into_iter().map(WhyNot::from).collect();
        let check = ReservationCheck { resource, span, possible, why_not, times_instead, resources_instead };
        Ok(loaded.answer(check))
    }

    /// What is free soonest.
    ///
    /// # Errors
    /// A length out of bounds, too many words.
    pub async fn find_first_free(self: Arc<Self>, asked: Asked<FindFirstFree>) -> Outcome<FirstFreeTimes> {
        let (tenant, body) = (asked.tenant().clone(), asked.body);
        if !(1..=LONGEST_MINUTES_MAX).contains(&body.minutes) {
            let most = format!("minutes: 1 to {LONGEST_MINUTES_MAX}, not {}", body.minutes);
            return Err(Problem::not_understood(most));
        }
        check_words("equipment", &body.equipment)?;
        check_words("accessibility", &body.accessibility)?;
        let (now, persons) = (self.clock.now(), checked_persons(body.persons)?);
        let wanted = Wanted {
            resource: body.resource,
            site: body.site,
            kind: body.kind,
            persons,
            equipment: body.equipment,
            accessibility: body.accessibility,
            listed_at: Some(now),
            ..Wanted::default()
        };
        let soonest = Soonest { from: body.from, minutes: body.minutes, now };
        let found = self
            .free
            .ask(&asked.after, move |rows| what_is_free::first_free(rows, &tenant, &wanted, soonest));
        found.await.map(Answer::of)
    }
}

fn check_words(list: &str, words: &[String]) -> Result<(), Problem> {
    if words.len() > WORDS_MAX || words.iter().any(|word| word.chars().count() > WORD_LENGTH_MAX) {
        let most = format!("{list}: at most {WORDS_MAX} words of at most {WORD_LENGTH_MAX} characters");
        return Err(Problem::not_understood(most));
    }
    Ok(())
}
