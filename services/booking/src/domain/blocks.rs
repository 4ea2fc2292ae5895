//! Blocks of a day: what of them can be one reservation.
//!
//! A block is what the clock of its date shows of it: an hour longer or shorter on the nights on which the clock is changed, and
//! not there at all when the clock skips it.

use jiff::{civil::Date, tz::TimeZone};
use nanum_contracts::{
    booking::Blocks,
    time::{Day, TimeSpan},
};

use super::hours::on_date;

/// Blocks of one day that follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) span: TimeSpan,
    /// How many they are.
    pub(super) blocks: u32,
    /// Whether they are all that the day has.
    pub(super) is_whole_day: bool,
}

/// The blocks of a local date, in order.
pub(super) fn blocks_on(blocks: &Blocks, date: Date, zone: &TimeZone) -> Vec<TimeSpan> {
    let today =
        blocks.times.iter().filter(|block| block.days.is_empty() || block.days.contains(&Day::of(date)));
    let mut spans: Vec<TimeSpan> =
        today.filter_map(|block| on_date(date, block.from, block.to, zone)).collect();
    spans.sort_unstable_by_key(|span| span.starts_at());
    spans
}

/// Blocks that follow each other, whether they may be combined or not.
pub(super) fn runs(of_the_day: &[TimeSpan]) -> impl Iterator<Item = Run> {
    (0..of_the_day.len()).flat_map(move |first| {
        (first..of_the_day.len()).filter_map(move |last| {
            let (from, to) = (of_the_day.get(first)?.starts_at(), of_the_day.get(last)?.ends_at());
            Some(Run {
                span: TimeSpan::new(from, to).ok()?,
                blocks: u32::try_from(last - first + 1).unwrap_or(u32::MAX),
                is_whole_day: last - first + 1 == of_the_day.len(),
            })
        })
    })
}

/// A reservation is one block, as many that follow each other as may be combined, or the whole day.
pub(super) fn may_be_one(blocks: &Blocks, run: &Run) -> bool {
    run.blocks <= blocks.combine.most() || (blocks.whole_day && run.is_whole_day)
}
