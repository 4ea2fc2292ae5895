//! What was wrong with a form, or why a service said no, in the reader's language.

use jiff::tz::TimeZone;
use nanum_contracts::{Problem, booking::WhyNot};

use super::{
    reasons::{lines_of, lines_of_rule},
    spoken::Spoken,
    texts::Texts,
};

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

    /// A refusal with every rule that says no, its own first where the others do not name it.
    pub(crate) fn of_problem_and(
        texts: &Texts,
        problem: &Problem,
        rules: &[WhyNot],
        zone: &TimeZone,
    ) -> Self {
        let mut faults = Self::of_problem(texts, problem, zone);
        if rules.iter().any(|why| Some(&why.rule) == problem.rule.as_ref()) {
            faults.lines.clear();
        }
        faults.lines.extend(rules.iter().flat_map(|why| lines_of_rule(texts, why, zone)));
        faults
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.title.is_empty()
    }

    /// What is wrong with a field.
    pub(crate) fn of(&self, field: &str) -> Option<&str> {
        self.fields.iter().find(|fault| fault.field == field).map(|fault| fault.text.as_str())
    }
}
