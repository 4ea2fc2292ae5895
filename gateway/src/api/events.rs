//! The events feed: a tenant's public events, as a page or as a stream that goes on.

use std::{convert::Infallible, fmt, str::FromStr, sync::Arc, time::Duration};

use axum::{
    Json as JsonAnswer,
    extract::State,
    http::{HeaderMap, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{Stream, StreamExt, future, stream::BoxStream};
use nanum_bus::{Delivered, Interest, Mark, Marks};
use nanum_contracts::{
    CloudEvent, Problem,
    request::{PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX},
};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{App, page};
use crate::{Answered, Caller, Gateway, Query, policy::Action, shares::Of};

/// Where a client of the stream left off; browsers send it by themselves.
const LAST_EVENT_ID: &str = "last-event-id";
/// A page is answered when nothing has come for so long: what is stored arrives without a pause.
const QUIET_FOR: Duration = Duration::from_millis(300);
/// A page is answered after this with what it has.
const PAGE_WITHIN: Duration = Duration::from_secs(5);
/// A stream ends after this at the latest, so that its client's permission is looked at again. It resumes by itself.
const STREAM_WITHIN: Duration = Duration::from_secs(60 * 60);
/// Something is sent so often, so that nobody between takes the connection for dead.
const KEEP_ALIVE_EVERY: Duration = Duration::from_secs(15);
/// Services one cursor may name.
const MARKS_MAX: usize = 10;

pub(super) fn routes() -> OpenApiRouter<Arc<Gateway>> {
    OpenApiRouter::new().routes(routes!(follow))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FollowFrom {
    /// Go on after this cursor; from the first event on when absent.
    #[param(example = "booking=12,lending=5")]
    after: Option<String>,
    /// Events of a page.
    limit: Option<u32>,
}

/// Events, as a page.
#[derive(Serialize, ToSchema)]
struct EventPage {
    #[schema(value_type = Vec<CloudEvent>)]
    events: Vec<Arc<CloudEvent>>,
    /// Give it as `after` to go on; always there, as there will be more events.
    #[schema(example = "booking=12,lending=5")]
    next_cursor: String,
}

/// Follow a tenant's events
///
/// All public events as CloudEvents 1.0, each at least once and those of one subject in order, from the first on. For
/// integrators and administrators. With `Accept: text/event-stream` a stream that stays open: the `id` of each message is a
/// cursor, from which `Last-Event-ID` resumes. Otherwise a page of what is there now.
#[utoipa::path(get, path = "/v1/{tenant}/events", operation_id = "follow-events", tag = "events", params(FollowFrom),
    responses((status = 200, description = "Events", content(
        (EventPage = "application/json"),
        (CloudEvent = "text/event-stream"),
    ))))]
async fn follow(
    State(gateway): App,
    caller: Caller,
    headers: HeaderMap,
    Query(from): Query<FollowFrom>,
) -> Answered {
    gateway.authorise(&caller, Action::FollowEvents, &caller.thing())?;
    let last_seen =
        headers.get(LAST_EVENT_ID).map(|id| id.to_str().map_err(|_| not_a_cursor())).transpose()?;
    let limit = page(None, from.limit)?.limit;
    let cursor = last_seen.or(from.after.as_deref()).map(Cursor::from_str).transpose()?.unwrap_or_default();
    let interest = Interest { tenant: Some(caller.tenant.clone()), services: Vec::new() };
    let events = gateway.bus.follow(interest, cursor.0.clone()).await.map_err(|fault| {
        tracing::warn!(%fault, "the events cannot be followed");
        Problem::try_again("the events cannot be followed at the moment")
    })?;
    if wants_a_stream(&headers) {
        if from.limit.is_some() {
            return Err(Problem::not_understood("a stream has no limit").into());
        }
        Ok(as_stream(&gateway, &caller, events, cursor)?)
    } else {
        Ok(as_page(events, cursor, limit.unwrap_or(PAGE_SIZE_DEFAULT).min(PAGE_SIZE_MAX) as usize).await)
    }
}

fn wants_a_stream(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|kind| kind.trim().starts_with("text/event-stream"))
}

async fn as_page(mut coming: BoxStream<'static, Delivered>, mut cursor: Cursor, size: usize) -> Response {
    let within = Instant::now() + PAGE_WITHIN;
    let mut events = Vec::new();
    while events.len() < size {
        let quiet = (Instant::now() + QUIET_FOR).min(within);
        let Ok(Some(delivered)) = tokio::time::timeout_at(quiet, coming.next()).await else { break };
        cursor.pass(&delivered);
        events.push(delivered.event);
    }
    JsonAnswer(EventPage { events, next_cursor: cursor.to_string() }).into_response()
}

fn as_stream(
    gateway: &Arc<Gateway>,
    caller: &Caller,
    coming: BoxStream<'static, Delivered>,
    mut cursor: Cursor,
) -> Result<Response, Problem> {
    let limits = &gateway.settings.limits;
    let of = |whose, most, refusal| Of { whose, most, refusal };
    let share = gateway.streams.take(vec![
        of(
            format!("tenant {}", caller.tenant),
            limits.streams_of_one_tenant_max,
            "this tenant has its share of the gateway's streams in use",
        ),
        of(
            format!("{} {:?}", caller.tenant, caller.who.member()),
            limits.streams_of_one_caller_max,
            "as many streams of yours are open as may be",
        ),
    ])?;
    let within = time_left(gateway, caller);
    let shutdown = gateway.shutdown.clone();
    let end = async move {
        let stopping = std::pin::pin!(shutdown.requested());
        let over = std::pin::pin!(tokio::time::sleep(within));
        future::select(stopping, over).await;
    };
    let messages = coming.map(move |delivered| {
        let _held = &share;
        cursor.pass(&delivered);
        message(&delivered, &cursor)
    });
    let stream: BoxStream<'static, Result<Event, Infallible>> =
        messages.filter_map(future::ready).take_until(end).boxed();
    Ok(streamed(stream))
}

fn streamed(stream: impl Stream<Item = Result<Event, Infallible>> + Send + 'static) -> Response {
    Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE_EVERY)).into_response()
}

/// How long the caller's token still counts, within the bound.
fn time_left(gateway: &Gateway, caller: &Caller) -> Duration {
    let left = caller.signed_in_until.map(|until| until.duration_since(gateway.clock.now()));
    left.and_then(|left| Duration::try_from(left).ok()).unwrap_or_default().min(STREAM_WITHIN)
}

fn message(delivered: &Delivered, cursor: &Cursor) -> Option<Result<Event, Infallible>> {
    match serde_json::to_string(&delivered.event) {
        // A carriage return cannot stand in a message; between JSON values it means nothing, within them it is escaped.
        Ok(data) => Some(Ok(Event::default()
            .id(cursor.to_string())
            .event(&delivered.event.event_type)
            .data(data.replace('\r', " ")))),
        Err(fault) => {
            tracing::error!(event = %delivered.event.id, %fault, "an event cannot be written");
            None
        }
    }
}

/// Where a follower is, as text: `booking=12,lending=5`. A second number after a colon is the bus engine's hint.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Cursor(Marks);

impl Cursor {
    fn pass(&mut self, delivered: &Delivered) {
        self.0.insert(delivered.service.clone(), delivered.mark);
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (service, mark)) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(f, "{comma}{service}={}", mark.position)?;
            if mark.sequence != 0 {
                write!(f, ":{}", mark.sequence)?;
            }
        }
        Ok(())
    }
}

impl FromStr for Cursor {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let mut marks = Marks::new();
        for part in text.split(',').filter(|part| !part.is_empty()) {
            let (service, mark) = part.split_once('=').ok_or_else(not_a_cursor)?;
            let (position, sequence) = mark.split_once(':').unwrap_or((mark, "0"));
            let number = |text: &str| text.parse::<u64>().map_err(|_| not_a_cursor());
            let mark = Mark { position: number(position)?, sequence: number(sequence)? };
            let plain = !service.is_empty() && service.bytes().all(|byte| byte.is_ascii_lowercase());
            if !plain || marks.insert(service.to_owned(), mark).is_some() || marks.len() > MARKS_MAX {
                return Err(not_a_cursor());
            }
        }
        Ok(Self(marks))
    }
}

fn not_a_cursor() -> Problem {
    Problem::not_understood("a cursor is given back as it was served, such as booking=12,lending=5")
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use axum::{body::Body, http::Request};
    use nanum_bus::{BusError, Outbox};
    use serde_json::{Value, json};
    use tokio::sync::watch;

    use super::*;
    use crate::testing::{self, Client};

    /// A log with five events, of two tenants in turn.
    struct Log(watch::Sender<u64>);

    #[async_trait]
    impl Outbox for Log {
        fn service(&self) -> &str {
            "booking"
        }

        async fn read(&self, after: u64) -> Result<(Vec<Arc<CloudEvent>>, u64), BusError> {
            let events = (after + 1..=5).map(|position| {
                let tenant = if position % 2 == 1 { "seosan" } else { "paris" };
                serde_json::from_value(json!({
                    "specversion": "1.0", "id": uuid::Uuid::from_u128(u128::from(position)),
                    "source": format!("/tenants/{tenant}/booking"), "type": "org.nanum.booking.resource.added.v1",
                    "subject": "resource/rsc_1", "time": testing::NOW, "datacontenttype": "application/json",
                    "dataschema": "/schemas/events/org.nanum.booking.resource.added.v1",
                    "sequence": position.to_string(), "position": position, "correlationid": "c", "causationid": "c",
                    "data": {"line": "one\ntwo\r"},
                }))
                .unwrap()
            });
            Ok((events.collect(), 5))
        }

        fn head_watch(&self) -> watch::Receiver<u64> {
            self.0.subscribe()
        }
    }

    async fn gateway_with_events() -> Arc<Gateway> {
        let gateway = testing::gateway(|_, _| None).await;
        gateway.bus.attach(Arc::new(Log(watch::Sender::new(5)))).await.unwrap();
        gateway
    }

    fn positions(page: &Value) -> Vec<u64> {
        page["events"].as_array().unwrap().iter().map(|event| event["position"].as_u64().unwrap()).collect()
    }

    #[tokio::test]
    async fn pages_go_through_the_tenant_s_own_events_from_the_first_on() {
        let integrator = Client::signed_in(&gateway_with_events().await, "seosan/integrator");
        let first = integrator.gets("/v1/seosan/events?limit=2").await.json();
        assert_eq!(positions(&first), [1, 3], "{first}");
        let cursor = first["next_cursor"].as_str().unwrap();
        let second = integrator.gets(&format!("/v1/seosan/events?after={cursor}")).await.json();
        assert_eq!(positions(&second), [5]);
        let cursor = second["next_cursor"].as_str().unwrap();
        let third = integrator.gets(&format!("/v1/seosan/events?after={cursor}")).await.json();
        assert_eq!((positions(&third), third["next_cursor"].as_str()), (vec![], Some(cursor)));
    }

    #[tokio::test]
    async fn a_stream_resumes_and_ends_when_the_gateway_stops() {
        let gateway = gateway_with_events().await;
        let integrator = Client::signed_in(&gateway, "seosan/integrator");
        let request = Request::get("/v1/seosan/events").header("accept", "text/event-stream");
        let request = request.header("last-event-id", "booking=1");
        let response = integrator.answer(request, Body::empty()).await;
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut body = response.into_body().into_data_stream();
        let mut text = String::new();
        while text.matches("data:").count() < 2 {
            let chunk = tokio::time::timeout(Duration::from_secs(5), body.next()).await;
            text.push_str(std::str::from_utf8(&chunk.expect("within time").unwrap().unwrap()).unwrap());
        }
        assert!(text.contains("event: org.nanum.booking.resource.added.v1\n"), "{text}");
        let ids: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("id: ")).collect();
        assert!(
            ids.len() == 2 && ids[0].starts_with("booking=3") && ids[1].starts_with("booking=5"),
            "{text}"
        );
        for data in text.lines().filter_map(|line| line.strip_prefix("data: ")) {
            assert_eq!(serde_json::from_str::<Value>(data).unwrap()["source"], "/tenants/seosan/booking");
        }
        gateway.shutdown.request();
        let end = tokio::time::timeout(Duration::from_secs(5), body.next()).await.expect("the stream ends");
        assert!(end.is_none());
    }

    #[test]
    fn a_cursor_reads_back_what_it_writes_and_refuses_the_rest() {
        for text in ["", "booking=12", "booking=12,lending=5:77"] {
            assert_eq!(Cursor::from_str(text).unwrap().to_string(), text);
        }
        for text in
            ["booking", "booking=", "=1", "booking=1,booking=2", "Booking=1", "booking=-1", "booking=1:2:3"]
        {
            assert!(Cursor::from_str(text).is_err(), "{text}");
        }
    }
}
