//! The use cases: a tenant's figures, and the hub's search.

use std::{fmt, sync::Arc};

use nanum_contracts::{
    Answer, Problem,
    reporting::{GetUsesReport, Listing, SearchHub, UsesReport},
    request::{Outcome, Page},
};
use nanum_runtime::{
    Asked, View,
    clock::Clock,
    cursor::{cursor_at, place_of},
};

use crate::{
    search_text::words_of,
    views::{
        uses_by_site_and_month,
        what_is_shared::{self, Place},
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
        let after = place_of::<Place>(page.cursor.as_deref())?;
        let (now, size) = (self.clock.now(), page.size());
        let found = self.shared.ask(&asked.after, move |rows| {
            what_is_shared::with_words(rows, &words, tenant.as_ref(), after, (now, size + 1))
        });
        let page = Page::from_overfull(found.await?, size, |found| cursor_at(&found.place));
        let rows = page.rows.into_iter().map(|found| found.listing).collect();
        Ok(Answer::of(Page { rows, next_cursor: page.next_cursor }))
    }
}
