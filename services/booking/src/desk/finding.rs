//! What is free: of one resource, and of all.

use std::sync::Arc;

use jiff::ToSpan as _;
use nanum_contracts::{
    Answer, Problem,
    booking::{FREE_DAYS_MAX, FindFree, FreeResource, GetFreeTimes},
    request::{Outcome, Page},
};
use nanum_runtime::{Asked, cursor::place_of};

use super::{Desk, checked_persons};
use crate::{
    domain::limits::{WORD_LENGTH_MAX, WORDS_MAX},
    views::what_is_free::{self, Wanted, Wished},
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
    /// Times that are not in order, too many words, a cursor that is none.
    pub async fn find_free(self: Arc<Self>, asked: Asked<FindFree>) -> Outcome<Page<FreeResource>> {
        let (tenant, body) = (asked.tenant().clone(), asked.body);
        if let (Some(from), Some(to)) = (body.from, body.to)
            && to <= from
        {
            return Err(Problem::not_understood("to: after from, on the same date"));
        }
        check_words("equipment", &body.equipment)?;
        check_words("accessibility", &body.accessibility)?;
        let wanted = Wanted {
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

fn check_words(list: &str, words: &[String]) -> Result<(), Problem> {
    if words.len() > WORDS_MAX || words.iter().any(|word| word.chars().count() > WORD_LENGTH_MAX) {
        let most = format!("{list}: at most {WORDS_MAX} words of at most {WORD_LENGTH_MAX} characters");
        return Err(Problem::not_understood(most));
    }
    Ok(())
}
