//! Every page in every language, as a browser gets it; services answer as told.

mod calendar;
mod changing;
mod coming;
mod days;
mod instead;
mod queues;
mod series;
mod standing;
mod waiting;

use std::{collections::BTreeSet, sync::Arc};

use axum::{body::Body, http::Request};
use nanum_contracts::{
    Problem,
    ids::{
        BlockingId, HoldId, Id, ItemId, LoanId, MemberId, ReservationId, ResourceId, SiteId, TitleId, WaitId,
    },
    problem::ProblemKind,
};
use serde_json::{Value, json};

use super::texts::{MISSING, Texts, Tongue};
use crate::{
    Gateway, SESSION_COOKIE,
    testing::{Client, Reply, gateway},
};

fn site() -> SiteId {
    SiteId::named("seosan", "center")
}

fn resource() -> ResourceId {
    ResourceId::named("seosan", "club-room-1")
}

fn title() -> TitleId {
    TitleId::named("seosan", "hammer-drill")
}

fn loan() -> LoanId {
    LoanId::named("seosan", "loan")
}

fn reservation() -> ReservationId {
    ReservationId::named("seosan", "requested")
}

fn name_of_resource() -> Value {
    json!({ "ko": "동아리방 <1>", "en": "Club room <1>" })
}

fn a_site() -> Value {
    json!({
        "id": site(), "zone": "Asia/Seoul", "name": {"ko": "서산시 시민센터", "en": "Citizen's Center"},
        "address": "충청남도 서산시 번화1로 12", "latitude": 36.78, "longitude": 126.45,
        "hours": [{"days": ["mon", "tue", "wed"], "from": "09:00", "to": "22:00"}],
    })
}

fn a_resource() -> Value {
    json!({
        "id": resource(), "zone": "Asia/Seoul", "site": site(), "kind": "room", "name": name_of_resource(),
        "description": {"ko": "모임에 알맞습니다."}, "persons": 15, "units": 2, "approval": true, "hours": [],
        "step_minutes": 30, "shortest_minutes": 30, "longest_minutes": 240,
        "equipment": ["whiteboard", "time-machine"], "accessibility": ["step-free"], "waitlist": {"offer_minutes": 60},
    })
}

fn a_title() -> Value {
    json!({
        "id": title(), "zone": "Asia/Seoul", "site": site(), "kind": "tool", "name": {"ko": "해머 드릴"},
        "creator": "Bosch", "description": {"en": "For concrete."}, "loan_days": 7, "donor": "이웃",
        "items": [{"id": ItemId::named("seosan", "1"), "barcode": "SSN-T-0001", "state": "on_loan"}], "holds": 2,
    })
}

fn a_reservation(state: &str) -> Value {
    json!({
        "id": ReservationId::named("seosan", state), "resource": resource(), "resource_name": name_of_resource(), "site": site(),
        "member": MemberId::named("seosan", "minji"), "zone": "Asia/Seoul", "persons": 12, "state": state,
        "span": {"starts_at": "2026-12-01T10:00:00+09:00", "ends_at": "2026-12-01T12:00:00+09:00"},
        "reason": "공사 중",
    })
}

fn a_loan() -> Value {
    json!({
        "id": loan(), "title": title(), "title_name": {"ko": "해머 드릴"}, "item": ItemId::named("seosan", "1"),
        "barcode": "SSN-T-0001", "site": site(), "borrower": MemberId::named("seosan", "minji"),
        "started_at": "2026-11-20T01:00:00Z", "due_on": "2026-11-27",
    })
}

fn a_hold(state: &str) -> Value {
    json!({
        "id": HoldId::named("seosan", state), "title": title(), "title_name": {"ko": "해머 드릴"}, "site": site(),
        "member": MemberId::named("seosan", "minji"), "placed_at": "2026-11-20T01:00:00Z", "state": state,
    })
}

fn a_wait(state: &str) -> Value {
    let until = (state == "offered").then_some("2026-12-01T09:30:00+09:00");
    json!({
        "id": WaitId::named("seosan", state), "resource": resource(), "resource_name": name_of_resource(), "site": site(),
        "member": MemberId::named("seosan", "minji"), "zone": "Asia/Seoul", "persons": 12, "state": state, "place": 2,
        "span": {"starts_at": "2026-12-01T12:00:00+09:00", "ends_at": "2026-12-01T14:00:00+09:00"},
        "offered_until": until,
    })
}

fn listing(kind: &str, shared: Value) -> Value {
    json!({
        "tenant": "seosan", "tenant_name": {"ko": "서산시"}, "shared": shared, "kind": kind,
        "name": name_of_resource(), "description": null, "creator": null, "site": site(),
        "site_name": {"ko": "시민센터"}, "address": "", "latitude": 0.0, "longitude": 0.0, "attributes": [],
    })
}

fn page(rows: Value) -> Value {
    json!({ "rows": rows, "next_cursor": "more" })
}

fn a_blocking() -> Value {
    json!({
        "id": BlockingId::named("seosan", "floor"), "resource": resource(), "site": site(), "zone": "Asia/Seoul",
        "span": {"starts_at": "2026-12-01T09:00:00+09:00", "ends_at": "2026-12-01T11:00:00+09:00"}, "units": 1,
        "reason": "바닥 <1> 공사",
    })
}

/// A town in which everything is as the pages like it.
fn town(operation: &str, request: &Value) -> Option<Result<Value, Problem>> {
    let body = &request["body"];
    Some(Ok(match operation {
        "search-hub" if body["text"] == "too much" => {
            return Some(Err(Problem::not_understood("too many words")));
        }
        "search-hub" => {
            let both = [
                listing("room", json!({"resource": resource()})),
                listing("tool", json!({"title": title()})),
            ];
            page(json!(both))
        }
        "list-tenants" => json!([{
            "slug": "seosan", "kind": "associate", "name": {"ko": "서산시"}, "languages": ["ko"], "zone": "Asia/Seoul",
            "currency": "KRW", "issuers": ["demo"],
        }]),
        "list-sites" => json!([a_site()]),
        "get-site" => a_site(),
        "list-resources" => page(json!([a_resource()])),
        "list-titles" => page(json!([a_title()])),
        "get-resource" => a_resource(),
        "get-title" => a_title(),
        "get-own-calendar" => json!({ "key": null }),
        "get-free-times" => json!({ "resource": a_resource(), "days": [{
            "date": body["from"],
            "free": [{"starts_at": "2026-12-01T10:00:00+09:00", "ends_at": "2026-12-01T12:00:00+09:00"}],
        }]}),
        // What cannot be had is told by the refusal alone, where nothing else is known.
        "check-reservation" => return Some(Err(Problem::not_found("resource"))),
        "list-reservations" => page(json!([a_reservation("requested"), a_reservation("refused")])),
        "list-loans" => page(json!([a_loan()])),
        "list-waits" => page(json!([a_wait(body["state"].as_str()?)])),
        "get-busy-times" => json!({
            "resource": resource(), "site": site(), "kind": "room", "name": name_of_resource(), "zone": "Asia/Seoul",
            "units": 2, "window": body["window"], "busy": [{
                "span": {"starts_at": "2026-12-01T12:00:00+09:00", "ends_at": "2026-12-01T14:00:00+09:00"},
                "state": "reserved", "free_units": 0,
            }],
        }),
        "join-waitlist" if body["persons"] == 13 => {
            return Some(Err(Problem::new(
                ProblemKind::StateForbids,
                "this time is free; reserve it instead",
            )));
        }
        "join-waitlist" | "leave-waitlist" | "decline-offer" => a_wait("waiting"),
        "get-wait" => a_wait("offered"),
        "accept-offer" => a_reservation("confirmed"),
        "list-holds" => page(json!([a_hold("waiting"), a_hold("ready")])),
        "list-blockings" => page(json!([a_blocking()])),
        "block-time" if body["displace"] == false => {
            return Some(Err(Problem::new(ProblemKind::StateForbids, "2 reservations are in the way")));
        }
        "block-time" | "lift-blocking" | "get-blocking" => a_blocking(),
        "change-reservation" => return Some(rival(body)),
        "get-loan" => a_loan(),
        "get-member" | "register-member" | "find-member-by-card" => json!({
            "id": MemberId::named("seosan", "minji"), "card": "SSN-000001", "roles": [],
            "contact": {"name": "김<민지>", "email": "minji@seosan.example", "language": "ko"},
        }),
        "erase-member" => json!({
            "member": body["member"], "asked_by": {"member": body["member"]}, "asked_at": "2026-11-20T01:00:00Z",
            "erased_at": "2026-11-20T01:00:01Z",
            "places": [{
                "place": "copies-of-the-keys", "coverage": "expires", "until": "2026-12-20T01:00:01Z", "explanation": "",
            }],
        }),
        "make-reservation" => return Some(rival(body)),
        "get-reservation" => a_reservation("requested"),
        "cancel-reservation" | "accept-reservation" => a_reservation("cancelled"),
        "scan-item" if body["barcode"] == "SSN-T-0001" => json!({
            "item": {"id": ItemId::named("seosan", "1"), "barcode": "SSN-T-0001", "state": "on_loan"},
            "title": title(), "title_name": {"ko": "해머 드릴"}, "site": site(), "loan": loan(),
        }),
        "scan-item" => return Some(Err(Problem::not_found("item"))),
        "lend-item" => a_loan(),
        "take-back-item" => json!({ "loan": a_loan(), "set_aside_for": HoldId::named("seosan", "ready") }),
        _ => return None,
    }))
}

/// Twelve people have place; thirteen do not; at eleven somebody else was faster.
fn rival(body: &Value) -> Result<Value, Problem> {
    if body["persons"] == 13 {
        return Err(Problem::rule("persons-have-place", "it has place for 12 persons", 12, 13));
    }
    if body["span"]["starts_at"] == "2026-12-01T02:00:00Z" {
        let free =
            json!([{"starts_at": "2026-12-01T12:00:00+09:00", "ends_at": "2026-12-01T13:00:00+09:00"}]);
        let problem = Problem::new(ProblemKind::SlotTaken, "somebody else has this time");
        return Err(Problem { free_instead: serde_json::from_value(free).unwrap(), ..problem });
    }
    Ok(a_reservation("requested"))
}

async fn a_town() -> Arc<Gateway> {
    gateway(town).await
}

/// A browser, signed in or not.
struct Browser {
    client: Client,
    cookie: Option<String>,
}

impl Browser {
    fn anonymous(gateway: &Arc<Gateway>) -> Self {
        Self { client: Client::anonymous(gateway), cookie: None }
    }

    fn of(gateway: &Arc<Gateway>, subject: &str) -> Self {
        let (token, _) = gateway.sign_in.demo().unwrap().token_for(subject).unwrap();
        Self { cookie: Some(format!("{SESSION_COOKIE}={token}")), ..Self::anonymous(gateway) }
    }

    async fn opens(&self, path: &str) -> Reply {
        let request = self.with_cookie(Request::get(path).header("accept", "text/html"));
        self.client.sends(request, Body::empty()).await
    }

    async fn sends(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.sends_from("https://nanum.example", path, fields).await
    }

    async fn sends_from(&self, origin: &str, path: &str, fields: &[(&str, &str)]) -> Reply {
        let request = Request::post(path)
            .header("accept", "text/html")
            .header("host", "nanum.example")
            .header("origin", origin)
            .header("content-type", "application/x-www-form-urlencoded");
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.client.sends(self.with_cookie(request), Body::from(body)).await
    }

    fn with_cookie(&self, request: axum::http::request::Builder) -> axum::http::request::Builder {
        match &self.cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        }
    }
}

const KEY: (&str, &str) = ("key", "cmd_0190a1b2c3d4e5f60718293a4b5c6d7e");

fn location(reply: &Reply) -> &str {
    reply.headers["location"].to_str().unwrap()
}

/// Holds a page against what all pages must be.
fn is_a_good_page(reply: &Reply, tongue: Tongue, path: &str) {
    let html = &reply.text;
    assert!(html.starts_with("<!doctype html>"), "{path}: {html}");
    assert!(!html.contains(MISSING), "{path} lacks a text: {html}");
    assert!(html.contains(&format!("<html lang=\"{}\">", tongue.tag())), "{path}");
    assert_eq!(html.matches("<h1").count(), 1, "{path}");
    assert_eq!(html.matches("<main").count(), 1, "{path}");
    assert!(!html.contains("style=") && !html.contains("<script"), "{path}");
    assert!(!html.contains("<민지>") && !html.contains("<1>"), "{path}: not escaped");
    let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "{path}: an id is there twice: {ids:?}");
    for id in html.split(" for=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(unique.contains(id), "{path}: a label is for {id}, which is not there");
    }
    assert!(
        reply.headers["content-security-policy"].to_str().unwrap().contains("script-src 'none'"),
        "{path}"
    );
}

#[tokio::test]
async fn every_page_is_whole_in_every_language() {
    let gateway = a_town().await;
    let (resource, title) =
        (format!("/seosan/resources/{}", resource()), format!("/seosan/titles/{}", title()));
    let everybodys =
        ["/", "/?q=drill&tenant=seosan&cursor=x", "/seosan", &resource, &title, "/seosan/sign-in"];
    let missing = ["/seosan/nothing", "/nowhere", "/a/b/c/d", "/?tenant=Not+One"];
    for tongue in Tongue::ALL {
        for (subject, paths) in [
            (None, &[&everybodys[..], &missing].concat()[..]),
            (
                Some("seosan/minji"),
                &[&everybodys[..], &["/seosan/mine", "/seosan/mine/erasure", "/seosan/desk"]].concat(),
            ),
            (Some("seosan/stranger"), &["/seosan/sign-in", &resource, &title]),
            (Some("seosan/admin"), &["/seosan/desk", "/seosan/desk?date=2026-12-01"]),
            (None, &["/paris/sign-in", "/seosan/desk"]),
        ] {
            let browser = subject
                .map_or_else(|| Browser::anonymous(&gateway), |subject| Browser::of(&gateway, subject));
            for path in paths {
                let mark = if path.contains('?') { '&' } else { '?' };
                let reply = browser.opens(&format!("{path}{mark}lang={}", tongue.tag())).await;
                assert!(
                    reply.status.is_success() || reply.status.is_client_error(),
                    "{path}: {}",
                    reply.status
                );
                is_a_good_page(&reply, tongue, path);
            }
        }
    }
}

#[test]
fn every_language_has_every_text_and_no_other() {
    let keys = |tongue: Tongue| -> BTreeSet<String> {
        let read = |file| std::fs::read_to_string(format!("locales/{}/{file}.ftl", tongue.tag())).unwrap();
        let texts = [read("portal"), read("words")].concat();
        let key = |line: &str| line.split_once(" = ").map(|(key, _)| key.to_owned());
        texts
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
            .filter_map(key)
            .collect()
    };
    let english = keys(Tongue::En);
    assert!(english.len() > 300);
    for tongue in Tongue::ALL {
        let difference: Vec<String> = keys(tongue).symmetric_difference(&english).cloned().collect();
        assert_eq!(difference, Vec::<String>::new(), "{tongue:?}");
        for kind in ProblemKind::ALL {
            let texts = Texts::in_tongue(tongue);
            for part in ["title", "text"] {
                let key = format!("problem-{}-{part}", kind.slug());
                assert!(!texts.say(&key).contains(MISSING), "{key} in {tongue:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_search_that_cannot_be_made_is_explained_above_its_form() {
    let gateway = a_town().await;
    let reply = Browser::anonymous(&gateway).opens("/?q=too+much&lang=en").await;
    assert_eq!(reply.status, 400);
    assert!(
        reply.text.contains("value=\"too much\"") && reply.text.contains("too many words"),
        "{}",
        reply.text
    );
    is_a_good_page(&reply, Tongue::En, "/?q=too+much");
}

#[tokio::test]
async fn a_member_erases_themselves_after_being_asked_once_more() {
    let gateway = a_town().await;
    let minji = Browser::of(&gateway, "seosan/minji");
    assert!(minji.opens("/seosan/mine").await.text.contains("href=\"/seosan/mine/erasure\""));
    let asked = minji.opens("/seosan/mine/erasure").await;
    assert!(asked.text.contains("action=\"/seosan/mine/erasure\""), "{}", asked.text);
    for tongue in Tongue::ALL {
        let path = format!("/seosan/mine/erasure?lang={}", tongue.tag());
        let told = minji.sends(&path, &[KEY]).await;
        assert_eq!(told.status, 200);
        is_a_good_page(&told, tongue, &path);
        assert!(told.text.contains(&MemberId::named("seosan", "minji").to_string()), "{}", told.text);
        assert!(!told.text.contains("id=\"nav-mine\"") && told.text.contains("2026"), "{}", told.text);
    }
    let nobody = Browser::anonymous(&gateway);
    assert_eq!(
        location(&nobody.opens("/seosan/mine/erasure").await),
        "/seosan/sign-in?return_to=%2Fseosan%2Fmine%2Ferasure"
    );
    assert_eq!(nobody.sends("/seosan/mine/erasure", &[KEY]).await.status, 401);
    let elsewhere = minji.sends_from("https://evil.example", "/seosan/mine/erasure", &[KEY]).await;
    assert_eq!(elsewhere.status, 403);
}

#[tokio::test]
async fn who_may_not_see_the_desk_finds_no_page() {
    let gateway = a_town().await;
    assert_eq!(Browser::of(&gateway, "seosan/minji").opens("/seosan/desk").await.status, 404);
    let nobody = Browser::anonymous(&gateway).opens("/seosan/desk").await;
    assert_eq!(nobody.status, 401);
    assert!(nobody.text.contains("href=\"/seosan/sign-in?return_to=%2Fseosan%2Fdesk\""), "{}", nobody.text);
    let admin = Browser::of(&gateway, "seosan/admin").opens("/seosan/desk").await;
    assert!(admin.text.contains("김&#60;민지&#62;"), "{}", admin.text);
}

#[tokio::test]
async fn a_reservation_leads_to_my_page() {
    let gateway = a_town().await;
    let path = format!("/seosan/resources/{}/reservations", resource());
    let fields = [
        KEY,
        ("date", "2026-12-01"),
        ("starts_at", "2026-12-01T10:00:00+09:00"),
        ("ends_at", "2026-12-01T11:00:00+09:00"),
        ("persons", "12"),
    ];
    let minji = Browser::of(&gateway, "seosan/minji");
    let reply = minji.sends(&path, &fields).await;
    assert_eq!((reply.status.as_u16(), location(&reply)), (303, "/seosan/mine?done=requested"));
    let mine = minji.opens("/seosan/mine?done=requested&lang=en").await;
    assert!(mine.text.contains("role=\"status\""), "{}", mine.text);
    let reply = Browser::anonymous(&gateway).sends(&path, &fields).await;
    assert!(
        location(&reply).starts_with("/seosan/sign-in?return_to=%2Fseosan%2Fresources"),
        "{}",
        location(&reply)
    );
}

#[tokio::test]
async fn a_refusal_explains_itself_and_offers_what_is_free() {
    let gateway = a_town().await;
    let minji = Browser::of(&gateway, "seosan/minji");
    let path = format!("/seosan/resources/{}/reservations?lang=en", resource());
    let asking = |starts_at: &'static str, persons: &'static str| {
        [
            KEY,
            ("date", "2026-12-01"),
            ("starts_at", starts_at),
            ("ends_at", "2026-12-01T12:00:00+09:00"),
            ("persons", persons),
        ]
    };
    let many = minji.sends(&path, &asking("2026-12-01T10:00:00+09:00", "13")).await;
    assert_eq!(many.status, 422);
    assert!(many.text.contains("There is room for 12 people; you asked for 13."), "{}", many.text);
    assert!(many.text.contains("<title>Error: "), "{}", many.text);
    let rival = minji.sends(&path, &asking("2026-12-01T11:00:00+09:00", "2")).await;
    assert_eq!(rival.status, 409);
    assert!(rival.text.contains("Reserve Tuesday 1 December 2026, 12:00–13:00"), "{}", rival.text);
    assert!(rival.text.contains("data-action=\"reserve-instead\""));
    let nonsense = minji.sends(&path, &asking("soon", "many")).await;
    assert_eq!(nonsense.status, 400);
    assert!(nonsense.text.contains("href=\"#starts_at\"") && nonsense.text.contains("href=\"#persons\""));
    is_a_good_page(&nonsense, Tongue::En, &path);
    let keyless = minji.sends(&path, &[("starts_at", "x")]).await;
    assert_eq!(keyless.status, 400);
}

#[tokio::test]
async fn the_desk_says_clearly_what_to_do_with_an_item() {
    let gateway = a_town().await;
    let admin = Browser::of(&gateway, "seosan/admin");
    let at = [KEY, ("site", &site().to_string()), ("date", "2026-12-01")]
        .map(|(a, b)| (a.to_owned(), b.to_owned()));
    let fields = |more: &[(&'static str, &'static str)]| -> Vec<(String, String)> {
        at.iter().cloned().chain(more.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))).collect()
    };
    let send = async |path: &str, more: &[(&'static str, &'static str)]| {
        let fields = fields(more);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        admin.sends(path, &fields).await
    };
    let back = send("/seosan/desk/returns?lang=en", &[("barcode", "SSN-T-0001")]).await;
    assert_eq!(back.status, 303, "{}", back.text);
    let told = admin.opens(&format!("{}&lang=en", location(&back))).await;
    assert!(told.text.contains("set aside for the next in the queue"), "{}", told.text);
    let lent = send("/seosan/desk/loans", &[("card", "SSN-000001"), ("barcode", "SSN-T-0001")]).await;
    assert!(location(&lent).contains("done=lent"), "{}", location(&lent));
    let unknown = send("/seosan/desk/returns?lang=en", &[("barcode", "XYZ")]).await;
    assert_eq!(unknown.status, 422);
    assert!(unknown.text.contains("No item has the barcode XYZ."), "{}", unknown.text);
    let empty = send("/seosan/desk/loans?lang=en", &[]).await;
    assert!(empty.text.contains("href=\"#card\"") && empty.text.contains("href=\"#lend-barcode\""));
    let refusal = format!("/seosan/desk/reservations/{}/refusal?lang=en", reservation());
    let reasonless = send(&refusal, &[("reason", " ")]).await;
    assert!(reasonless.text.contains("<details open>"), "{}", reasonless.text);
    is_a_good_page(&reasonless, Tongue::En, &refusal);
    let citizen = Browser::of(&gateway, "seosan/minji");
    let fields = [KEY, ("barcode", "SSN-T-0001")];
    assert_eq!(citizen.sends("/seosan/desk/returns", &fields).await.status, 403);
}

#[tokio::test]
async fn signing_in_sets_a_cookie_that_scripts_cannot_read_and_goes_on() {
    let gateway = a_town().await;
    let nobody = Browser::anonymous(&gateway);
    let fields = [("subject", "seosan/minji"), ("return_to", "/seosan/mine")];
    let reply = nobody.sends("/seosan/sign-in", &fields).await;
    assert_eq!((reply.status.as_u16(), location(&reply)), (303, "/seosan/mine"));
    let cookie = reply.headers["set-cookie"].to_str().unwrap();
    for part in ["nanum_session=", "HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let elsewhere = [("subject", "seosan/minji"), ("return_to", "//evil.example")];
    assert_eq!(location(&nobody.sends("/seosan/sign-in", &elsewhere).await), "/seosan/mine");
    assert_eq!(nobody.sends("/seosan/sign-in", &[("subject", "a b")]).await.status, 400);
    assert_eq!(nobody.sends("/paris/sign-in", &[("subject", "x")]).await.status, 404);
    let out = Browser::of(&gateway, "seosan/minji").sends("/seosan/sign-out", &[]).await;
    assert_eq!(location(&out), "/seosan?done=signed-out");
    assert!(out.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
}

#[tokio::test]
async fn a_newcomer_registers() {
    let gateway = a_town().await;
    let newcomer = Browser::of(&gateway, "seosan/somebody");
    let mine = newcomer.opens("/seosan/mine").await;
    assert_eq!(location(&mine), "/seosan/sign-in?return_to=%2Fseosan%2Fmine");
    let form = newcomer.opens(location(&mine)).await;
    assert!(form.text.contains("action=\"/seosan/members\""), "{}", form.text);
    let faulty = newcomer.sends("/seosan/members", &[KEY, ("name", ""), ("email", "x")]).await;
    assert_eq!(faulty.status, 400);
    assert!(faulty.text.contains("id=\"name-fault\"") && faulty.text.contains("id=\"email-fault\""));
    let good = [
        KEY,
        ("name", "민지"),
        ("email", "minji@seosan.example"),
        ("language", "ko"),
        ("return_to", "/seosan"),
    ];
    assert_eq!(location(&newcomer.sends("/seosan/members", &good).await), "/seosan?done=registered");
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let gateway = a_town().await;
    let minji = Browser::of(&gateway, "seosan/minji");
    let path = format!("/seosan/reservations/{}/cancellation", reservation());
    let reply = minji.sends_from("https://evil.example", &format!("{path}?lang=en"), &[KEY]).await;
    assert_eq!(reply.status, 403);
    assert!(reply.text.contains("Sent from another site"), "{}", reply.text);
    assert_eq!(location(&minji.sends(&path, &[KEY]).await), "/seosan/mine?done=reservation-cancelled");
}

#[tokio::test]
async fn a_chosen_language_is_remembered() {
    let gateway = a_town().await;
    let reply = Browser::anonymous(&gateway).opens("/seosan?lang=fr").await;
    let cookie = reply.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("nanum_language=fr;"), "{cookie}");
    let browser = Browser { cookie: Some("nanum_language=fr".to_owned()), ..Browser::anonymous(&gateway) };
    assert!(browser.opens("/seosan").await.text.contains("<html lang=\"fr\">"));
    assert!(Browser::anonymous(&gateway).opens("/seosan").await.text.contains("<html lang=\"ko\">"));
}

#[tokio::test]
async fn programs_get_problem_documents_and_assets_are_kept() {
    let gateway = a_town().await;
    let client = Client::anonymous(&gateway);
    assert_eq!(client.gets("/seosan/nothing/at/all").await.problem(), "not-found");
    assert_eq!(client.gets("/hub/assets/nothing.css").await.status, 404);
    let home = Browser::anonymous(&gateway).opens("/").await.text;
    let style = home.split("href=\"").find(|rest| rest.starts_with("/hub/assets/portal.css")).unwrap();
    let style = style.split('"').next().unwrap().to_owned();
    let reply = client.gets(&style).await;
    assert_eq!(reply.headers["content-type"], "text/css; charset=utf-8");
    assert!(reply.headers["cache-control"].to_str().unwrap().contains("immutable"));
    let again = Request::get(&style).header("if-none-match", reply.headers["etag"].clone());
    assert_eq!(client.sends(again, Body::empty()).await.status, 304);
    assert_eq!(
        client.gets("/hub/assets/portal.css?v=old").await.headers["cache-control"],
        "public, no-cache"
    );
}
