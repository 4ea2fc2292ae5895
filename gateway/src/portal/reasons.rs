//! Why a service said no, in sentences of the reader's language: each rule with its limit and the actual value.

use fluent_templates::fluent_bundle::FluentValue;
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use nanum_contracts::{
    Problem,
    booking::{RefusedDate, WhyNot},
    problem::ProblemKind,
    time::TimeSpan,
};
use serde_json::Value;

use super::{listing::word_text, spoken::Spoken, texts::Texts};

/// Rules whose limit and actual value are lengths of time, in minutes.
const RULES_IN_MINUTES: [&str; 4] = ["on-the-grid", "not-too-short", "not-too-long", "early-enough"];
/// Rules whose limit and actual value are numbers of days.
const RULES_IN_DAYS: [&str; 1] = ["residents-first"];
/// Rules that speak of dates, so that times alone do not explain them.
const RULES_OF_DATES: [&str; 1] = ["on-its-dates"];
/// Rules that name things by the tenant's words for them.
const RULES_IN_WORDS: [&str; 4] = [
    "for-a-purpose-that-is-served",
    "who-is-entitled",
    "who-has-learnt-it",
    "kinds-of-groups-that-are-served",
];
/// The rule that holds opening hours; without any it is closed.
const WITHIN_HOURS: &str = "within-hours";
/// The rule that nothing is reserved beyond what there is.
const A_UNIT_IS_FREE: &str = "a-unit-is-free";
/// Services explain in English.
const LANGUAGE_OF_DETAILS: &str = "en";

/// The sentences that explain a problem.
pub(crate) fn lines_of(texts: &Texts, problem: &Problem, zone: &TimeZone) -> Vec<Spoken> {
    if let Some(line) = problem.rule.as_deref().and_then(|rule| rule_line(texts, rule, problem, zone)) {
        return std::iter::once(Spoken::plain(line)).chain(refused_dates(texts, problem, zone)).collect();
    }
    let mut lines = vec![Spoken::plain(texts.say(&format!("problem-{}-text", problem.kind.slug())))];
    if matches!(
        problem.kind,
        ProblemKind::NotUnderstood | ProblemKind::StateForbids | ProblemKind::RuleRefuses
    ) {
        if !problem.detail.is_empty() {
            lines.push(Spoken::in_language(texts, LANGUAGE_OF_DETAILS, problem.detail.clone()));
        }
        let sides = [("rule-limit", "limit", &problem.limit), ("rule-actual", "actual", &problem.actual)];
        lines.extend(sides.into_iter().filter_map(|(key, blank, value)| {
            let spelled = spelled(texts, "", value.as_ref()?, zone)?;
            Some(Spoken::plain(texts.with(key, &[(blank, &spelled)])))
        }));
    }
    lines
}

/// The sentences for one of several rules that say no.
pub(crate) fn lines_of_rule(texts: &Texts, why: &WhyNot, zone: &TimeZone) -> Vec<Spoken> {
    lines_of(texts, &Problem::rule(&why.rule, "", why.limit.clone(), why.actual.clone()), zone)
}

/// Which dates of a series cannot be had, each with why not, where that is what is so.
fn refused_dates(texts: &Texts, problem: &Problem, zone: &TimeZone) -> Vec<Spoken> {
    let refused = problem.actual.clone().and_then(|actual| serde_json::from_value(actual).ok());
    let refused: Vec<RefusedDate> = refused.unwrap_or_default();
    let line = |RefusedDate { date, why }: &RefusedDate| {
        let date = texts.date(*date);
        let lines = lines_of_rule(texts, why, zone).into_iter();
        lines.map(|line| Spoken { text: format!("{date}: {}", line.text), ..line }).collect::<Vec<_>>()
    };
    refused.iter().flat_map(line).collect()
}

/// The sentence for a rule that the portal knows by name.
fn rule_line(texts: &Texts, rule: &str, problem: &Problem, zone: &TimeZone) -> Option<String> {
    let side = |value: &Option<Value>| value.as_ref().and_then(|value| spelled(texts, rule, value, zone));
    let blanks = [("limit", side(&problem.limit)), ("actual", side(&problem.actual))];
    let blanks = blanks.map(|(name, text)| (name, FluentValue::from(text.unwrap_or_default())));
    let said = |key: &str| texts.known(key, &blanks);
    match rule {
        WITHIN_HOURS if problem.limit.as_ref().and_then(Value::as_array).is_some_and(Vec::is_empty) => {
            said("rule-closed")
        }
        A_UNIT_IS_FREE if problem.limit.as_ref().and_then(Value::as_u64).is_some_and(|units| units > 1) => {
            said("rule-a-unit-of-many-is-free")
        }
        _ => said(&format!("rule-{rule}")).or_else(|| allowance_line(texts, rule, problem)),
    }
}

/// The sentence for a rule that counts what one member or group may have: `reservations-per-week`, `minutes-per-28-days`.
fn allowance_line(texts: &Texts, rule: &str, problem: &Problem) -> Option<String> {
    let rule = rule.strip_suffix("-of-a-group").unwrap_or(rule);
    let (limit, actual) = (problem.limit.as_ref()?.as_i64()?, problem.actual.as_ref()?.as_i64()?);
    let (key, within, amounts) = if let Some(within) = rule.strip_prefix("reservations-") {
        ("allowance-reservations", within, [limit.to_string(), actual.to_string()])
    } else {
        let within = rule.strip_prefix("minutes-")?;
        ("allowance-minutes", within, [texts.length(limit), texts.length(actual)])
    };
    let days = within.strip_prefix("per-").and_then(|rest| rest.strip_suffix("-days")?.parse::<i64>().ok());
    let within = match days {
        Some(days) => texts.number("allowance-per-days", "days", days),
        None => texts.known(&format!("allowance-{within}"), &[])?,
    };
    let [limit, actual] = &amounts;
    Some(texts.with(key, &[("limit", limit), ("actual", actual), ("within", &within)]))
}

/// A limit or an actual value as people write it.
fn spelled(texts: &Texts, rule: &str, value: &Value, zone: &TimeZone) -> Option<String> {
    match value {
        Value::Number(number) if RULES_IN_MINUTES.contains(&rule) => {
            number.as_i64().map(|minutes| texts.length(minutes))
        }
        Value::Number(number) if RULES_IN_DAYS.contains(&rule) => {
            number.as_i64().map(|days| texts.number("days", "days", days))
        }
        Value::Number(number) => Some(number.to_string()),
        Value::String(word) if RULES_IN_WORDS.contains(&rule) => Some(word_text(texts, word).text),
        Value::String(text) => match text.parse::<Timestamp>() {
            Ok(moment) => Some(texts.moment(moment, zone)),
            Err(_) => Some(text.parse::<Date>().map_or_else(|_| text.clone(), |date| texts.date(date))),
        },
        Value::Array(values) => {
            let texts: Option<Vec<String>> =
                values.iter().map(|value| spelled(texts, rule, value, zone)).collect();
            texts.map(|texts| texts.join(", "))
        }
        Value::Object(parts) => match serde_json::from_value::<TimeSpan>(value.clone()) {
            Ok(span) if RULES_OF_DATES.contains(&rule) => Some(texts.span(span, zone)),
            Ok(span) => Some(texts.times(span, zone)),
            Err(_) => dates(texts, parts).or_else(|| suspension(texts, parts, zone)),
        },
        Value::Null | Value::Bool(_) => None,
    }
}

type Parts = serde_json::Map<String, Value>;

/// From a first date, until a last one, or both.
fn dates(texts: &Texts, parts: &Parts) -> Option<String> {
    let date = |name: &str| parts.get(name)?.as_str()?.parse::<Date>().ok().map(|date| texts.date(date));
    match (date("first"), date("last")) {
        (Some(first), Some(last)) => Some(format!("{first} – {last}")),
        (Some(first), None) => Some(texts.with("dates-from", &[("date", &first)])),
        (None, Some(last)) => Some(texts.with("dates-until", &[("date", &last)])),
        (None, None) => None,
    }
}

/// Until when somebody is suspended.
fn suspension(texts: &Texts, parts: &Parts, zone: &TimeZone) -> Option<String> {
    let until = parts.get("until")?.as_str()?.parse::<Timestamp>().ok()?;
    Some(texts.moment(until, zone))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::portal::texts::Tongue;

    fn said(tongue: Tongue, problem: &Problem) -> String {
        let zone = TimeZone::get("Asia/Seoul").unwrap();
        let lines = lines_of(&Texts::in_tongue(tongue), problem, &zone);
        lines.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_known_rule_is_explained_with_its_limit_and_the_actual_value() {
        let problem = Problem::rule("not-too-long", "the longest reservation is 240 minutes", 240, 270);
        assert_eq!(
            said(Tongue::En, &problem),
            "The longest reservation is 4 hours; you asked for 4 hours 30 minutes."
        );
        assert!(said(Tongue::De, &problem).contains("4 Stunden 30 Minuten"));
        let span = json!({ "starts_at": "2026-12-01T00:00:00Z", "ends_at": "2026-12-01T13:00:00Z" });
        let open = Problem::rule("within-hours", "", json!([span]), span);
        assert!(said(Tongue::Fr, &open).contains("Ouvert : 09:00–22:00"), "{}", said(Tongue::Fr, &open));
        assert_eq!(said(Tongue::En, &Problem::rule("within-hours", "", json!([]), 1)), "It is closed then.");
    }

    #[test]
    fn an_unknown_rule_is_explained_in_the_services_own_words() {
        let problem = Problem::rule("three-at-a-time", "at most 3 loans", 3, 4);
        assert_eq!(
            said(Tongue::Nl, &problem),
            "De plek die dit deelt heeft een grens gesteld. <span lang=\"en\">at most 3 loans</span> Toegestaan: 3 \
             Gevraagd of nu: 4"
        );
    }

    #[test]
    fn an_allowance_is_explained_by_what_it_counts_and_within_what() {
        let week = Problem::rule("reservations-per-week", "", 2, 3);
        assert_eq!(
            said(Tongue::En, &week),
            "You may have at most 2 reservations in one week; with this one you would have 3."
        );
        let any_days = said(Tongue::En, &Problem::rule("minutes-per-28-days-of-a-group", "", 600, 660));
        assert!(any_days.contains("10 hours") && any_days.contains("28 days"), "{any_days}");
    }

    #[test]
    fn every_rule_that_a_wish_can_meet_has_its_sentence_in_every_language() {
        let span = json!({ "starts_at": "2026-12-01T00:00:00Z", "ends_at": "2026-12-01T13:00:00Z" });
        let at = "2026-12-01T00:00:00Z";
        let rules = [
            ("on-the-grid", json!(30), json!(at)),
            ("not-too-short", json!(30), json!(15)),
            ("not-too-long", json!(240), json!(270)),
            ("persons-have-place", json!(12), json!(13)),
            ("within-hours", json!([span]), span.clone()),
            ("within-hours-of-holidays", json!([span]), json!({ "span": span })),
            ("not-in-the-past", json!(at), json!(at)),
            ("within-the-horizon", json!(at), json!(at)),
            ("early-enough", json!(2880), json!(at)),
            ("on-its-dates", json!({ "first": "2026-12-01", "last": null }), span.clone()),
            ("a-unit-is-free", json!(1), json!(2)),
            ("a-unit-is-free", json!(3), json!(4)),
            ("in-whole-blocks", json!([span]), span.clone()),
            ("blocks-are-combined-as-allowed", json!(2), json!(3)),
            ("one-a-day", json!(1), json!(2)),
            ("its-month-is-open", json!(at), json!(at)),
            ("what-is-published-is-reserved", json!("published"), json!("draft")),
            ("residents-first", json!(7), json!(10)),
            ("for-a-purpose-that-is-served", json!(["public-interest"]), json!(null)),
            ("adults-only", json!(true), json!(false)),
            ("who-is-entitled", json!("stadspas"), json!(null)),
            ("who-has-learnt-it", json!("laser-cutter"), json!(null)),
            ("nobody-but-groups", json!(true), json!(false)),
            ("kinds-of-groups-that-are-served", json!(["association"]), json!("household")),
            ("not-while-suspended", json!(3), json!({ "points": 4, "until": at })),
            ("each-has-one-lot", json!(1), json!("rsv")),
            ("reservations-at-the-same-time", json!(1), json!(2)),
            ("minutes-per-season", json!(600), json!(660)),
            ("the-clock-shows-the-time", json!("a time"), json!("none")),
            ("the-rule-names-the-first-date", json!("2026-12-02"), json!("2026-12-01")),
            ("what-is-reserved-gives-way-only-when-told", json!(0), json!(2)),
            ("only-what-stands-is-changed", json!(["confirmed"]), json!("cancelled")),
            ("what-is-forgone-is-not-made", json!("one"), json!("none")),
            ("a-rule-ends-after-it-begins", json!({"from": "2026-12-02"}), json!({"until": "2026-12-01"})),
            ("a-date-begins-before-midnight", json!("before 24:00"), json!("24:00")),
            ("what-is-drawn-is-applied-for-one-by-one", json!("no lottery"), json!("a lottery")),
            ("only-what-is-to-come-is-changed", json!(1), json!(0)),
            ("a-series-has-dates", json!(1), json!(0)),
            ("a-series-has-so-many-dates", json!(366), json!(367)),
        ];
        for tongue in Tongue::ALL {
            let nothing_known = Texts::in_tongue(tongue).say("problem-rule-refuses-text");
            for (rule, limit, actual) in &rules {
                let text = said(tongue, &Problem::rule(rule, "", limit.clone(), actual.clone()));
                assert!(
                    !text.contains(&nothing_known) && !text.contains('⟦'),
                    "{rule} in {tongue:?}: {text}"
                );
            }
        }
    }
}
