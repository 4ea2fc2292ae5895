//! Calendars for programs of one's own: a reservation as a file, and where one's own calendar can be read.

use axum::{http::HeaderMap, response::Response};
use nanum_contracts::{Language, Problem, ids::ReservationId};

use super::{
    forms::{KeyOnly, Sent},
    mine,
    view::View,
};
use crate::{Answered, PathId, Refusal, feeds};

/// A reservation as a file for a program of one's own.
pub(super) async fn reservation(
    view: View,
    PathId(reservation): PathId<ReservationId>,
    asked: HeaderMap,
) -> Answered {
    let language: Language = view.t.tag().parse().map_err(|_| Problem::defect())?;
    let (caller, terms) = (&view.caller, &view.terms);
    let feed = view.gateway.reservation_calendar(caller, terms, &language, reservation).await?;
    Ok(feeds::served(&asked, feed))
}

pub(super) async fn open(view: View, Sent(KeyOnly { key }): Sent<KeyOnly>) -> Result<Response, Refusal> {
    let terms = key.terms(&view.terms, &["open-calendar"])?;
    let opened = view.gateway.open_own_calendar(&view.caller, &terms).await;
    mine::answer(&view, opened.map(|_| "calendar-opened")).await
}

pub(super) async fn close(view: View, Sent(KeyOnly { key }): Sent<KeyOnly>) -> Result<Response, Refusal> {
    let terms = key.terms(&view.terms, &["close-calendar"])?;
    let closed = view.gateway.close_own_calendar(&view.caller, &terms).await;
    mine::answer(&view, closed.map(|_| "calendar-closed")).await
}
