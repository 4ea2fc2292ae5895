use std::convert::Infallible;

use axum::{body::Bytes, http::request::Builder};
use serde_json::{Value, json};

use super::*;
use crate::{
    GatewaySettings, Limits,
    testing::{self, Client, Reply},
};

const RESERVE: &str = "/v1/seosan/resources/rsc_00000000000000000000000000000000/reservations";
const AT_ONCE: Duration = Duration::from_secs(2);

fn anything(operation: &str, _: &Value) -> Option<Result<Value, Problem>> {
    (!["get-tenant", "identify-person"].contains(&operation)).then_some(Ok(Value::Null))
}

async fn gateway(limits: Limits) -> Arc<Gateway> {
    testing::gateway_with(GatewaySettings { limits, ..testing::settings() }, anything).await
}

fn posts(length: &str) -> Builder {
    Request::post(RESERVE).header("content-type", "application/json").header("content-length", length)
}

/// A body that never comes.
fn never() -> Body {
    Body::from_stream(futures::stream::pending::<Result<Bytes, Infallible>>())
}

async fn at_once(client: &Client, request: Builder) -> Reply {
    tokio::time::timeout(AT_ONCE, client.sends(request, never())).await.expect("it waits for the body")
}

#[tokio::test]
async fn a_body_that_is_announced_too_large_is_refused_before_it_comes() {
    let gateway = gateway(Limits::default()).await;
    let reply = at_once(&Client::signed_in(&gateway, "seosan/minji"), posts("3000000")).await;
    assert_eq!((reply.status.as_u16(), reply.problem().as_str()), (413, "too-large"));
    assert_eq!(reply.headers["connection"], "close");
}

#[tokio::test]
async fn whoever_must_sign_in_is_refused_before_the_body_comes() {
    let gateway = gateway(Limits::default()).await;
    let anonymous = Client::anonymous(&gateway);
    assert_eq!(at_once(&anonymous, posts("20")).await.problem(), "sign-in-needed");
    let forged = posts("20").header("authorization", "Bearer e30.e30.e30");
    assert_eq!(at_once(&anonymous, forged).await.problem(), "sign-in-needed");
}

#[tokio::test]
async fn bodies_that_do_not_come_take_no_share_and_are_given_up() {
    let limits =
        Limits { at_once_max: 2, at_once_of_one_tenant_max: 2, body_within_seconds: 1, ..Limits::default() };
    let gateway = gateway(limits).await;
    let client = Client::signed_in(&gateway, "seosan/minji");
    let slow: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.sends(posts("20"), never()).await })
        })
        .collect();
    tokio::task::yield_now().await;
    let other = Client::anonymous(&gateway).gets("/v1/seosan/sites").await;
    assert_ne!(other.status.as_u16(), 429, "{other:?}");
    for given_up in slow {
        assert_eq!(given_up.await.unwrap().problem(), "not-understood");
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_asks_too_often_is_told_when_to_come_again_and_others_are_served() {
    let gateway = gateway(Limits { requests_of_one_caller_max: 3, ..Limits::default() }).await;
    let minji = Client::signed_in(&gateway, "seosan/minji");
    for _ in 0..3 {
        assert_ne!(minji.gets("/v1/seosan/sites").await.status.as_u16(), 429);
    }
    let refused = minji.gets("/v1/seosan/sites").await;
    assert_eq!((refused.status.as_u16(), refused.problem().as_str()), (429, "too-many-requests"));
    assert_eq!(refused.headers["retry-after"], "4", "a third of ten seconds");
    assert_eq!(refused.headers["ratelimit-policy"], "\"requests-of-one-caller\";q=3");
    assert_eq!(refused.headers["ratelimit"], "\"requests-of-one-caller\";r=0;t=4");
    let admin = Client::signed_in(&gateway, "seosan/admin").gets("/v1/seosan/sites").await;
    assert_ne!(admin.status.as_u16(), 429);
}

#[tokio::test]
async fn a_citizen_asks_for_so_many_commands_a_minute_and_a_clerk_for_more() {
    let gateway = gateway(Limits { commands_of_one_citizen_max: 2, ..Limits::default() }).await;
    let wish = json!({"span": {"starts_at": "2026-12-02T01:00:00Z", "ends_at": "2026-12-02T02:00:00Z"}});
    let statuses = async |subject: &str| {
        let client = Client::signed_in(&gateway, subject);
        let mut refused = 0;
        for _ in 0..5 {
            refused += usize::from(client.posts(RESERVE, &wish).await.status.as_u16() == 429);
        }
        refused
    };
    assert_eq!(statuses("seosan/minji").await, 3);
    assert_eq!(statuses("seosan/admin").await, 0);
}

#[tokio::test]
async fn only_a_trusted_proxy_says_for_whom_it_asks() {
    let proxy: IpAddr = "10.0.0.1".parse().unwrap();
    let gateway = gateway(Limits { trusted_proxies: vec![proxy], ..Limits::default() }).await;
    let address = |peer: &str, forwarded: &str| {
        let mut request = Request::get("/").header("x-forwarded-for", forwarded).body(Body::empty()).unwrap();
        request.extensions_mut().insert(Peer(peer.parse().unwrap()));
        address_of(&gateway, &request.into_parts().0).to_string()
    };
    assert_eq!(
        address("10.0.0.1", "203.0.113.9, 198.51.100.7"),
        "198.51.100.7",
        "what came before is hearsay"
    );
    assert_eq!(address("192.0.2.4", "203.0.113.9"), "192.0.2.4");
    assert_eq!(address("2001:db8:0:1:2:3:4:5", ""), "2001:db8:0:1::", "a network counts as one");
}

#[tokio::test]
async fn answers_are_compressed_and_pages_that_hold_keys_are_not() {
    let gateway = gateway(Limits::default()).await;
    let anonymous = Client::anonymous(&gateway);
    let compressed = |path: &str| Request::get(path).header("accept-encoding", "gzip");
    let document = anonymous.sends(compressed("/openapi.json"), Body::empty()).await;
    assert_eq!(document.headers["content-encoding"], "gzip");
    let page = anonymous.sends(compressed("/problems").header("accept", "text/html"), Body::empty()).await;
    assert!(!page.headers.contains_key("content-encoding"));
    let plain = anonymous.gets("/openapi.json").await;
    let known = Request::get("/openapi.json").header("if-none-match", plain.headers["etag"].clone());
    assert_eq!(anonymous.sends(known, Body::empty()).await.status.as_u16(), 304);
}
