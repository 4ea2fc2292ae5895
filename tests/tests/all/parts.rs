//! Each real part works by itself, so that a failure in a story is the platform's and not the part's.

use std::time::Duration;

use async_nats::jetstream;
use axum::Router;
use axum::extract::Form;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::Html;
use axum::routing::{get, post};
use fantoccini::Locator;
use futures::StreamExt;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use nanum_tests::eventually;
use nanum_tests::parts::browser::{Browser, BrowserSettings};
use nanum_tests::parts::free_port;
use nanum_tests::parts::mail::{Mail, MailServer};
use nanum_tests::parts::nats::NatsServer;
use nanum_tests::parts::program::Program;

const SOON: Duration = Duration::from_secs(10);

#[tokio::test]
async fn a_message_published_to_jetstream_is_read_back() {
    let nats = NatsServer::start().await;
    let client = async_nats::connect(nats.url()).await.unwrap();
    let jetstream = jetstream::new(client);
    let stream = jetstream::stream::Config {
        name: "parts".to_owned(),
        subjects: vec!["parts.>".to_owned()],
        ..Default::default()
    };
    let stream = jetstream.create_stream(stream).await.unwrap();

    let stored = jetstream.publish("parts.drill", "lent".into()).await.unwrap().await.unwrap();
    assert_eq!(stored.sequence, 1);

    let consumer = stream.create_consumer(jetstream::consumer::pull::Config::default()).await.unwrap();
    let message = consumer.messages().await.unwrap().next().await.unwrap().unwrap();
    assert_eq!((message.subject.as_str(), message.payload.as_ref()), ("parts.drill", &b"lent"[..]));
    message.ack().await.unwrap();
}

#[tokio::test]
async fn a_mail_that_was_sent_is_read_as_it_was_written() {
    let server = MailServer::start().await;
    let written = Message::builder()
        .from("서산시 나눔 <library@seosan.example>".parse().unwrap())
        .to("김하나 <hana@example.org>".parse().unwrap())
        .subject("예약하신 드릴이 준비되었습니다")
        .message_id(Some("<hold-1@seosan.example>".to_owned()))
        .header(ContentType::TEXT_PLAIN)
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Content-Language"), "ko".to_owned()))
        .body("3일 안에 찾아가 주세요.\n".to_owned())
        .unwrap();
    let port = server.url().rsplit_once(':').unwrap().1.parse().unwrap();
    let sender = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1").port(port).build();
    sender.send(written).await.unwrap();

    let received = eventually("the mail arrives", SOON, async || match server.messages().as_slice() {
        [mail] => Ok(mail.clone()),
        other => Err(format!("{} mails", other.len())),
    })
    .await;
    let expected = Mail {
        to: vec!["hana@example.org".to_owned()],
        from: "library@seosan.example".to_owned(),
        subject: "예약하신 드릴이 준비되었습니다".to_owned(),
        message_id: "hold-1@seosan.example".to_owned(),
        body: "3일 안에 찾아가 주세요.".to_owned(),
        language: Some("ko".to_owned()),
    };
    assert_eq!(Mail { body: received.body.trim_end().to_owned(), ..received }, expected);
}

#[tokio::test]
async fn the_accessibility_check_passes_a_good_page_and_explains_a_bad_one() {
    let site = serve_site().await;
    let browser = Browser::start().await;

    browser.goto(&format!("{site}/good")).await.unwrap();
    assert_eq!(browser.axe_violations().await, Vec::<String>::new());

    browser.goto(&format!("{site}/bad")).await.unwrap();
    let violations = browser.axe_violations().await.join("\n");
    assert!(violations.contains("image-alt (critical)"), "{violations}");
    assert!(violations.contains(r#"<img src="/missing.png">"#), "{violations}");
}

#[tokio::test]
async fn a_page_is_used_and_photographed_without_javascript() {
    let site = serve_site().await;
    let settings = BrowserSettings {
        javascript: false,
        width_pixels: 360,
        height_pixels: 640,
        ..BrowserSettings::default()
    };
    let browser = Browser::start_with(settings).await;

    browser.goto(&format!("{site}/good")).await.unwrap();
    assert_eq!(browser.title().await.unwrap(), "No script ran");
    browser.find(Locator::Css("input")).await.unwrap().send_keys("hana").await.unwrap();
    browser.find(Locator::Css("button")).await.unwrap().click().await.unwrap();
    browser.wait().at_most(SOON).for_element(Locator::Id("greeting")).await.unwrap();
    let greeting = browser.find(Locator::Id("greeting")).await.unwrap();
    assert_eq!(greeting.text().await.unwrap(), "Hello, hana");

    let folder = tempfile::tempdir().unwrap();
    let picture = folder.path().join("pictures/greeting.png");
    browser.save_screenshot(&picture).await;
    let png = std::fs::read(&picture).unwrap();
    let number = |at| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    assert_eq!((&png[1..4], number(16), number(20)), (&b"PNG"[..], 360, 640));
}

#[tokio::test]
async fn scripts_run_in_the_browser_with_javascript() {
    let site = serve_site().await;
    let browser = Browser::start().await;
    browser.goto(&format!("{site}/good")).await.unwrap();
    assert_eq!(browser.title().await.unwrap(), "A script ran");
}

#[tokio::test]
async fn a_program_is_started_terminated_and_started_again_at_its_port() {
    let port = free_port().to_string();
    let url = format!("http://127.0.0.1:{port}/");
    // Any program that serves HTTP will do here; an absolute path stands for itself.
    let arguments = ["-u", "-m", "http.server", &port, "--bind", "127.0.0.1"];
    let server = Program::start("/usr/bin/python3", &arguments, &[], &url).await;
    assert!(server.output().contains("200"), "{}", server.output());
    assert!(!server.terminate(SOON).await.success());
    assert!(reqwest::get(&url).await.is_err());

    let server = Program::start("/usr/bin/python3", &arguments, &[], &url).await;
    server.kill().await;
    assert!(reqwest::get(&url).await.is_err());
}

#[tokio::test]
#[should_panic(expected = "last seen: 2 of 3 mails")]
async fn waiting_in_vain_tells_what_was_seen_last() {
    let bound = Duration::from_millis(50);
    eventually("three mails", bound, async || Err::<(), _>("2 of 3 mails".to_owned())).await;
}

#[test]
fn two_free_ports_differ() {
    assert_ne!(free_port(), free_port());
}

/// Two pages served under a policy as strict as the portal's, which must not disturb the tools.
async fn serve_site() -> String {
    const GOOD: &str = r#"<!doctype html><html lang="en"><head><title>No script ran</title>
        <script src="/script.js"></script></head><body><main><h1>Sign in</h1><form method="post" action="/greeting">
        <label>Name <input name="name" required></label> <button>Sign in</button></form></main></body></html>"#;
    const BAD: &str = r#"<!doctype html><html lang="en"><head><title>Bad</title></head>
        <body><main><h1>Picture</h1><img src="/missing.png"></main></body></html>"#;
    let strict =
        [(CONTENT_SECURITY_POLICY, "default-src 'self'; form-action 'self'; frame-ancestors 'none'")];
    let site = Router::new()
        .route("/good", get(move || async move { (strict, Html(GOOD)) }))
        .route("/bad", get(|| async { Html(BAD) }))
        .route("/script.js", get(|| async { "document.title = 'A script ran'" }))
        .route("/greeting", post(greet));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, site).await });
    format!("http://{address}")
}

async fn greet(Form(fields): Form<Vec<(String, String)>>) -> Html<String> {
    let name =
        fields.into_iter().find_map(|(field, value)| (field == "name").then_some(value)).unwrap_or_default();
    Html(format!(
        r#"<!doctype html><html lang="en"><title>Hello</title><p id="greeting">Hello, {name}</p></html>"#
    ))
}
