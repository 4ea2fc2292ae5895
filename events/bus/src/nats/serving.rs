//! Requests: a queue group for each service, so that its replicas share them, and plain NATS requests to it.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use async_nats::{Client, HeaderMap, Message, Request, RequestErrorKind, Subscriber};
use bytes::Bytes;
use futures::{FutureExt, StreamExt};
use nanum_contracts::TenantId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{connection, unavailable, wire};
use crate::{BusError, REQUESTS_AT_ONCE_MAX, Responder, check_size};

/// Says, in a reply without a body, why there is no answer.
const FAILURE: &str = "nanum-failure";
const PANICKED: &str = "panicked";
/// Before the number of bytes of an answer that is over the limit.
const TOO_LARGE: &str = "too-large ";

/// Subscribes; the future then takes requests until `stopping`, and those that were on their way by then.
pub(super) async fn serve(
    client: &Client,
    service: &str,
    responder: Arc<dyn Responder>,
    requests: &TaskTracker,
    stopping: &CancellationToken,
) -> Result<impl Future<Output = ()> + Send + 'static, BusError> {
    let subject = wire::requests_to(service);
    let subscription = client.queue_subscribe(subject, service.to_owned()).await.map_err(unavailable)?;
    // An answer to what was sent after the subscription: the server knows of it.
    connection::check(client).await?;
    let desk =
        Desk { client: client.clone(), service: service.into(), responder, requests: requests.clone() };
    Ok(desk.take_requests(subscription, stopping.clone()))
}

#[derive(Clone)]
struct Desk {
    client: Client,
    service: Arc<str>,
    responder: Arc<dyn Responder>,
    requests: TaskTracker,
}

impl Desk {
    async fn take_requests(self, mut subscription: Subscriber, stopping: CancellationToken) {
        let turns = Arc::new(Semaphore::new(REQUESTS_AT_ONCE_MAX));
        loop {
            // A request is only taken when there is a turn for it; the others wait in the subscription.
            let Ok(turn) = Arc::clone(&turns).acquire_owned().await else { return };
            let message = tokio::select! {
                message = subscription.next() => message,
                () = stopping.cancelled() => break,
            };
            match message {
                Some(message) => self.spawn(message, turn),
                None => return,
            }
        }
        if let Err(error) = subscription.drain().await {
            tracing::warn!(service = &*self.service, %error, "requests on their way may stay unanswered");
            return;
        }
        while let Some(message) = subscription.next().await {
            let Ok(turn) = Arc::clone(&turns).acquire_owned().await else { return };
            self.spawn(message, turn);
        }
    }

    fn spawn(&self, message: Message, turn: OwnedSemaphorePermit) {
        let desk = self.clone();
        self.requests.spawn(async move {
            desk.answer(message).await;
            drop(turn);
        });
    }

    async fn answer(&self, message: Message) {
        let Some(reply_to) = message.reply else { return };
        let operation = wire::operation_of(&message.subject);
        let work = AssertUnwindSafe(self.responder.respond(operation, message.payload)).catch_unwind();
        let sent = match work.await {
            Ok(reply) if check_size(&reply).is_ok() => self.client.publish(reply_to, reply).await,
            Ok(reply) => {
                tracing::error!(
                    service = &*self.service,
                    operation,
                    bytes = reply.len(),
                    "the answer is too large"
                );
                let failure = failure(&format!("{TOO_LARGE}{}", reply.len()));
                self.client.publish_with_headers(reply_to, failure, Bytes::new()).await
            }
            Err(_) => {
                tracing::error!(
                    service = &*self.service,
                    operation,
                    "the responder panicked; what it did is not known"
                );
                self.client.publish_with_headers(reply_to, failure(PANICKED), Bytes::new()).await
            }
        };
        if let Err(error) = sent {
            tracing::warn!(service = &*self.service, operation, %error, "the answer could not be sent");
        }
    }
}

fn failure(cause: &str) -> HeaderMap {
    HeaderMap::from_iter([(
        async_nats::HeaderName::from_static(FAILURE),
        async_nats::HeaderValue::from(cause),
    )])
}

/// Asks a service.
pub(super) async fn request(
    client: &Client,
    service: &str,
    tenant: &TenantId,
    operation: &str,
    request: Bytes,
    wait_at_most: Duration,
) -> Result<Bytes, BusError> {
    connection::check_connected(client)?;
    let subject = wire::request_subject(service, tenant, operation);
    let request = Request::new().payload(request).timeout(Some(wait_at_most));
    let reply = client.send_request(subject, request).await.map_err(|error| match error.kind() {
        RequestErrorKind::NoResponders => BusError::NoResponder(service.to_owned()),
        RequestErrorKind::TimedOut => BusError::TimedOut(service.to_owned()),
        _ => unavailable(error),
    })?;
    match reply.headers.as_ref().and_then(|headers| headers.get(FAILURE)) {
        Some(failure) => Err(failed(service, failure.as_str())),
        None => Ok(reply.payload),
    }
}

fn failed(service: &str, failure: &str) -> BusError {
    match failure.strip_prefix(TOO_LARGE).map(str::parse) {
        Some(Ok(bytes)) => BusError::TooLarge { bytes },
        _ => BusError::TimedOut(service.to_owned()),
    }
}
