//! Members: persons registered with a tenant.

use std::sync::Arc;

use axum::extract::State;
use nanum_contracts::{
    Language, Role,
    ids::MemberId,
    membership::{
        AssignRoles, Contact, EraseMember, ErasureReceipt, FindMemberByCard, GetErasureReceipt, GetMember,
        Member,
    },
    notification::{ListMessages, Message},
    request::Page,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, page};
use crate::{
    Answered, Caller, Gateway, Json, NoBody, PathId, Query, Terms,
    policy::{Action, Thing},
    reply,
};

pub(super) fn routes() -> OpenApiRouter<Arc<Gateway>> {
    OpenApiRouter::new()
        .routes(routes!(find_by_card, register))
        .routes(routes!(me))
        .routes(routes!(my_messages))
        .routes(routes!(get))
        .routes(routes!(assign_roles))
        .routes(routes!(erasure, erase))
}

/// How somebody who registers wants to be addressed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Registration {
    #[schema(min_length = 1, max_length = 120)]
    name: String,
    #[schema(format = "email", max_length = 254)]
    email: String,
    /// What messages are written in; the language of this request when absent.
    language: Option<Language>,
    /// The number on a card that one carries already.
    card: Option<String>,
}

/// Register oneself
///
/// With a token of an identity provider that the tenant trusts.
#[utoipa::path(post, path = "/v1/{tenant}/members", operation_id = "register-member", tag = "members",
    request_body(content = Registration, example = json!({
        "name": "Kim Minji", "email": "minji@mail.example", "language": "ko"
    })),
    responses((status = 201, description = "A member from now on", body = Member)))]
async fn register(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    Json(new): Json<Registration>,
) -> Answered {
    let language = new.language.unwrap_or_else(|| caller.language.clone());
    let contact = Contact { name: new.name, email: new.email, language };
    let answer = gateway.register(&caller, &terms, contact, new.card).await?;
    let location = format!("/v1/{}/members/{}", caller.tenant, answer.reply.id);
    Ok(reply::created(answer, location))
}

/// Read one's own record
#[utoipa::path(get, path = "/v1/{tenant}/members/me", operation_id = "get-own-member", tag = "members",
    responses((status = 200, description = "Oneself", body = Member)))]
async fn me(State(gateway): App, caller: Caller, terms: Terms) -> Answered {
    let question = GetMember { member: caller.member()? };
    Ok(reply::state(gateway.ask(&caller, Action::GetOwnMember, &caller.own(), &terms, question).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MessagePage {
    cursor: Option<String>,
    limit: Option<u32>,
}

/// List the messages to oneself, newest first
///
/// What each was about and whether it was sent; its text is not kept.
#[utoipa::path(get, path = "/v1/{tenant}/members/me/messages", operation_id = "list-own-messages", tag = "members",
    params(MessagePage),
    responses((status = 200, description = "Messages, a page of them", body = Page<Message>)))]
async fn my_messages(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    Query(wanted): Query<MessagePage>,
) -> Answered {
    let question = ListMessages { member: caller.member()?, page: page(wanted.cursor, wanted.limit)? };
    Ok(reply::state(gateway.ask(&caller, Action::ListOwnMessages, &caller.own(), &terms, question).await?))
}

/// Read a member's record
///
/// For clerks and administrators of the tenant, and the member.
#[utoipa::path(get, path = "/v1/{tenant}/members/{member}", operation_id = "get-member", tag = "members",
    responses((status = 200, description = "The member", body = Member)))]
async fn get(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(member): PathId<MemberId>,
) -> Answered {
    let thing = Thing::member(&caller.tenant, member);
    Ok(reply::state(gateway.ask(&caller, Action::GetMember, &thing, &terms, GetMember { member }).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CardFilter {
    /// The number on the member's card.
    card: String,
}

/// Find the member who carries a card
///
/// For clerks and administrators of the tenant.
#[utoipa::path(get, path = "/v1/{tenant}/members", operation_id = "find-member-by-card", tag = "members",
    params(CardFilter),
    responses((status = 200, description = "The member", body = Member)))]
async fn find_by_card(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    Query(CardFilter { card }): Query<CardFilter>,
) -> Answered {
    let question = FindMemberByCard { card };
    Ok(reply::state(gateway.ask(&caller, Action::FindMemberByCard, &caller.thing(), &terms, question).await?))
}

/// What a member is to be, besides a citizen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Roles {
    #[schema(max_items = 100)]
    roles: Vec<Role>,
}

/// Set all roles of a member
///
/// For administrators of the tenant.
#[utoipa::path(put, path = "/v1/{tenant}/members/{member}/roles", operation_id = "assign-roles", tag = "members",
    request_body(content = Roles, example = json!({
        "roles": ["integrator", {"clerk": "site_0190a1b2c3d4e5f60718293a4b5c6d7e"}]
    })),
    responses((status = 200, description = "The member as they are now", body = Member)))]
async fn assign_roles(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(member): PathId<MemberId>,
    Json(Roles { roles }): Json<Roles>,
) -> Answered {
    let command = AssignRoles { member, roles };
    Ok(reply::state(gateway.ask(&caller, Action::AssignRoles, &caller.thing(), &terms, command).await?))
}

/// Erase a member's personal data
///
/// For the member and for administrators of the tenant (the right to erasure). The key that the member's name, addresses,
/// card and identity are sealed under is destroyed: nobody can read them again, in the log and its copies too. Identity and
/// card are free at once, roles end, mails that wait are dropped and those in the folder of mails deleted. The person can
/// register anew, as a new member.
///
/// It is never refused because of what the member has out: loans, holds and reservations go on under the member's id, which
/// names nobody, and are settled at the desk by the item. It cannot be undone. To ask again is no fault: the answer is the
/// same receipt, which names every place and what was done there. The member should keep it; afterwards only administrators
/// can read it.
#[utoipa::path(post, path = "/v1/{tenant}/members/{member}/erasure", operation_id = "erase-member", tag = "members",
    responses((status = 200, description = "They are erased; the receipt", body = ErasureReceipt)))]
async fn erase(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(member): PathId<MemberId>,
    _: NoBody,
) -> Answered {
    let thing = Thing::member(&caller.tenant, member);
    Ok(reply::state(gateway.ask(&caller, Action::EraseMember, &thing, &terms, EraseMember { member }).await?))
}

/// Read the receipt of an erasure
///
/// For administrators of the tenant. It says what was done in every place, and when mails were confirmed to be gone.
#[utoipa::path(get, path = "/v1/{tenant}/members/{member}/erasure", operation_id = "get-erasure-receipt", tag = "members",
    responses((status = 200, description = "The receipt", body = ErasureReceipt)))]
async fn erasure(
    State(gateway): App,
    caller: Caller,
    terms: Terms,
    PathId(member): PathId<MemberId>,
) -> Answered {
    let question = GetErasureReceipt { member };
    let thing = Thing::of(&caller.tenant);
    Ok(reply::state(gateway.ask(&caller, Action::GetErasureReceipt, &thing, &terms, question).await?))
}
