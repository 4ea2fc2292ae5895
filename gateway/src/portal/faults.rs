//! What was wrong with a form, or why a service said no, in the reader's language.

use fluent_templates::fluent_bundle::FluentValue;
use jiff::{Timestamp, tz::TimeZone};
use nanum_contracts::{Problem, problem::ProblemKind, time::TimeSpan};
use serde_json::Value;

use super::{spoken::Spoken, texts::Texts};

/// Rules whose limit and actual value are lengths of time, in minutes.
const RULES_IN_MINUTES: [&str; 3] = ["on-the-grid", "not-too-short", "not-too-long"];
/// The rule that holds opening hours; without any it is closed.
const WITHIN_HOURS: &str = "within-hours";
/// Services explain in English.
const LANGUAGE_OF_DETAILS: &str = "en";

/// The error summary of a page; nothing when there is nothing to tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Faults {
    pub(crate) title: String,
    pub(crate) lines: Vec<Spoken>,
    pub(crate) fields: Vec<FieldFault>,
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldFault {
    /// Its id on the page.
    pub(crate) field: String,
    pub(crate) text: String,
}

impl Faults {
    /// Each field with what is wrong.
    pub(crate) fn of_fields(texts: &Texts, fields: Vec<(&str, String)>) -> Self {
        if fields.is_empty() {
            return Self::default();
        }
        let fields =
            fields.into_iter().map(|(field, text)| FieldFault { field: field.to_owned(), text }).collect();
        Self { title: texts.say("error-summary-title"), lines: Vec::new(), fields }
    }

    /// A refusal; times in the zone of the place.
    pub(crate) fn of_problem(texts: &Texts, problem: &Problem, zone: &TimeZone) -> Self {
        let slug = problem.kind.slug();
        Self {
            title: texts.say(&format!("problem-{slug}-title")),
            lines: lines_of(texts, problem, zone),
            fields: Vec::new(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.title.is_empty()
    }

    /// What is wrong with a field.
    pub(crate) fn of(&self, field: &str) -> Option<&str> {
        self.fields.iter().find(|fault| fault.field == field).map(|fault| fault.text.as_str())
    }
}

/// The sentences that explain a problem.
pub(crate) fn lines_of(texts: &Texts, problem: &Problem, zone: &TimeZone) -> Vec<Spoken> {
    if let Some(line) = problem.rule.as_deref().and_then(|rule| rule_line(texts, rule, problem, zone)) {
        return vec![Spoken::plain(line)];
    }
    let mut lines = vec![Spoken::plain(texts.say(&format!("problem-{}-text", problem.kind.slug())))];
    if matches!(
        problem.kind,
        ProblemKind::NotUnderstood | ProblemKind::StateForbids | ProblemKind::RuleRefuses
    ) {
        lines.push(Spoken::in_language(texts, LANGUAGE_OF_DETAILS, problem.detail.clone()));
        let sides = [("rule-limit", "limit", &problem.limit), ("rule-actual", "actual", &problem.actual)];
        lines.extend(sides.into_iter().filter_map(|(key, blank, value)| {
            let spelled = spelled(texts, "", value.as_ref()?, zone)?;
            Some(Spoken::plain(texts.with(key, &[(blank, &spelled)])))
        }));
    }
    lines
}

/// The sentence for a rule that the portal knows by name.
fn rule_line(texts: &Texts, rule: &str, problem: &Problem, zone: &TimeZone) -> Option<String> {
    if rule == WITHIN_HOURS && problem.limit.as_ref().and_then(Value::as_array).is_some_and(Vec::is_empty) {
        return Some(texts.say("rule-closed"));
    }
    let side = |value: &Option<Value>| value.as_ref().and_then(|value| spelled(texts, rule, value, zone));
    let blanks = [("limit", side(&problem.limit)), ("actual", side(&problem.actual))];
    let blanks = blanks.map(|(name, text)| (name, FluentValue::from(text.unwrap_or_default())));
    texts.known(&format!("rule-{rule}"), &blanks)
}

/// A limit or an actual value as people write it.
fn spelled(texts: &Texts, rule: &str, value: &Value, zone: &TimeZone) -> Option<String> {
    match value {
        Value::Number(number) if RULES_IN_MINUTES.contains(&rule) => {
            number.as_i64().map(|minutes| texts.length(minutes))
        }
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => match text.parse::<Timestamp>() {
            Ok(moment) => Some(texts.moment(moment, zone)),
            Err(_) => Some(text.clone()),
        },
        Value::Array(values) => {
            let texts: Option<Vec<String>> =
                values.iter().map(|value| spelled(texts, rule, value, zone)).collect();
            texts.map(|texts| texts.join(", "))
        }
        Value::Object(_) => {
            let span: TimeSpan = serde_json::from_value(value.clone()).ok()?;
            Some(texts.times(span, zone))
        }
        Value::Null | Value::Bool(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::portal::texts::Tongue;

    fn said(tongue: Tongue, problem: &Problem) -> String {
        let zone = TimeZone::get("Asia/Seoul").unwrap();
        let faults = Faults::of_problem(&Texts::in_tongue(tongue), problem, &zone);
        faults.lines.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
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
}
