//! A tenant's holidays: defining and reading them, and knowing them where a resource asks.

use std::sync::Arc;

use jiff::civil::Date;
use nanum_contracts::{
    Answer, Problem, TenantId,
    booking::{DefineHolidays, GetHolidays, HolidayCalendar, Holidays},
    request::Outcome,
};
use nanum_runtime::{Aggregates, Asked};

use super::Desk;
use crate::{
    aggregate,
    domain::{CheckedDefinition, CheckedHolidays, HolidayCommand, HolidaysNoted, holidays_between},
};

/// The years of which dates are told: the moon is known for them.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

impl Desk {
    /// The tenant's holidays are these, whole. Resources that ask for them know them a moment later.
    ///
    /// # Errors
    /// What is not sound in them.
    pub async fn define_holidays(self: Arc<Self>, asked: Asked<DefineHolidays>) -> Outcome<Holidays> {
        let holidays = CheckedHolidays::try_from(asked.body.holidays)?;
        let reply = Holidays { holidays: holidays.as_ref().to_vec() };
        let command = HolidayCommand(holidays);
        let done = self.holidays.execute(&asked.cause, aggregate::Holidays::id(), &command).await?;
        Ok(done.answer(reply))
    }

    /// The tenant's holidays, and their dates in a year.
    ///
    /// # Errors
    /// A year that is too far away.
    pub async fn get_holidays(self: Arc<Self>, asked: Asked<GetHolidays>) -> Outcome<HolidayCalendar> {
        let year = asked.body.year;
        let (first, last) = (Date::new(year, 1, 1), Date::new(year, 12, 31));
        let (Ok(first), Ok(last), true) = (first, last, YEARS.contains(&year)) else {
            let (from, until) = YEARS.into_inner();
            return Err(Problem::not_understood(format!("year: {from} to {until}, not {year}")));
        };
        let loaded = self.holidays.load(asked.tenant(), aggregate::Holidays::id()).await?;
        let Some(loaded) = loaded else {
            return Ok(Answer::of(HolidayCalendar { holidays: Vec::new(), year, dates: Vec::new() }));
        };
        let holidays = loaded.state.iter().flat_map(|holidays| holidays.iter().cloned()).collect::<Vec<_>>();
        let dates = holidays_between(&holidays, first, last);
        Ok(loaded.answer(HolidayCalendar { holidays, year, dates }))
    }

    /// The tenant's holidays, when a definition asks for them.
    ///
    /// # Errors
    /// *Try again* when the log does not answer.
    pub(super) async fn holidays_where_asked(
        &self,
        tenant: &TenantId,
        definition: &CheckedDefinition,
    ) -> Result<Option<Arc<HolidaysNoted>>, Problem> {
        if definition.as_ref().asks_for_holidays() { noted(&self.holidays, tenant).await } else { Ok(None) }
    }
}

/// A tenant's holidays as its spaces take note of them; `None` while there are none.
///
/// # Errors
/// *Try again* when the log does not answer.
pub(crate) async fn noted(
    holidays: &Aggregates<aggregate::Holidays>,
    tenant: &TenantId,
) -> Result<Option<Arc<HolidaysNoted>>, Problem> {
    let Some(loaded) = holidays.load(tenant, aggregate::Holidays::id()).await? else { return Ok(None) };
    let holidays = loaded.state.iter().flat_map(|holidays| holidays.iter().cloned()).collect();
    Ok(Some(Arc::new(HolidaysNoted { revision: loaded.revision, holidays })))
}
