//! A series in words: its time once, and each of its dates.

use jiff::civil::Date;

use super::{Facts, Speech, Unwritten, local_time};
use crate::domain::event::SeriesFacts;

/// Most dates that a mail names: what nobody reads to the end is counted instead.
const DATES_NAMED_MAX: usize = 60;

/// The texts that say what a series is, a paragraph each.
pub(super) fn details_of(facts: &SeriesFacts) -> Vec<&'static str> {
    let has_one_time = facts.from.is_some() && facts.to.is_some();
    let mut details = vec![if has_one_time { "details-series" } else { "details-series-of-several-times" }];
    details.push("series-dates");
    if !facts.refused.is_empty() {
        details.push("series-dates-not-had");
    }
    details
}

/// What the texts of a series name.
pub(super) fn tell(speech: &Speech, facts: &mut Facts, series: &SeriesFacts) -> Result<(), Unwritten> {
    if let Some(first) = series.dates.first() {
        facts.put("day", local_time::day(*first, &speech.tag)?);
    }
    for (name, time) in [("from", series.from), ("until", series.to)] {
        if let Some(time) = time {
            facts.put(name, local_time::on_the_wall(time, &speech.tag)?);
        }
    }
    facts.put("zone", series.zone.as_str());
    facts.put("reason", series.reason.clone().unwrap_or_default());
    facts.put("dates", named(speech, &series.dates)?);
    facts.put("refused", named(speech, &series.refused)?);
    Ok(())
}

/// Dates, a line each; of very many the first, and how many more there are.
fn named(speech: &Speech, dates: &[Date]) -> Result<String, Unwritten> {
    let day = |date: &Date| local_time::day(*date, &speech.tag);
    let mut lines: Vec<String> = dates.iter().take(DATES_NAMED_MAX).map(day).collect::<Result<_, _>>()?;
    let more = dates.len().saturating_sub(DATES_NAMED_MAX);
    if more > 0 {
        let mut facts = Facts::default();
        facts.put("more", more.to_string());
        lines.push(speech.text("series-more", &facts)?);
    }
    Ok(lines.join("\n"))
}
