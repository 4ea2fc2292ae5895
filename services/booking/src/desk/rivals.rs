//! Rivals: who asks for the same time, and what is free for those who did not get it.

use std::sync::Arc;

use nanum_contracts::{
    Problem, TenantId,
    booking::{ListRivals, Reservation},
    request::{Outcome, Page},
    time::TimeSpan,
};
use nanum_runtime::Asked;
use uuid::Uuid;

use super::{Desk, reservations::shown};

impl Desk {
    /// The requests that wait for time that a reservation has or wants, by start.
    ///
    /// # Errors
    /// *Not found*.
    pub async fn list_rivals(self: Arc<Self>, asked: Asked<ListRivals>) -> Outcome<Page<Reservation>> {
        let found = self.found(asked.tenant(), &asked.after, asked.body.reservation).await?;
        let loaded = self.spaces.load(asked.tenant(), found.space).await?;
        let loaded = loaded.ok_or_else(|| Problem::not_found("reservation"))?;
        let space = &loaded.state;
        let mut rows: Vec<Reservation> = match space.reservation(found.reservation.id) {
            Some(own) => space
                .rivals_of(own.waiting().unwrap_or(&own.terms))
                .filter_map(|rival| shown(space, &rival.terms, rival.state, None))
                .collect(),
            // What is over for long has no rivals.
            None => Vec::new(),
        };
        rows.sort_unstable_by_key(|rival| (rival.span.starts_at(), rival.id));
        Ok(loaded.answer(Page { rows, next_cursor: None }))
    }

    /// What of its resource is free on the day of a reservation, by the calendar that decides.
    pub(super) async fn free_on_its_day(
        &self,
        tenant: &TenantId,
        space: Uuid,
        reservation: &Reservation,
    ) -> Result<Vec<TimeSpan>, Problem> {
        let loaded = self.spaces.load(tenant, space).await?;
        let Some(loaded) = loaded else { return Ok(Vec::new()) };
        let Some(shared) = loaded.state.resource(reservation.resource) else { return Ok(Vec::new()) };
        let date = reservation.span.starts_at().to_zoned(shared.zone.time_zone()).date();
        Ok(loaded.state.calendar(shared, self.clock.now()).free_times(date))
    }
}
