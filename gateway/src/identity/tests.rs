//! Tokens with real keys, against a provider on the loopback.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{Json, Router, routing::get};
use jsonwebtoken::{Algorithm, EncodingKey, Header, jwk::Jwk};
use nanum_runtime::clock::Clock;
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::RwLock};

use super::*;
use crate::{
    settings::{IssuerSettings, Secret},
    testing,
};

const RSA: &[u8] = include_bytes!("../../tests/keys/rs256.pem");
const EC: &[u8] = include_bytes!("../../tests/keys/es256.pem");
const AUDIENCE: &str = "nanum";

/// An identity provider that publishes some keys, and counts how often it was asked for them.
struct Provider {
    url: String,
    keys: Arc<RwLock<Vec<Value>>>,
    asked: Arc<AtomicUsize>,
}

impl Provider {
    async fn start(keys: Vec<Value>) -> Self {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let keys = Arc::new(RwLock::new(keys));
        let asked = Arc::new(AtomicUsize::new(0));
        let discovery = json!({ "issuer": url, "jwks_uri": format!("{url}/jwks") });
        let (published, counter) = (keys.clone(), asked.clone());
        let jwks = async move || {
            counter.fetch_add(1, Ordering::SeqCst);
            Json(json!({ "keys": *published.read().await }))
        };
        let app = Router::new()
            .route("/.well-known/openid-configuration", get(async || Json(discovery)))
            .route("/jwks", get(jwks));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, keys, asked }
    }

    fn named(&self, name: &str) -> IssuerSettings {
        IssuerSettings {
            name: name.to_owned(),
            issuer: self.url.clone(),
            audience: AUDIENCE.to_owned(),
            jwks_url: None,
            client_id: None,
            client_secret: Secret::default(),
        }
    }

    fn claims(&self) -> Value {
        let now = testing::clock().now().as_second();
        json!({ "iss": self.url, "sub": "u-1", "aud": AUDIENCE, "iat": now, "exp": now + 600 })
    }
}

fn rsa() -> EncodingKey {
    EncodingKey::from_rsa_pem(RSA).unwrap()
}

fn ec() -> EncodingKey {
    EncodingKey::from_ec_pem(EC).unwrap()
}

fn published(key: &EncodingKey, algorithm: Algorithm, id: &str) -> Value {
    let mut jwk = Jwk::from_encoding_key(key, algorithm).unwrap();
    jwk.common.key_id = Some(id.to_owned());
    json!(jwk)
}

fn signed(claims: &Value, key: &EncodingKey, algorithm: Algorithm, id: Option<&str>) -> String {
    let mut header = Header::new(algorithm);
    header.kid = id.map(str::to_owned);
    jsonwebtoken::encode(&header, claims, key).unwrap()
}

fn sign_in(issuers: Vec<IssuerSettings>) -> SignIn {
    SignIn::new(&GatewaySettings { issuers, ..testing::settings() }, testing::clock()).unwrap()
}

fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}

#[tokio::test]
async fn a_good_token_of_each_algorithm_says_who_it_is() {
    let provider = Provider::start(vec![
        published(&rsa(), Algorithm::RS256, "r"),
        published(&ec(), Algorithm::ES256, "e"),
    ])
    .await;
    let sign_in = sign_in(vec![provider.named("seoul-id")]);
    for (key, algorithm, id) in [(rsa(), Algorithm::RS256, "r"), (ec(), Algorithm::ES256, "e")] {
        let token = signed(&provider.claims(), &key, algorithm, Some(id));
        let verified = sign_in.verify(&token).await.unwrap();
        assert_eq!(verified.identity, Identity { issuer: "seoul-id".to_owned(), subject: "u-1".to_owned() });
        // Of a provider with one key for the algorithm the token need not name it.
        assert!(sign_in.verify(&signed(&provider.claims(), &key, algorithm, None)).await.is_ok());
    }
    assert_eq!(provider.asked.load(Ordering::SeqCst), 1, "keys are kept");
}

#[tokio::test]
async fn one_of_several_audiences_is_enough_and_leeway_is_given() {
    let provider = Provider::start(vec![published(&rsa(), Algorithm::RS256, "r")]).await;
    let sign_in = sign_in(vec![provider.named("seoul-id")]);
    let now = testing::clock().now().as_second();
    for claims in [
        with(provider.claims(), "aud", json!(["other", AUDIENCE])),
        with(provider.claims(), "exp", json!(now - LEEWAY_SECONDS + 1)),
        with(provider.claims(), "nbf", json!(now + LEEWAY_SECONDS)),
        with(provider.claims(), "exp", json!(now as f64 + 0.5)),
    ] {
        let verified = sign_in.verify(&signed(&claims, &rsa(), Algorithm::RS256, Some("r"))).await;
        assert!(verified.is_ok(), "{claims}: {verified:?}");
    }
}

#[tokio::test]
async fn wrong_claims_are_refused_each_with_its_reason() {
    let provider = Provider::start(vec![published(&rsa(), Algorithm::RS256, "r")]).await;
    let sign_in = sign_in(vec![provider.named("seoul-id")]);
    let now = testing::clock().now().as_second();
    let good = || provider.claims();
    for (claims, fault) in [
        (with(good(), "exp", json!(now - LEEWAY_SECONDS)), TokenFault::Expired),
        (with(good(), "exp", json!(-1)), TokenFault::Expired),
        (with(good(), "nbf", json!(now + LEEWAY_SECONDS + 1)), TokenFault::NotYet),
        (with(good(), "aud", json!("another")), TokenFault::Audience),
        (with(good(), "aud", json!([])), TokenFault::Audience),
        (with(good(), "iss", json!("https://elsewhere.example")), TokenFault::Issuer),
        (with(good(), "sub", json!("")), TokenFault::Form),
        (with(good(), "sub", json!("s".repeat(256))), TokenFault::Form),
        (with(good(), "sub", Value::Null), TokenFault::Form),
        (with(good(), "exp", Value::Null), TokenFault::Form),
        (with(good(), "exp", json!("tomorrow")), TokenFault::Form),
    ] {
        let token = signed(&claims, &rsa(), Algorithm::RS256, Some("r"));
        assert_eq!(sign_in.verify(&token).await, Err(fault), "{claims}");
    }
}

#[tokio::test]
async fn what_its_issuer_has_not_signed_is_refused() {
    let provider = Provider::start(vec![published(&rsa(), Algorithm::RS256, "r")]).await;
    let sign_in = sign_in(vec![provider.named("seoul-id")]);
    let token = signed(&provider.claims(), &rsa(), Algorithm::RS256, Some("r"));
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = parts[..] else { panic!("{token}") };

    // Other claims under the same signature.
    let others = signed(&with(provider.claims(), "sub", json!("u-2")), &rsa(), Algorithm::RS256, Some("r"));
    let others_payload = others.split('.').nth(1).unwrap();
    let tampered = format!("{header}.{others_payload}.{signature}");
    assert_eq!(sign_in.verify(&tampered).await, Err(TokenFault::Signature));

    // Another key under the name of theirs.
    let foreign = signed(&provider.claims(), &ec(), Algorithm::ES256, Some("r"));
    assert_eq!(sign_in.verify(&foreign).await, Err(TokenFault::UnknownKey));

    // No signature at all, in both spellings.
    for algorithm in ["eyJhbGciOiJub25lIn0", "eyJhbGciOiJOb25lIn0"] {
        for signature in ["", signature] {
            let unsigned = format!("{algorithm}.{payload}.{signature}");
            assert_eq!(sign_in.verify(&unsigned).await, Err(TokenFault::Form));
        }
    }

    // The published key as a shared secret.
    let modulus = published(&rsa(), Algorithm::RS256, "r")["n"].as_str().unwrap().to_owned();
    for secret in [
        EncodingKey::from_secret(RSA),
        EncodingKey::from_base64_secret(&modulus)
            .unwrap_or_else(|_| EncodingKey::from_secret(modulus.as_bytes())),
    ] {
        let confused = signed(&provider.claims(), &secret, Algorithm::HS256, Some("r"));
        assert_eq!(sign_in.verify(&confused).await, Err(TokenFault::Algorithm));
    }
}

#[tokio::test]
async fn what_is_no_token_is_refused() {
    let sign_in = sign_in(vec![]);
    for text in ["", "x", "a.b", "a.b.c", "....", &"a".repeat(9_000)] {
        assert_eq!(sign_in.verify(text).await, Err(TokenFault::Form), "{text}");
    }
}

#[tokio::test]
async fn a_token_of_one_issuer_does_not_count_as_another_s() {
    let ours = Provider::start(vec![published(&rsa(), Algorithm::RS256, "k")]).await;
    let theirs = Provider::start(vec![published(&ec(), Algorithm::ES256, "k")]).await;
    let sign_in = sign_in(vec![ours.named("ours"), theirs.named("theirs")]);
    let forged = signed(&ours.claims(), &ec(), Algorithm::ES256, Some("k"));
    assert_eq!(sign_in.verify(&forged).await, Err(TokenFault::UnknownKey));
    let good = signed(&theirs.claims(), &ec(), Algorithm::ES256, Some("k"));
    assert_eq!(sign_in.verify(&good).await.unwrap().identity.issuer, "theirs");
}

#[tokio::test]
async fn a_new_key_is_fetched_but_not_as_often_as_a_stranger_likes() {
    let provider = Provider::start(vec![published(&rsa(), Algorithm::RS256, "old")]).await;
    let sign_in = sign_in(vec![provider.named("seoul-id")]);
    assert!(sign_in.verify(&signed(&provider.claims(), &rsa(), Algorithm::RS256, Some("old"))).await.is_ok());
    for attempt in 0..20 {
        let made_up =
            signed(&provider.claims(), &rsa(), Algorithm::RS256, Some(&format!("made-up-{attempt}")));
        assert_eq!(sign_in.verify(&made_up).await, Err(TokenFault::UnknownKey));
    }
    assert_eq!(provider.asked.load(Ordering::SeqCst), 1, "the pause between fetches holds");

    provider.keys.write().await.push(published(&ec(), Algorithm::ES256, "new"));
    tokio::time::pause();
    tokio::time::advance(keys::FETCH_PAUSE).await;
    tokio::time::resume();
    let new = signed(&provider.claims(), &ec(), Algorithm::ES256, Some("new"));
    assert!(sign_in.verify(&new).await.is_ok());
    assert_eq!(provider.asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_silent_issuer_is_no_fault_of_the_token() {
    let settings = IssuerSettings {
        // Nobody listens on the port that nobody may use.
        jwks_url: Some("http://127.0.0.1:1/jwks".to_owned()),
        ..Provider::start(vec![]).await.named("silent")
    };
    let claims = json!({ "iss": settings.issuer, "sub": "u", "aud": AUDIENCE, "exp": 4_000_000_000_u64 });
    let sign_in = sign_in(vec![settings]);
    let token = signed(&claims, &rsa(), Algorithm::RS256, Some("r"));
    assert_eq!(sign_in.verify(&token).await, Err(TokenFault::IssuerSilent));
    assert_eq!(Problem::from(TokenFault::IssuerSilent).kind, ProblemKind::TryAgain);
}

#[tokio::test]
async fn the_demonstration_s_key_survives_a_restart_and_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys/demo");
    let settings = GatewaySettings { demo_key_file: Some(file.clone()), ..testing::settings() };
    let before = SignIn::new(&settings, testing::clock()).unwrap();
    let (token, _) = before.demo().unwrap().token_for("seosan/minji").unwrap();
    let after = SignIn::new(&settings, testing::clock()).unwrap();
    let verified = after.verify(&token).await.unwrap();
    assert_eq!(verified.identity, Identity { issuer: "demo".to_owned(), subject: "seosan/minji".to_owned() });
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);

    let another = SignIn::new(&testing::settings(), testing::clock()).unwrap();
    assert_eq!(another.verify(&token).await, Err(TokenFault::Signature));
    std::fs::write(&file, "short").unwrap();
    assert!(SignIn::new(&settings, testing::clock()).is_err());
}

#[tokio::test]
async fn without_demo_mode_there_is_no_demonstration() {
    let demo = sign_in(vec![]);
    let (token, _) = demo.demo().unwrap().token_for("seosan/admin").unwrap();
    let earnest = GatewaySettings { demo: false, ..testing::settings() };
    let sign_in = SignIn::new(&earnest, testing::clock()).unwrap();
    assert!(sign_in.demo().is_none());
    assert_eq!(sign_in.verify(&token).await, Err(TokenFault::Issuer));
}

#[tokio::test]
async fn nobody_else_may_be_called_demo() {
    let provider = Provider::start(vec![]).await;
    for demo in [true, false] {
        let settings = GatewaySettings { demo, issuers: vec![provider.named("demo")], ..testing::settings() };
        assert_eq!(settings.faults().len(), 1, "{:?}", settings.faults());
    }
    let twice =
        GatewaySettings { issuers: vec![provider.named("a"), provider.named("a")], ..testing::settings() };
    assert_eq!(twice.faults().len(), 2, "{:?}", twice.faults());
}

/// A sign-in at a clock that the test moves, with a token that has been seen twice, so that it is known.
async fn with_a_known_token(provider: &Provider) -> (SignIn, Arc<nanum_runtime::clock::ManualClock>, String) {
    let clock = testing::clock();
    let settings = GatewaySettings { issuers: vec![provider.named("seoul-id")], ..testing::settings() };
    let sign_in = SignIn::new(&settings, clock.clone()).unwrap();
    let token = signed(&provider.claims(), &rsa(), Algorithm::RS256, Some("r"));
    for _ in 0..2 {
        sign_in.verify(&token).await.unwrap();
    }
    assert!(sign_in.seen.get(&token).is_some(), "the test is about a token that is known");
    (sign_in, clock, token)
}

#[tokio::test]
async fn a_known_token_expires_all_the_same() {
    let provider = Provider::start(vec![published(&rsa(), Algorithm::RS256, "r")]).await;
    let (sign_in, clock, token) = with_a_known_token(&provider).await;
    clock.advance(jiff::SignedDuration::from_secs(600 + LEEWAY_SECONDS - 1));
    assert!(sign_in.verify(&token).await.is_ok());
    clock.advance(jiff::SignedDuration::from_secs(1));
    assert_eq!(sign_in.verify(&token).await, Err(TokenFault::Expired));
}

#[tokio::test]
async fn a_withdrawn_key_ends_known_tokens_when_the_keys_are_fetched_again() {
    let provider = Provider::start(vec![published(&rsa(), Algorithm::RS256, "r")]).await;
    let (sign_in, _, token) = with_a_known_token(&provider).await;
    *provider.keys.write().await = vec![published(&ec(), Algorithm::ES256, "new")];
    assert!(sign_in.verify(&token).await.is_ok(), "its issuer has not been asked again");
    tokio::time::pause();
    tokio::time::advance(keys::KEPT_FOR).await;
    tokio::time::resume();
    assert_eq!(sign_in.verify(&token).await, Err(TokenFault::UnknownKey));
    assert_eq!(sign_in.verify(&token).await, Err(TokenFault::UnknownKey));
}

#[tokio::test]
async fn a_token_like_a_known_one_is_another() {
    let provider = Provider::start(vec![published(&rsa(), Algorithm::RS256, "r")]).await;
    let (sign_in, _, token) = with_a_known_token(&provider).await;
    let others = signed(&with(provider.claims(), "sub", json!("u-2")), &rsa(), Algorithm::RS256, Some("r"));
    let (signed_part, _) = others.rsplit_once('.').unwrap();
    let (_, signature) = token.rsplit_once('.').unwrap();
    let forged = format!("{signed_part}.{signature}");
    assert_eq!(sign_in.verify(&forged).await, Err(TokenFault::Signature));
    let elsewhere = SignIn::new(&testing::settings(), testing::clock()).unwrap();
    assert_eq!(elsewhere.verify(&token).await, Err(TokenFault::Issuer));
}
