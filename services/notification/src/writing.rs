//! Writing: the text of a message in its reader's language. Pure: what it is told is all it knows.

mod local_time;
mod series;

use std::{borrow::Cow, collections::HashMap};

use fluent_templates::{LanguageIdentifier, fluent_bundle::FluentValue, static_loader};
use jiff::tz::TimeZone;
use nanum_contracts::{
    Language,
    membership::Contact,
    notification::MessageKind,
    time::{TimeSpan, Zone},
};

use crate::{
    domain::event::{MessageQueued, Subject},
    names::Called,
};

static_loader! {
    static TEXTS = {
        locales: "./locales",
        fallback_language: "en",
        // The marks that keep scripts of two directions apart are noise in a plain text of one direction.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The languages that messages are written in; the last serves who speaks none of them.
pub const LANGUAGES: [&str; 5] = ["ko", "fr", "nl", "de", "en"];
/// Longest name of a thing in a subject line, in characters.
const NAME_IN_SUBJECT_MAX: usize = 80;

/// Most free times that a mail names.
const FREE_INSTEAD_MAX: usize = 10;

/// A written message. It holds personal data and is kept nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// One line.
    pub subject: String,
    pub body: String,
    /// One of [`LANGUAGES`].
    pub language: &'static str,
}

impl std::fmt::Debug for Letter {
    /// Personal data stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Letter({})", self.language)
    }
}

/// Why a message cannot be written: always a defect of the texts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unwritten {
    #[error("{0:?} is no language")]
    Language(String),
    #[error("the text {key} in {language} fails: {cause}")]
    Text { key: String, language: &'static str, cause: String },
    #[error("a date or time cannot be written: {0}")]
    Time(String),
}

/// Writes the message: in the member's language, else in the tenant's first, else in English.
///
/// # Errors
/// When a text is missing or asks for what is not there.
pub fn write(queued: &MessageQueued, contact: &Contact, called: &Called) -> Result<Letter, Unwritten> {
    let speech = Speech::for_reader(&contact.language, &called.tenant.language)?;
    let kind = key_of(queued.kind);
    let mut facts = Facts::default();
    facts.put("name", one_line(&contact.name));
    speech.name_things(&mut facts, called);
    speech.tell(&mut facts, &queued.about)?;
    speech.tell_what_is_free_instead(&mut facts, queued, called)?;
    let mut parts = vec![speech.text("greeting", &facts)?, speech.text(&format!("{kind}-body"), &facts)?];
    for details in details_of(&queued.about) {
        parts.push(speech.text(details, &facts)?);
    }
    parts.push(speech.text("closing", &facts)?);
    let subject = one_line(&speech.text(&format!("{kind}-subject"), &facts)?);
    Ok(Letter { subject, body: parts.join("\n\n") + "\n", language: speech.language })
}

/// The texts that say what a message is about, a paragraph each.
fn details_of(subject: &Subject) -> Vec<&'static str> {
    match subject {
        Subject::Reservation(_) | Subject::Wait(_) => vec!["details-reservation"],
        Subject::Series(facts) => series::details_of(facts),
        Subject::Loan(loan) if loan.due_on.is_some() => vec!["details-loan"],
        Subject::Loan(_) | Subject::Hold(_) => vec!["details-title"],
        Subject::Standing(_) => vec!["details-standing"],
    }
}

/// A text as one line, without control characters.
pub(crate) fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whoever did not get the time that they asked for is told what else is free that day.
pub(crate) fn is_told_what_is_free_instead(kind: MessageKind) -> bool {
    matches!(kind, MessageKind::ReservationGivenToAnother | MessageKind::ReservationNotDrawn)
}

fn key_of(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::ReservationRequested => "reservation-requested",
        MessageKind::ReservationAskedFor => "reservation-asked-for",
        MessageKind::ReservationConfirmed => "reservation-confirmed",
        MessageKind::ReservationRefused => "reservation-refused",
        MessageKind::ReservationGivenToAnother => "reservation-given-to-another",
        MessageKind::ReservationNotDrawn => "reservation-not-drawn",
        MessageKind::ReservationLapsed => "reservation-lapsed",
        MessageKind::ReservationCancelled => "reservation-cancelled",
        MessageKind::ReservationChanged => "reservation-changed",
        MessageKind::ReservationChangeRequested => "reservation-change-requested",
        MessageKind::ReservationChangeRefused => "reservation-change-refused",
        MessageKind::ReservationChangeLapsed => "reservation-change-lapsed",
        MessageKind::ReservationChangeGivenToAnother => "reservation-change-given-to-another",
        MessageKind::SeriesChangeRequested => "series-change-requested",
        MessageKind::ReservationRestored => "reservation-restored",
        MessageKind::ReservationGaveWay => "reservation-gave-way",
        MessageKind::ReservationUnpaid => "reservation-unpaid",
        MessageKind::SeriesMade => "series-made",
        MessageKind::SeriesRequested => "series-requested",
        MessageKind::SeriesAskedFor => "series-asked-for",
        MessageKind::SeriesExtended => "series-extended",
        MessageKind::SeriesChanged => "series-changed",
        MessageKind::SeriesCancelled => "series-cancelled",
        MessageKind::SeriesGaveWay => "series-gave-way",
        MessageKind::WaitOffered => "wait-offered",
        MessageKind::WaitExpired => "wait-expired",
        MessageKind::WaitOfferWithdrawn => "wait-offer-withdrawn",
        MessageKind::WaitPassedOn => "wait-passed-on",
        MessageKind::WaitLapsed => "wait-lapsed",
        MessageKind::LoanStarted => "loan-started",
        MessageKind::LoanEnded => "loan-ended",
        MessageKind::HoldPlaced => "hold-placed",
        MessageKind::HoldReady => "hold-ready",
        MessageKind::HoldLapsed => "hold-lapsed",
        MessageKind::ReservationReleased => "reservation-released",
        MessageKind::MemberSuspended => "member-suspended",
    }
}

/// What a text may name.
#[derive(Default)]
struct Facts(HashMap<Cow<'static, str>, FluentValue<'static>>);

impl Facts {
    fn put(&mut self, name: &'static str, value: impl Into<String>) {
        self.0.insert(Cow::Borrowed(name), FluentValue::from(value.into()));
    }
}

/// A language to write in.
struct Speech {
    /// As we have it.
    language: &'static str,
    texts: LanguageIdentifier,
    /// As the reader has it, with a region perhaps: `fr-BE`. Names and dates follow it.
    tag: Language,
    /// The tenant's, for names that are not in the reader's.
    fallback: Language,
}

impl Speech {
    fn for_reader(reader: &Language, tenant: &Language) -> Result<Self, Unwritten> {
        let english = Language::default();
        let spoken = [reader, tenant, &english].into_iter().find_map(|tag| Some((tag, ours(tag)?)));
        let (tag, language) = spoken.unwrap_or((&english, "en"));
        let texts = language.parse().map_err(|_| Unwritten::Language(language.to_owned()))?;
        Ok(Self { language, texts, tag: tag.clone(), fallback: tenant.clone() })
    }

    fn text(&self, key: &str, facts: &Facts) -> Result<String, Unwritten> {
        TEXTS.lookup_single_language(&self.texts, key, Some(&facts.0)).map_err(|cause| Unwritten::Text {
            key: key.to_owned(),
            language: self.language,
            cause: cause.to_string(),
        })
    }

    fn name_things(&self, facts: &mut Facts, called: &Called) {
        let name =
            |text: &nanum_contracts::LocalizedText| one_line(text.in_language(&self.tag, &self.fallback));
        if let Some(thing) = called.thing.as_ref().map(name) {
            facts.put("short-thing", shortened(&thing));
            facts.put("thing", thing);
        }
        if let Some(site) = &called.site {
            facts.put("site", name(&site.name));
            facts.put("address", one_line(&site.address));
        }
        facts.put("tenant", name(&called.tenant.name));
    }

    /// What else is free that day, a line each.
    fn tell_what_is_free_instead(
        &self,
        facts: &mut Facts,
        queued: &MessageQueued,
        called: &Called,
    ) -> Result<(), Unwritten> {
        let Subject::Reservation(reservation) = &queued.about else { return Ok(()) };
        if !is_told_what_is_free_instead(queued.kind) {
            return Ok(());
        }
        let mut lines = Vec::new();
        for span in called.free_instead.iter().take(FREE_INSTEAD_MAX) {
            let when = local_time::between(*span, &reservation.zone, &self.tag)?;
            lines.push(format!("{} – {}", when.from, when.until));
        }
        let key = if lines.is_empty() { "nothing-free-instead" } else { "free-instead" };
        facts.put("times", lines.join("\n"));
        let free = self.text(key, facts)?;
        facts.put("free-instead", free);
        Ok(())
    }

    fn tell_when(&self, facts: &mut Facts, span: TimeSpan, zone: &Zone) -> Result<(), Unwritten> {
        let when = local_time::between(span, zone, &self.tag)?;
        facts.put("day", when.first_day);
        facts.put("from", when.from);
        facts.put("until", when.until);
        facts.put("zone", zone.as_str());
        let key = if when.last_day.is_some() { "when-many-days" } else { "when-one-day" };
        facts.put("last-day", when.last_day.unwrap_or_default());
        let when = self.text(key, facts)?;
        facts.put("when", when);
        Ok(())
    }

    fn tell(&self, facts: &mut Facts, subject: &Subject) -> Result<(), Unwritten> {
        match subject {
            Subject::Reservation(reservation) => {
                self.tell_when(facts, reservation.span, &reservation.zone)?;
                facts.put("reason", reservation.reason.clone().unwrap_or_default());
            }
            Subject::Series(of_series) => series::tell(self, facts, of_series)?,
            Subject::Wait(wait) => {
                self.tell_when(facts, wait.span, &wait.zone)?;
                if let Some(until) = wait.offered_until {
                    let (day, time) = local_time::moment(until, &wait.zone, &self.tag)?;
                    facts.put("deadline-day", day);
                    facts.put("deadline-time", time);
                }
            }
            Subject::Loan(loan) => {
                if let Some(due_on) = loan.due_on {
                    facts.put("due", local_time::day(due_on, &self.tag)?);
                }
            }
            Subject::Standing(standing) => {
                let zone = standing.zone.as_ref().map_or(TimeZone::UTC, Zone::time_zone);
                facts.put("until", local_time::day(standing.until.to_zoned(zone).date(), &self.tag)?);
            }
            Subject::Hold(_) => {}
        }
        Ok(())
    }
}

/// The language of ours that serves a tag.
fn ours(tag: &Language) -> Option<&'static str> {
    LANGUAGES.into_iter().find(|language| *language == tag.primary())
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= NAME_IN_SUBJECT_MAX {
        return name.to_owned();
    }
    let begin: String = name.chars().take(NAME_IN_SUBJECT_MAX - 1).collect();
    format!("{}…", begin.trim_end())
}

#[cfg(test)]
mod tests;
