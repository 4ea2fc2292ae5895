//! The portal: pages for people, as HTML that needs no script.
//!
//! A page asks through [`Gateway::ask`](crate::Gateway::ask) and its kin like the API does, and decides no rule. It must never
//! know a bearer token but the session's own, and never repeats what a service decides: what is free, allowed or whose turn
//! it is comes from there, refusals included. Each handler makes a view model, each view model has one template in
//! `gateway/templates/portal`, all words are in `gateway/locales`.

mod address;
mod assets;
mod calendar;
mod city;
mod coming;
mod dates;
mod desk;
mod desk_blockings;
mod desk_page;
mod desk_queues;
mod desk_rows;
mod erasure;
mod faults;
mod forms;
mod free_times;
mod guard;
mod hub;
mod instead;
mod listing;
mod mine;
mod page;
mod prices;
mod problem;
mod reasons;
mod resource;
mod resource_page;
mod series;
mod series_form;
mod series_new;
mod sign_in;
mod spoken;
mod standing;
#[cfg(test)]
mod tests;
mod texts;
mod title;
mod view;
mod waits;

use std::sync::Arc;

use axum::{
    Router, middleware,
    routing::{get, post},
};

use crate::Gateway;

pub(crate) use problem::show_problems;
pub(crate) use texts::Texts;

/// The portal's pages.
pub fn routes() -> Router<Arc<Gateway>> {
    Router::new()
        .route("/", get(hub::show))
        .route("/{tenant}", get(city::show))
        .route("/{tenant}/resources/{resource}", get(resource::show))
        .route("/{tenant}/resources/{resource}/reservations", post(resource::reserve).get(resource::back))
        .route("/{tenant}/resources/{resource}/series", get(series_new::show).post(series_new::make))
        .route("/{tenant}/series/{series}", get(series::show))
        .route("/{tenant}/series/{series}/change", post(series::change))
        .route("/{tenant}/series/{series}/cancellation", post(series::cancel))
        .route("/{tenant}/resources/{resource}/waits", post(waits::join).get(waits::back))
        .route("/{tenant}/waits/{wait}/acceptance", post(waits::accept))
        .route("/{tenant}/waits/{wait}/refusal", post(waits::decline))
        .route("/{tenant}/waits/{wait}/withdrawal", post(waits::leave))
        .route("/{tenant}/titles/{title}", get(title::show))
        .route("/{tenant}/titles/{title}/holds", post(title::place_hold).get(title::back))
        .route("/{tenant}/mine", get(mine::show))
        .route("/{tenant}/mine/calendar", post(calendar::open))
        .route("/{tenant}/mine/calendar/closing", post(calendar::close))
        .route("/{tenant}/reservations/{reservation}/calendar.ics", get(calendar::reservation))
        .route("/{tenant}/mine/standing", get(standing::show))
        .route("/{tenant}/points/{points}/appeal", post(standing::appeal))
        .route("/{tenant}/mine/erasure", get(erasure::show).post(erasure::erase))
        .route("/{tenant}/reservations/{reservation}/cancellation", post(mine::cancel_reservation))
        .route("/{tenant}/reservations/{reservation}/withdrawal", post(mine::withdraw_change))
        .route("/{tenant}/reservations/{reservation}/change", post(resource::change))
        .route("/{tenant}/reservations/{reservation}/check-in", post(coming::check_in))
        .route("/{tenant}/holds/{hold}/cancellation", post(mine::cancel_hold))
        .route("/{tenant}/desk", get(desk::show))
        .route("/{tenant}/desk/loans", post(desk::lend))
        .route("/{tenant}/desk/returns", post(desk::take_back))
        .route("/{tenant}/desk/reservations/{reservation}/acceptance", post(desk::accept))
        .route("/{tenant}/desk/reservations/{reservation}/refusal", post(desk::refuse))
        .route("/{tenant}/desk/reservations/{reservation}/cancellation", post(desk::cancel))
        .route("/{tenant}/desk/reservations/{reservation}/check-in", post(coming::check_in_at_the_desk))
        .route("/{tenant}/desk/resources/{resource}/waits", get(desk_queues::waits))
        .route("/{tenant}/desk/resources/{resource}/draws", get(desk_queues::draws))
        .route("/{tenant}/desk/draws/{draw}", get(desk_queues::draw))
        .route("/{tenant}/desk/blockings", post(desk_blockings::block))
        .route("/{tenant}/desk/blockings/{blocking}/lifting", post(desk_blockings::lift))
        .route("/{tenant}/sign-in", get(sign_in::show).post(sign_in::sign_in))
        .route("/{tenant}/sign-out", post(sign_in::sign_out))
        .route("/{tenant}/members", post(sign_in::register))
        .route_layer(middleware::from_fn(guard::own_forms_only))
        .route("/hub/assets/{name}", get(assets::serve))
}
