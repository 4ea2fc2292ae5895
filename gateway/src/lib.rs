//! The gateway: sign-in, authorisation, tenancy, the HTTP API, the portal.
//!
//! It owns no state and no rule of the city; it recognises who asks, asks the policy, asks a service over the bus, and
//! writes down the answer. It never reads a log or another service's view.
//!
//! What an endpoint or a page is made of:
//!
//! - [`Gateway`] is the axum state (`State<Arc<Gateway>>`): settings, policy, sign-in, client, clock, ids.
//! - [`Caller`] (API, bearer token) and [`Visitor`] (pages, session cookie) are extractors: the tenant of the path's
//!   `{tenant}` with its definition, who asks ([`Who`]), and the language to answer in. A path without `{tenant}` is
//!   the network's, where the secretariat's tenant tells who somebody is. An unknown tenant has been refused by then.
//! - [`Terms`] is an extractor too: idempotency key, `If-Match`, `Nanum-After`, correlation. A form of the portal gives its
//!   hidden key by [`Terms::keyed`].
//! - [`policy::Thing`] says what is acted on: `caller.thing()`, `caller.own()`, `caller.thing().at(site)`,
//!   `Thing::reservation(&caller.tenant, &reservation)`; [`policy::Action`] what is done with it.
//! - [`Gateway::ask`]`(&caller, action, &thing, &terms, operation)` authorises, then asks the service. Where the thing must
//!   be looked at first to know site and owner, [`Gateway::look_up`] reads it (for members only) and `ask` follows.
//!   Whatever needs that is written once, for API and portal alike: `gateway.make_reservation(..)`,
//!   `gateway.cancel_reservation(..)`, `gateway.lend_item(..)` and the others in `look_first.rs`.
//! - `Result<_, `[`Refusal`]`>` is what handlers return; `?` turns a `Problem` into it. The outermost layer writes it as
//!   `application/problem+json`; a layer of the portal may take the `Problem` out of the response's extensions first
//!   and show a page.
//! - [`session_cookie`] and [`ended_session_cookie`] begin and end a session; `gateway.sign_in.demo()` makes demo tokens.
//! - [`portal::routes`](portal) is merged into [`router`] with all limits, headers and logging around it.

mod admission;
pub mod api;
mod app;
mod ask;
mod attendance;
mod caller;
mod charges;
mod connections;
mod extract;
mod feeds;
pub mod identity;
mod layers;
mod limits;
mod look_first;
mod pace;
mod people;
pub mod policy;
pub mod portal;
mod refusal;
mod reply;
mod session;
mod settings;
mod shares;
mod terms;
#[cfg(test)]
mod testing;
mod unlisted;
mod waits;

pub use app::{Gateway, ServeError, router, serve, serve_on, start};
pub use attendance::{Shows, WalksIn};
pub use caller::{Caller, Visitor, Who};
pub use extract::{Json, NoBody, OptionalJson, PathId, Query};
pub use limits::Limits;
pub use look_first::Wish;
pub use refusal::{Answered, PROBLEM_JSON, Refusal};
pub use session::{SESSION_COOKIE, ended_session_cookie, session_cookie};
pub use settings::{DEMO_ISSUER, GatewaySettings, IssuerSettings, Secret};
pub use terms::Terms;
