//! The form of a series: the same time on chosen days of the week, from one date until another.

use std::collections::BTreeMap;

use jiff::{ToSpan as _, civil::Date};
use nanum_contracts::{
    booking::Recurrence,
    ids::GroupId,
    time::{Day, WallTime},
};

use super::{faults::Faults, forms::persons, texts::Texts, view::View};

/// The days of a week: the name of their box, how a recurrence rule writes them, and the day.
const DAYS: [(&str, &str, Day); 7] = [
    ("mon", "MO", Day::Mon),
    ("tue", "TU", Day::Tue),
    ("wed", "WE", Day::Wed),
    ("thu", "TH", Day::Thu),
    ("fri", "FR", Day::Fri),
    ("sat", "SA", Day::Sat),
    ("sun", "SU", Day::Sun),
];
/// All names of the form but those of the boxes.
const NAMES: [&str; 7] = ["first", "until", "from", "to", "persons", "group", "purpose"];

/// What stands in the form.
#[derive(Debug, Clone, Default)]
pub(super) struct SeriesFields {
    given: BTreeMap<String, String>,
}

/// A series that somebody wishes.
#[derive(Debug, Clone)]
pub(super) struct WishedSeries {
    pub(super) recurrence: Recurrence,
    pub(super) persons: Option<u32>,
    pub(super) group: Option<GroupId>,
    pub(super) purpose: Option<String>,
}

/// A box for a day of the week.
#[derive(Debug)]
pub(super) struct DayBox {
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) checked: bool,
}

impl SeriesFields {
    /// What the address fills in.
    pub(super) fn of_address(view: &View) -> Self {
        Self::of(|name| view.query(name))
    }

    /// What was sent.
    pub(super) fn of_form(sent: &BTreeMap<String, String>) -> Self {
        Self::of(|name| sent.get(name).cloned())
    }

    fn of(value: impl Fn(&str) -> Option<String>) -> Self {
        let names = NAMES.into_iter().chain(DAYS.iter().map(|(name, ..)| *name));
        let given = names.filter_map(|name| Some((name.to_owned(), value(name)?.trim().to_owned())));
        Self { given: given.filter(|(_, value)| !value.is_empty()).collect() }
    }

    /// What stands in a field.
    pub(super) fn value(&self, name: &str) -> &str {
        self.given.get(name).map_or("", String::as_str)
    }

    /// Each field that something stands in.
    pub(super) fn filled(&self) -> Vec<(String, String)> {
        self.given.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// The same beginning on a date, where nothing says otherwise: on its day of the week.
    pub(super) fn beginning(mut self, date: Date) -> Self {
        let first = self.given.entry("first".to_owned()).or_insert_with(|| date.to_string());
        let day = Day::of(first.parse().unwrap_or(date));
        if self.days().is_empty() && self.value("until").is_empty() {
            let named = DAYS.iter().filter(|(_, _, other)| *other == day);
            self.given.extend(named.map(|(name, ..)| ((*name).to_owned(), "yes".to_owned())));
        }
        self
    }

    pub(super) fn boxes(&self, texts: &Texts) -> Vec<DayBox> {
        let day_box = |(number, (name, ..)): (usize, &(&'static str, &str, Day))| DayBox {
            name,
            label: texts.say(&format!("weekday-{}", number + 1)),
            checked: self.given.contains_key(*name),
        };
        DAYS.iter().enumerate().map(day_box).collect()
    }

    /// How a recurrence rule writes the chosen days, with the days.
    fn days(&self) -> Vec<(&'static str, Day)> {
        let chosen = DAYS.iter().filter(|(name, ..)| self.given.contains_key(*name));
        chosen.map(|(_, written, day)| (*written, *day)).collect()
    }

    /// The series that the form asks for.
    pub(super) fn read(&self, texts: &Texts) -> Result<WishedSeries, Faults> {
        let date = |name| self.value(name).parse::<Date>().ok();
        let (first, until, days) = (date("first"), date("until"), self.days());
        let times = times(self.value("from"), self.value("to"));
        let persons = persons(self.value("persons"));
        let begins = first.zip(until).and_then(|(first, until)| first_of(&days, first, until));
        let group = Some(self.value("group")).filter(|text| !text.is_empty()).map(str::parse::<GroupId>);
        let purpose = Some(self.value("purpose")).filter(|text| !text.is_empty()).map(str::to_owned);
        let group = group.transpose();
        if let (Some(begins), Some(until), Ok((from, to)), Ok(persons), Ok(group)) =
            (begins, until, &times, &persons, &group)
        {
            let rule = rule(&days, until);
            let recurrence = Recurrence { first: begins, from: *from, to: *to, rule, without: Vec::new() };
            return Ok(WishedSeries { recurrence, persons: *persons, group: *group, purpose });
        }
        let inverted = first.zip(until).is_some_and(|(first, until)| until < first);
        let apart = !inverted && !days.is_empty() && first.zip(until).is_some() && begins.is_none();
        let faults = [
            first.is_none().then_some(("first", "series-first-missing")),
            until.is_none().then_some(("until", "series-until-missing")),
            inverted.then_some(("until", "series-until-before-first")),
            days.is_empty().then_some(("mon", "series-days-missing")),
            apart.then_some(("mon", "series-no-such-day")),
            times.err(),
            persons.is_err().then_some(("persons", "persons-not-a-number")),
            group.is_err().then_some(("group", "group-not-a-number")),
        ];
        let faults = faults.into_iter().flatten().map(|(field, key)| (field, texts.say(key)));
        Err(Faults::of_fields(texts, faults.collect()))
    }
}

/// From and to on the wall clock; what ends no later than it begins ends on the next date. Otherwise which field is at fault, and
/// how.
pub(super) fn times(from: &str, to: &str) -> Result<(WallTime, WallTime), (&'static str, &'static str)> {
    let time = |text: &str| WallTime::try_from(text.to_owned()).ok();
    let from = time(from).filter(|from| from.can_begin()).ok_or(("from", "starts-at-missing"))?;
    let to = time(to).ok_or(("to", "ends-at-missing"))?;
    Ok((from, to))
}

/// The first date between two that is one of the days.
fn first_of(days: &[(&str, Day)], first: Date, until: Date) -> Option<Date> {
    let week = (0..7_i64).map_while(|offset| first.checked_add(offset.days()).ok());
    let named = |date: &Date| days.iter().any(|(_, day)| *day == Day::of(*date));
    week.take_while(|date| *date <= until).find(named)
}

/// A recurrence rule of RFC 5545: every week on these days, the last one not after a date.
fn rule(days: &[(&str, Day)], until: Date) -> String {
    let days: Vec<&str> = days.iter().map(|(written, _)| *written).collect();
    format!("FREQ=WEEKLY;BYDAY={};UNTIL={}", days.join(","), until.strftime("%Y%m%d"))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::portal::texts::Tongue;

    const GOOD: [(&str, &str); 6] = [
        ("first", "2026-12-01"),
        ("until", "2026-12-31"),
        ("from", "19:00"),
        ("to", "21:00"),
        ("thu", "yes"),
        ("mon", "yes"),
    ];

    fn fields(given: &[(&str, &str)]) -> SeriesFields {
        let given: BTreeMap<String, String> =
            given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        SeriesFields::of_form(&given)
    }

    fn read(given: &[(&str, &str)]) -> Result<WishedSeries, Vec<String>> {
        let faults = |faults: Faults| faults.fields.into_iter().map(|fault| fault.field).collect();
        fields(given).read(&Texts::in_tongue(Tongue::En)).map_err(faults)
    }

    #[test]
    fn a_series_begins_on_the_first_chosen_day_and_ends_with_a_date() {
        let wished = read(&GOOD).unwrap();
        // The 1st is a Tuesday.
        assert_eq!(wished.recurrence.first, date(2026, 12, 3));
        assert_eq!(wished.recurrence.rule, "FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20261231");
        assert_eq!(wished.persons, None);
    }

    #[test]
    fn a_series_of_evenings_ends_at_midnight_or_after_it() {
        for to in ["00:00", "02:00"] {
            let evenings = [&GOOD[..3], &[("to", to), ("thu", "yes")]].concat();
            assert_eq!(String::from(read(&evenings).unwrap().recurrence.to), to);
        }
    }

    #[test]
    fn nonsense_is_refused_field_by_field() {
        assert_eq!(read(&[("persons", "x")]).unwrap_err(), ["first", "until", "mon", "from", "persons"]);
        let with = |name, value| -> Vec<(&str, &str)> {
            GOOD.into_iter().filter(|(other, _)| *other != name).chain([(name, value)]).collect()
        };
        assert_eq!(read(&with("until", "2026-11-30")).unwrap_err(), ["until"]);
        assert_eq!(read(&with("until", "2026-12-02")).unwrap_err(), ["mon"], "Monday and Thursday are later");
        assert_eq!(read(&with("to", "25:00")).unwrap_err(), ["to"]);
        assert_eq!(read(&with("group", "the chess club")).unwrap_err(), ["group"]);
    }

    #[test]
    fn a_fresh_form_begins_on_a_date_and_its_day_of_the_week() {
        let fresh = fields(&[]).beginning(date(2026, 12, 1));
        assert_eq!((fresh.value("first"), fresh.value("tue")), ("2026-12-01", "yes"));
        let chosen = fields(&GOOD).beginning(date(2026, 12, 1));
        assert_eq!(chosen.value("tue"), "");
    }
}
