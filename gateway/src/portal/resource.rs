//! A resource: looking at it and reserving it.

use axum::{http::StatusCode, response::Response};
use jiff::{Timestamp, civil::Date};
use nanum_contracts::{
    Problem,
    booking::{ChangeReservation, Reservation, ReservationState},
    ids::{ReservationId, ResourceId},
    time::TimeSpan,
};
use serde::Deserialize;

use super::{
    address::with_query,
    faults::Faults,
    forms::{FormKey, Sent, persons},
    instead::told,
    resource_page::{Filled, Said, path_of, show_on},
    texts::Texts,
    view::{View, explained_on_the_form, on_to, on_to_telling, status_of},
};
use crate::{PathId, Refusal, Terms, Wish, policy::not_here};

/// The form that reserves.
#[derive(Debug, Deserialize)]
pub(super) struct ReserveForm {
    key: FormKey,
    #[serde(default)]
    date: String,
    #[serde(default)]
    starts_at: String,
    #[serde(default)]
    ends_at: String,
    /// Where it is reserved by blocks: the begin of the first and the end of the last, `2026-12-01T10:00:00+09:00/…`.
    #[serde(default)]
    block: String,
    #[serde(default)]
    persons: String,
}

/// What a form asks for, when it asks for something that can be.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) span: TimeSpan,
    pub(super) persons: Option<u32>,
}

impl ReserveForm {
    /// The same with the times of its block, when it names one.
    fn in_times(mut self) -> Self {
        if let Some((starts_at, ends_at)) = self.block.split_once('/') {
            (self.starts_at, self.ends_at) = (starts_at.to_owned(), ends_at.to_owned());
        }
        self
    }

    pub(super) fn read(&self, texts: &Texts) -> Result<Asked, Faults> {
        let starts_at = self.starts_at.parse::<Timestamp>().ok();
        let ends_at = self.ends_at.parse::<Timestamp>().ok();
        let persons = persons(&self.persons);
        let span = starts_at.zip(ends_at).and_then(|(from, to)| TimeSpan::asked(from, to).ok());
        if let (Some(span), Ok(persons)) = (span, persons) {
            return Ok(Asked { span, persons });
        }
        let faults = [
            starts_at.is_none().then_some(("starts_at", "starts-at-missing")),
            ends_at.is_none().then_some(("ends_at", "ends-at-missing")),
            (starts_at.is_some() && ends_at.is_some() && span.is_none())
                .then_some(("ends_at", "ends-before-start")),
            persons.is_err().then_some(("persons", "persons-not-a-number")),
        ];
        let faults = faults.into_iter().flatten().map(|(field, key)| (field, texts.say(key)));
        Err(Faults::of_fields(texts, faults.collect()))
    }

    pub(super) fn date(&self) -> Option<Date> {
        self.date.parse().ok()
    }

    /// The day that was looked at, as it was written.
    pub(super) fn day(&self) -> &str {
        &self.date
    }

    /// The terms of what the form asks for.
    pub(super) fn terms(&self, terms: &Terms, what: &[&str]) -> Result<Terms, Problem> {
        let content = [what, &[&self.starts_at, &self.ends_at, &self.persons]].concat();
        self.key.terms(terms, &content)
    }

    pub(super) fn filled(&self) -> Filled {
        Filled {
            starts_at: self.starts_at.parse().ok(),
            ends_at: self.ends_at.parse().ok(),
            persons: self.persons.trim().to_owned(),
        }
    }
}

pub(super) async fn show(view: View, PathId(resource): PathId<ResourceId>) -> Result<Response, Refusal> {
    let date = view.query("date").map(|text| text.parse::<Date>());
    let said = match changing(&view, resource).await? {
        None => Said { filled: Filled::of_address(&view), ..Said::default() },
        changing => Said::to_change(changing),
    };
    match date.transpose() {
        Ok(date) => show_on(&view, StatusCode::OK, resource, date, said).await,
        Err(_) => {
            let faults = Faults::of_fields(&view.t, vec![("date", view.t.say("date-not-understood"))]);
            show_on(&view, StatusCode::BAD_REQUEST, resource, None, Said { faults, ..said }).await
        }
    }
}

/// The reservation that the address says is to be changed.
async fn changing(view: &View, resource: ResourceId) -> Result<Option<Reservation>, Problem> {
    let Some(named) = view.query("change") else { return Ok(None) };
    let id: ReservationId = named.parse().map_err(|_| not_here())?;
    let found = view.gateway.get_reservation(&view.caller, &view.terms, id).await?.reply;
    if found.resource == resource { Ok(Some(found)) } else { Err(not_here()) }
}

/// Changes a reservation as the form of its resource says.
pub(super) async fn change(
    view: View,
    PathId(reservation): PathId<ReservationId>,
    Sent(form): Sent<ReserveForm>,
) -> Result<Response, Refusal> {
    let form = form.in_times();
    let found = view.gateway.get_reservation(&view.caller, &view.terms, reservation).await?.reply;
    let (resource, changing) = (found.resource, Some(found));
    let asked = match form.read(&view.t) {
        Ok(asked) => asked,
        Err(faults) => {
            let said = Said { faults, filled: form.filled(), changing, ..Said::default() };
            return show_on(&view, StatusCode::BAD_REQUEST, resource, form.date(), said).await;
        }
    };
    let named = reservation.to_string();
    let content = ["change", &named, &form.starts_at, &form.ends_at, &form.persons];
    let terms = form.key.terms(&view.terms, &content)?;
    let Asked { span, persons } = asked;
    let wanted = ChangeReservation {
        reservation,
        span,
        persons,
        set_rules_aside: false,
        by: None,
        at_members_wish: false,
    };
    match view.gateway.change_reservation(&view.caller, &terms, wanted).await {
        Ok(_) => Ok(on_to_telling(&view.path("/mine"), "reservation-changed")),
        Err(problem) if explained_on_the_form(&problem) => {
            refused(&view, resource, &form, problem, changing).await
        }
        Err(problem) => Err(problem.into()),
    }
}

/// The form's own address, looked at: back to the resource.
pub(super) async fn back(view: View, PathId(resource): PathId<ResourceId>) -> Response {
    on_to(&path_of(&view, resource))
}

pub(super) async fn reserve(
    view: View,
    PathId(resource): PathId<ResourceId>,
    Sent(form): Sent<ReserveForm>,
) -> Result<Response, Refusal> {
    let form = form.in_times();
    if view.caller.who.member().is_none() {
        let here = with_query(&path_of(&view, resource), &[("date", &form.date)]);
        return Ok(on_to(&view.sign_in_href(&here)));
    }
    let asked = match form.read(&view.t) {
        Ok(asked) => asked,
        Err(faults) => {
            let said = Said { faults, filled: form.filled(), ..Said::default() };
            return show_on(&view, StatusCode::BAD_REQUEST, resource, form.date(), said).await;
        }
    };
    match make(&view, resource, &form, &asked).await {
        Ok(reservation) => Ok(on_to_telling(&view.path("/mine"), deed(&reservation))),
        Err(problem) if explained_on_the_form(&problem) => {
            refused(&view, resource, &form, problem, None).await
        }
        Err(problem) => Err(problem.into()),
    }
}

async fn make(
    view: &View,
    resource: ResourceId,
    form: &ReserveForm,
    asked: &Asked,
) -> Result<Reservation, Problem> {
    let resource_text = resource.to_string();
    let content = [&resource_text, &form.starts_at, &form.ends_at, &form.persons].map(String::as_str);
    let terms = form.key.terms(&view.terms, &content)?;
    let wish = Wish { persons: asked.persons, ..Wish::of(resource, asked.span) };
    Ok(view.gateway.make_reservation(&view.caller, &terms, wish).await?.reply)
}

fn deed(reservation: &Reservation) -> &'static str {
    match reservation.state {
        ReservationState::Requested => "requested",
        ReservationState::Confirmed
        | ReservationState::Refused
        | ReservationState::Cancelled
        | ReservationState::Released => "reserved",
    }
}

/// The same page again, with why not and what can be had instead.
pub(super) async fn refused(
    view: &View,
    resource: ResourceId,
    form: &ReserveForm,
    problem: Problem,
    changing: Option<Reservation>,
) -> Result<Response, Refusal> {
    let found = view.gateway.get_resource(&view.caller, &view.terms, resource).await?.reply;
    let status = status_of(&problem);
    // Whoever changes a reservation has part of what is wished: nobody but who decides knows what else is in the way.
    let wished = form.read(&view.t).ok().filter(|_| changing.is_none());
    let (faults, instead) = told(view, &found, wished.as_ref(), problem).await;
    let said = Said { faults, instead, filled: form.filled(), changing };
    show_on(view, status, resource, form.date(), said).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::texts::Tongue;

    fn read(starts_at: &str, ends_at: &str, persons: &str) -> Result<Asked, Vec<String>> {
        let key = "cmd_0190a1b2c3d4e5f60718293a4b5c6d7e";
        let form =
            serde_json::json!({ "key": key, "starts_at": starts_at, "ends_at": ends_at, "persons": persons });
        let form: ReserveForm = serde_json::from_value(form).unwrap();
        let faults = |faults: Faults| faults.fields.into_iter().map(|fault| fault.field).collect();
        form.read(&Texts::in_tongue(Tongue::En)).map_err(faults)
    }

    #[test]
    fn a_form_that_makes_sense_is_read() {
        let asked = read("2026-12-01T10:00:00+09:00", "2026-12-01T12:00:00+09:00", "12").unwrap();
        assert_eq!((asked.span.minutes(), asked.persons), (120, Some(12)));
    }

    #[test]
    fn a_block_says_when_it_begins_and_ends() {
        let form = |block: &str| -> ReserveForm {
            let key = "cmd_0190a1b2c3d4e5f60718293a4b5c6d7e";
            serde_json::from_value(serde_json::json!({ "key": key, "block": block })).unwrap()
        };
        let texts = Texts::in_tongue(Tongue::En);
        let read = |block: &str| form(block).in_times().read(&texts).map(|asked| asked.span.minutes());
        assert_eq!(read("2026-12-01T10:00:00+09:00/2026-12-01T12:00:00+09:00").unwrap(), 120);
        for nonsense in ["", "/", "2026-12-01T10:00:00+09:00", "2026-12-01T10:00:00+09:00/soon"] {
            assert!(read(nonsense).is_err(), "{nonsense:?}");
        }
    }

    #[test]
    fn nonsense_is_refused_field_by_field() {
        let (from, to) = ("2026-12-01T10:00:00+09:00", "2026-12-01T12:00:00+09:00");
        assert_eq!(read("", "", "x").unwrap_err(), ["starts_at", "ends_at", "persons"]);
        assert_eq!(read(to, from, "").unwrap_err(), ["ends_at"]);
        assert_eq!(
            read(from, "2026-12-01T12:00:00", "").unwrap_err(),
            ["ends_at"],
            "a time without an offset"
        );
        assert_eq!(read(from, to, "-3").unwrap_err(), ["persons"]);
    }
}
