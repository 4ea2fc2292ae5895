//! Who comes: the code and the button on my page, and the code at the desk.

use axum::{http::StatusCode, response::Response};
use nanum_contracts::{
    booking::{Reservation, ReservationState},
    ids::ReservationId,
    time::TimeSpan,
};
use serde::Deserialize;

use super::{
    desk::{Undone, undone},
    desk_page::{Said, Which},
    forms::{FormKey, KeyOnly, Sent},
    mine,
    view::{View, on_to_telling},
};
use crate::{PathId, Refusal, Shows};

/// What is said of check-in beside a reservation.
#[derive(Debug)]
pub(super) struct Coming {
    /// When one checks in, or that one has.
    pub(super) when: String,
    pub(super) code: Option<String>,
    /// Whether a button does it now.
    pub(super) by_button: bool,
    /// Whether somebody is still expected, so that the desk may take the code.
    pub(super) expected: bool,
}

impl Coming {
    /// Nothing, where nobody checks in or nobody has to any more.
    pub(super) fn of(view: &View, reservation: &Reservation) -> Option<Self> {
        let check_in = reservation.check_in.as_ref()?;
        if reservation.state != ReservationState::Confirmed {
            return None;
        }
        let (zone, now) = (reservation.zone.time_zone(), view.now());
        if let Some(at) = check_in.checked_in_at {
            let when = view.t.with("checked-in-at", &[("time", &view.t.moment(at, &zone))]);
            return Some(Self { when, code: None, by_button: false, expected: false });
        }
        // Check-in may be for less than a moment; then it is said when it opens.
        let times = TimeSpan::new(check_in.opens_at, check_in.due_by)
            .map_or_else(|_| view.t.moment(check_in.opens_at, &zone), |span| view.t.span(span, &zone));
        let is_open = check_in.opens_at <= now && now < check_in.due_by;
        Some(Self {
            when: view.t.with("check-in-times", &[("times", &times)]),
            code: check_in.code.clone(),
            by_button: is_open && !check_in.needs_code,
            expected: now < reservation.span.ends_at(),
        })
    }
}

/// The member is there, and says so.
pub(super) async fn check_in(
    view: View,
    PathId(reservation): PathId<ReservationId>,
    Sent(KeyOnly { key }): Sent<KeyOnly>,
) -> Result<Response, Refusal> {
    let terms = key.terms(&view.terms, &["check-in", &reservation.to_string()])?;
    let done = view.gateway.check_in(&view.caller, &terms, reservation, Shows::default()).await;
    mine::answer(&view, done.map(|_| "checked-in")).await
}

/// The form at the desk.
#[derive(Debug, Deserialize)]
pub(super) struct CodeForm {
    key: FormKey,
    #[serde(default)]
    site: String,
    #[serde(default)]
    date: String,
    #[serde(default)]
    code: String,
    /// A box that is ticked, or not sent at all.
    #[serde(default)]
    known: Option<String>,
}

/// A member stands at the desk and shows the code; or the clerk knows who it is.
pub(super) async fn check_in_at_the_desk(
    view: View,
    PathId(reservation): PathId<ReservationId>,
    Sent(form): Sent<CodeForm>,
) -> Result<Response, Refusal> {
    let which = Which::read(&form.site, &form.date)?;
    let (code, known) = (form.code.trim(), form.known.is_some());
    let said = Said::default();
    if code.is_empty() && !known {
        let field = (format!("code-{reservation}"), view.t.say("desk-code-missing"));
        return undone(&view, which, Undone::Fields(StatusCode::BAD_REQUEST, vec![field]), said).await;
    }
    let content = ["check-in", &reservation.to_string(), code, if known { "known" } else { "" }];
    let terms = form.key.terms(&view.terms, &content)?;
    let code = (!code.is_empty()).then(|| code.to_owned());
    let shows = Shows { code, set_rules_aside: known };
    match view.gateway.check_in(&view.caller, &terms, reservation, shows).await {
        Ok(_) => Ok(on_to_telling(&which.path(&view), "checked-in-at-the-desk")),
        Err(problem) => undone(&view, which, problem.into(), said).await,
    }
}
