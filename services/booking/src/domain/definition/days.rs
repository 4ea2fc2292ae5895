//! Whether what a tenant says about a resource's days is sound: holidays, blocks, opening, what is shown, and pictures.

use jiff::civil::Date;
use nanum_contracts::{
    booking::{Block, Blocks, Combine, OnHolidays, Opening, Photo, ResourceDefinition},
    time::{Day, WallTime},
};

use super::time_rules::EXCEPTION_HOURS_MAX;

/// Most blocks: seven for each day of the week.
pub const BLOCKS_MAX: usize = 50;
/// Most pictures of one resource: nobody looks at more.
pub const PHOTOS_MAX: usize = 20;
/// Longest address of a picture, in bytes: what all browsers take.
const URL_LENGTH_MAX: usize = 2_000;
/// Longest licence, in characters.
const LICENCE_LENGTH_MAX: usize = 100;
/// Longest name of who took a picture, in characters.
const CREDIT_LENGTH_MAX: usize = 200;

/// The rule of days that a definition breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotADay {
    #[error("{which}: {limit}")]
    HolidayHours { which: &'static str, limit: &'static str },
    #[error("blocks.times has 1 to {BLOCKS_MAX} entries, not {0}")]
    BlocksCount(usize),
    #[error("blocks.times[{entry}]: it begins before 24:00")]
    BlockBegins { entry: usize, from: WallTime },
    #[error("blocks.times[{one}] and [{other}] are at the same time")]
    BlocksOverlap { one: usize, other: usize },
    #[error("blocks.combine: 1 to {BLOCKS_MAX} blocks are one reservation at most, not {0}")]
    Combine(u32),
    #[error("blocks.one_a_day is for what has one unit, not {0}")]
    OneADayOfMany(u32),
    #[error("opens.{which} is {limit}, not {given}")]
    Opening { which: &'static str, limit: &'static str, given: u8 },
    #[error("publication.visible_until is not before publication.visible_from")]
    VisibleInverted { from: Date, until: Date },
    #[error("photos has at most {PHOTOS_MAX} entries, not {0}")]
    PhotosCount(usize),
    #[error("photos[{entry}].{part} is {limit}")]
    Photo { entry: usize, part: &'static str, limit: &'static str },
}

pub(super) fn days_are_sound(definition: &ResourceDefinition) -> Result<(), NotADay> {
    hours_on_holidays_are_in_order("on_public_holidays", &definition.on_public_holidays)?;
    hours_on_holidays_are_in_order("on_school_holidays", &definition.on_school_holidays)?;
    if let Some(blocks) = &definition.blocks {
        blocks_lie_side_by_side(blocks)?;
        blocks_are_combined_somehow(blocks, definition.units)?;
    }
    definition.notice.opens.map_or(Ok(()), an_opening_is_a_date)?;
    visible_dates_are_in_order(definition)?;
    photos_are_few_and_described(&definition.photos)
}

/// Hours on holidays begin on them, and are some: what has none is closed.
fn hours_on_holidays_are_in_order(which: &'static str, on: &OnHolidays) -> Result<(), NotADay> {
    let OnHolidays::Hours(hours) = on else { return Ok(()) };
    let wrong = |limit| Err(NotADay::HolidayHours { which, limit });
    if !(1..=EXCEPTION_HOURS_MAX).contains(&hours.len()) {
        return wrong("there are 1 to 10 entries of hours");
    }
    if hours.iter().all(|hours| hours.from.can_begin()) { Ok(()) } else { wrong("`from` is before 24:00") }
}

/// Blocks begin on their days, and none overlaps another, of the same day or of the next when it goes past midnight.
fn blocks_lie_side_by_side(blocks: &Blocks) -> Result<(), NotADay> {
    let times = &blocks.times;
    if !(1..=BLOCKS_MAX).contains(&times.len()) {
        return Err(NotADay::BlocksCount(times.len()));
    }
    if let Some((entry, late)) = times.iter().enumerate().find(|(_, block)| !block.from.can_begin()) {
        return Err(NotADay::BlockBegins { entry, from: late.from });
    }
    for (other, block) in times.iter().enumerate() {
        if let Some(one) = times.iter().take(other).position(|before| overlap(before, block)) {
            return Err(NotADay::BlocksOverlap { one, other });
        }
    }
    Ok(())
}

const MINUTES_OF_A_DAY: i64 = 1_440;
const MINUTES_OF_A_WEEK: i64 = 7 * MINUTES_OF_A_DAY;

/// Whether two blocks are at the same time on some day of the week.
fn overlap(one: &Block, other: &Block) -> bool {
    let others = in_a_week(other);
    in_a_week(one).into_iter().any(|(from, to)| {
        others.iter().any(|(other_from, other_to)| {
            let in_week = |week: i64| from < other_to + week && other_from + week < to;
            in_week(-MINUTES_OF_A_WEEK) || in_week(0) || in_week(MINUTES_OF_A_WEEK)
        })
    })
}

/// From when to when a block is in a week, in minutes from its beginning; the last may go on in the next.
fn in_a_week(block: &Block) -> Vec<(i64, i64)> {
    let minute = |time: WallTime| i64::from(time.minute_of_day());
    let to = if block.to > block.from { minute(block.to) } else { minute(block.to) + MINUTES_OF_A_DAY };
    let all = [Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri, Day::Sat, Day::Sun];
    let on = (0_i64..).zip(all).filter(|(_, day)| block.days.is_empty() || block.days.contains(day));
    on.map(|(day, _)| (day * MINUTES_OF_A_DAY + minute(block.from), day * MINUTES_OF_A_DAY + to)).collect()
}

/// At least one block is a reservation; one a day is of what there is one of.
fn blocks_are_combined_somehow(blocks: &Blocks, units: u32) -> Result<(), NotADay> {
    match blocks.combine {
        Combine::Most(most) if most == 0 || usize::try_from(most).is_ok_and(|most| most > BLOCKS_MAX) => {
            Err(NotADay::Combine(most))
        }
        _ if blocks.one_a_day && units > 1 => Err(NotADay::OneADayOfMany(units)),
        _ => Ok(()),
    }
}

/// A month opens 1 to 12 months before, on a day that each month has.
pub(super) fn an_opening_is_a_date(Opening { months_before, day, .. }: Opening) -> Result<(), NotADay> {
    if !(1..=12).contains(&months_before) {
        return Err(NotADay::Opening { which: "months_before", limit: "1 to 12", given: months_before });
    }
    if (1..=28).contains(&day) {
        Ok(())
    } else {
        Err(NotADay::Opening { which: "day", limit: "1 to 28", given: day })
    }
}

/// The last date on which it is seen is not before the first.
fn visible_dates_are_in_order(definition: &ResourceDefinition) -> Result<(), NotADay> {
    match (definition.publication.visible_from, definition.publication.visible_until) {
        (Some(from), Some(until)) if until < from => Err(NotADay::VisibleInverted { from, until }),
        _ => Ok(()),
    }
}

/// A picture is somewhere in the web, where nobody can change it on its way.
fn photos_are_few_and_described(photos: &[Photo]) -> Result<(), NotADay> {
    if photos.len() > PHOTOS_MAX {
        return Err(NotADay::PhotosCount(photos.len()));
    }
    for (entry, photo) in photos.iter().enumerate() {
        let wrong = |part, limit| Err(NotADay::Photo { entry, part, limit });
        let host =
            photo.url.strip_prefix("https://").is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'));
        let plain = photo.url.bytes().all(|byte| byte.is_ascii_graphic());
        if !(host && plain && photo.url.len() <= URL_LENGTH_MAX) {
            return wrong("url", "an address that begins with https://, of at most 2000 bytes");
        }
        if too_long(photo.licence.as_ref(), LICENCE_LENGTH_MAX) {
            return wrong("licence", "at most 100 characters");
        }
        if too_long(photo.credit.as_ref(), CREDIT_LENGTH_MAX) {
            return wrong("credit", "at most 200 characters");
        }
    }
    Ok(())
}

fn too_long(text: Option<&String>, most: usize) -> bool {
    text.is_some_and(|text| text.chars().count() > most)
}
