//! The use cases: a tenant's figures, and the hub's search.

use std::{fmt, sync::Arc};

use nanum_contracts::{
    Answer, Problem,
    reporting::{GetUsesReport, Listing, SearchHub, UsesReport},
    request::{Outcome, Page},
};
use nanum_runtime::{Asked, View, clock::Clock, cursor::place_of};

use crate::{
    search_text::words_of,
    views::{
        uses_by_site_and_month,
        what_is_shared::{self, ListingKey},
    },
};

/// Answers for Reporting.
pub struct Desk {
    /// [`uses_by_site_and_month`].
    pub uses: View,
    /// [`what_is_shared`].
    pub shared: View,
    /// What is shown for a time is found in that time.
    pub clock: Arc<dyn Clock>,
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Desk")
    }
}

impl Desk {
    /// A year of a tenant's uses, by site and month.
    ///
    /// # Errors
    /// `NotUnderstood` for a year before 1; *try again* when the view is behind.
    pub async fn get_uses_report(self: Arc<Self>, asked: Asked<GetUsesReport>) -> Outcome<UsesReport> {
        let year = asked.body.year;
        if !(1..=9999).contains(&year) {
            return Err(Problem::not_understood(format!("year: {year}; from 1 to 9999")));
        }
        let tenant = asked.cause.tenant;
        let rows = self
            .uses
            .ask(&asked.after, move |rows| uses_by_site_and_month::of_year(rows, &tenant, year))
            .await?;
        Ok(Answer::of(UsesReport { year, rows }))
    }

    /// What is shared in the network and holds every word, by tenant and name.
    ///
    /// # Errors
    /// `NotUnderstood` for a text over the limits or a cursor that no page gave; *try again* when the view is behind.
    pub async fn search_hub(self: Arc<Self>, asked: Asked<SearchHub>) -> Outcome<Page<Listing>> {
        let SearchHub { text, tenant, page } = asked.body;
        let words = words_of(&text)?;
        let cursor = place_of::<ListingKey>(page.cursor.as_deref())?;
        let (now, size) = (self.clock.now(), page.size());
        let found = self.shared.ask(&asked.after, move |rows| {
            let after = cursor.as_ref().map(|key| what_is_shared::place_of(rows, key)).transpose()?;
            if after == Some(None) {
                return Ok(None);
            }
            what_is_shared::with_words(rows, &words, tenant.as_ref(), after.flatten(), (now, size + 1))
                .map(Some)
        });
        let found = found
            .await?
            .ok_or_else(|| Problem::not_understood("the cursor is none that this list gave out"))?;
        Ok(Answer::of(Page::from_overfull(found, size, what_is_shared::cursor_of)))
    }
}
