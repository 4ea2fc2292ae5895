use std::net::SocketAddr;

use axum::routing::get;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    task::JoinHandle,
};

use super::*;

const WAIT: Duration = Duration::from_secs(5);

async fn serving(limits: Limits) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/", get(async || "served"));
    let served = tokio::spawn(async move { serve(listener, router, &limits, std::future::pending()).await });
    (address, served)
}

async fn says(address: SocketAddr, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    stream
}

/// Everything until the other side closes.
async fn rest(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    // A reset is an end too.
    let _ = tokio::time::timeout(WAIT, stream.read_to_end(&mut answer)).await.expect("it stays open");
    String::from_utf8(answer).unwrap()
}

async fn is_served(address: SocketAddr) -> bool {
    let stream = says(address, "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    rest(stream).await.contains("served")
}

#[tokio::test]
async fn half_heads_and_silent_connections_are_closed_while_others_are_served() {
    let (address, _) = serving(Limits { head_within_seconds: 1, ..Limits::default() }).await;
    let mut held = Vec::new();
    for number in 0..100 {
        held.push(says(address, if number % 2 == 0 { "GET / HTTP/1.1\r\nhost:" } else { "" }).await);
    }
    assert!(is_served(address).await);
    for stream in held {
        assert!(!rest(stream).await.contains("served"));
    }
}

#[tokio::test]
async fn whoever_holds_more_than_their_share_loses_the_ones_that_do_nothing() {
    let limits = Limits { connections_of_one_address_max: 10, head_within_seconds: 60, ..Limits::default() };
    let (address, _) = serving(limits).await;
    let oldest = says(address, "").await;
    let mut held = Vec::new();
    for _ in 0..30 {
        held.push(says(address, "").await);
    }
    assert!(is_served(address).await);
    assert_eq!(rest(oldest).await, "");
}

#[tokio::test]
async fn a_connection_in_work_is_not_closed_for_another() {
    let (started, go_on) = (Arc::new(tokio::sync::Notify::new()), Arc::new(tokio::sync::Notify::new()));
    let slow = {
        let (started, go_on) = (started.clone(), go_on.clone());
        async move || {
            started.notify_one();
            go_on.notified().await;
            "served at last"
        }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/", get(slow));
    let limits = Limits { connections_max: 1, ..Limits::default() };
    tokio::spawn(async move { serve(listener, router, &limits, std::future::pending()).await });
    let working = says(address, "GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
    tokio::time::timeout(WAIT, started.notified()).await.unwrap();
    assert_eq!(rest(says(address, "").await).await, "", "there is no room, and nobody idle");
    go_on.notify_one();
    assert!(rest(working).await.contains("served at last"));
}

#[tokio::test]
async fn who_reads_nothing_of_an_answer_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/", get(async || "x".repeat(64 * 1024 * 1024)));
    let limits = Limits { write_within_seconds: 1, ..Limits::default() };
    let (stop, stopping) = tokio::sync::oneshot::channel::<()>();
    let served = tokio::spawn(async move {
        serve(listener, router, &limits, async move {
            let _ = stopping.await;
        })
        .await;
    });
    let _never_read = says(address, "GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
    let _ = stop.send(());
    tokio::time::timeout(WAIT, served).await.expect("it waits for ever").unwrap();
}
