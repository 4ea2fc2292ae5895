//! The stream that carries all events: how it is made, asked and written.

use std::{error::Error, sync::Arc, time::Duration};

use async_nats::{
    Client, HeaderMap, HeaderValue, header,
    jetstream::{
        self, Context, ErrorCode,
        consumer::{self, AckPolicy, DeliverPolicy, pull},
        context::{ContextBuilder, PublishError, PublishErrorKind},
        message::PublishMessage,
        stream::{self, DiscardPolicy, LastRawMessageErrorKind, RetentionPolicy, StorageType, Stream},
    },
};
use bytes::Bytes;
use futures::TryStreamExt;
use nanum_contracts::CloudEvent;
use uuid::Uuid;

use super::{unavailable, wire};
use crate::{BusError, Mark, backoff};

pub(super) const STREAM: &str = "NANUM_EVENTS";
/// Most events published at once. The server takes up to 1000; all wait in its memory until the last has come.
pub(super) const BATCH_EVENTS_MAX: usize = 200;
/// Bytes after which a batch takes no further event.
pub(super) const BATCH_BYTES_MAX: usize = 4 * 1024 * 1024;
/// How long the servers remember the ids of messages, to know one that is sent twice.
const DUPLICATE_WINDOW: Duration = Duration::from_secs(120);
/// How long an answer of JetStream may take. A cluster that lost its leader chooses another in about this time, and what
/// was asked of the old one is best asked again.
const ANSWERS_WITHIN: Duration = Duration::from_secs(5);
/// Tries to find or make the stream at first: a cluster that has just begun has no leader for some seconds.
const OPEN_TRIES_MAX: u32 = 8;
/// After this long without its follower a consumer is forgotten by the server.
const CONSUMER_KEPT_FOR: Duration = Duration::from_secs(60);

/// With [`header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE`]: the subjects whose last message is meant.
const EXPECTED_LAST_SUBJECT: &str = "Nats-Expected-Last-Subject-Sequence-Subject";

/// The stream of events, through one connection.
#[derive(Debug, Clone)]
pub(super) struct EventLog {
    context: Context,
    replicas: usize,
}

/// What became of a publication.
pub(super) enum Published {
    At(Mark),
    /// The stream does not end where the publisher believed: another replica was faster.
    Overtaken,
}

impl EventLog {
    /// The stream, created when it is missing.
    pub(super) async fn open(client: &Client, replicas: usize) -> Result<Self, BusError> {
        let context =
            ContextBuilder::new().timeout(ANSWERS_WITHIN).ack_timeout(ANSWERS_WITHIN).build(client.clone());
        let log = Self { context, replicas };
        let stream = backoff::retry("use the stream of events", OPEN_TRIES_MAX, || log.stream()).await?;
        let found = &stream.cached_info().config;
        if !found.allow_atomic_publish {
            return Err(unavailable(format!("the stream {STREAM} does not allow atomic batches")));
        }
        if found.num_replicas != replicas {
            tracing::warn!(
                found = found.num_replicas,
                wanted = replicas,
                "the stream of events has another number of replicas"
            );
        }
        Ok(log)
    }

    /// Looked for each time: it may have been deleted meanwhile.
    async fn stream(&self) -> Result<Stream, BusError> {
        self.context.get_or_create_stream(config(self.replicas)).await.map_err(unavailable)
    }

    /// Whether the servers that this connection reaches have a leader: without one nothing is stored or found.
    pub(super) async fn is_led(&self) -> Result<(), BusError> {
        self.context.query_account().await.map(|_| ()).map_err(unavailable)
    }

    /// The last event that the stream has of a service, where it stands and which it is; `None` when there is none.
    pub(super) async fn last_of(&self, service: &str) -> Result<Option<(Mark, Uuid)>, BusError> {
        let stream = self.stream().await?;
        match stream.get_last_raw_message_by_subject(&wire::events_of(None, service)).await {
            Ok(message) => {
                let unreadable =
                    |cause| unavailable(format!("event {} of {service}: {cause}", message.sequence));
                let position = wire::position_in(&message.headers).map_err(unreadable)?;
                let id = wire::id_in(&message.headers).map_err(unreadable)?;
                Ok(Some((Mark { position, sequence: message.sequence }, id)))
            }
            Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => Ok(None),
            Err(error) => Err(unavailable(error)),
        }
    }

    /// Adds events of a service in their order, all or none, provided that `last` is still its last one.
    ///
    /// At most [`BATCH_EVENTS_MAX`] events: one acknowledgement, which costs the servers a write to disk, serves them all.
    pub(super) async fn publish(
        &self,
        service: &str,
        events: &[Arc<CloudEvent>],
        last: Mark,
    ) -> Result<Published, BusError> {
        let Some((final_event, before)) = events.split_last() else { return Ok(Published::At(last)) };
        let batch = Batch::of(service, events.len(), last);
        for (number, event) in (1..).zip(before) {
            let (subject, headers, body) = batch.message(number, event)?;
            let sent = self.context.client().publish_with_headers(subject, headers, body).await;
            sent.map_err(unavailable)?;
        }
        let (subject, headers, body) = batch.message(events.len(), final_event)?;
        let message = PublishMessage::build().headers(headers).payload(body);
        let sent = self.context.send_publish(subject, message).await.map_err(unavailable)?;
        match sent.await {
            // A duplicate may have been stored long ago, or purged since: only the stream itself knows.
            Ok(stored) if stored.duplicate => Ok(Published::Overtaken),
            Ok(stored) => {
                Ok(Published::At(Mark { position: final_event.position, sequence: stored.sequence }))
            }
            Err(error) if is_overtaken(&error) => Ok(Published::Overtaken),
            Err(error) => Err(unavailable(error)),
        }
    }

    /// The services that have events under a subject, and the stream's last sequence before they were looked up.
    pub(super) async fn services_under(&self, subject: &str) -> Result<(Vec<String>, u64), BusError> {
        let stream = self.stream().await?;
        let last = stream.get_info().await.map_err(unavailable)?.state.last_sequence;
        let mut subjects = stream.info_with_subjects(subject).await.map_err(unavailable)?;
        let mut services = Vec::new();
        while let Some((subject, _count)) = subjects.try_next().await.map_err(unavailable)? {
            if let Some((_, service)) = wire::origin_of(&subject)
                && !services.iter().any(|known| known == service)
            {
                services.push(service.to_owned());
            }
        }
        Ok((services, last))
    }

    /// Whether the event at the mark's sequence is the one at its position.
    pub(super) async fn holds(&self, service: &str, mark: Mark) -> Result<bool, BusError> {
        if mark.sequence == 0 {
            return Ok(false);
        }
        match self.stream().await?.get_raw_message(mark.sequence).await {
            Ok(message) => Ok(wire::origin_of(&message.subject).is_some_and(|(_, of)| of == service)
                && wire::position_in(&message.headers) == Ok(mark.position)),
            Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => Ok(false),
            Err(error) => Err(unavailable(error)),
        }
    }

    /// A consumer for one follower that begins at a sequence. The server keeps it in memory and forgets it by itself.
    pub(super) async fn consumer(
        &self,
        subjects: Vec<String>,
        begin: u64,
    ) -> Result<consumer::PullConsumer, BusError> {
        let config = pull::Config {
            deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: begin },
            ack_policy: AckPolicy::None,
            filter_subjects: subjects,
            inactive_threshold: CONSUMER_KEPT_FOR,
            memory_storage: true,
            num_replicas: 1,
            ..pull::Config::default()
        };
        self.stream().await?.create_consumer(config).await.map_err(unavailable)
    }
}

/// Messages that the server stores together or not at all.
struct Batch<'a> {
    service: &'a str,
    id: String,
    size: usize,
    last: Mark,
}

impl<'a> Batch<'a> {
    #[allow(clippy::disallowed_methods, reason = "it tells batches on their way apart and is not kept")]
    fn of(service: &'a str, size: usize, last: Mark) -> Self {
        Self { service, id: Uuid::new_v4().to_string(), size, last }
    }

    /// The event with what makes it one of the batch. The first names the event that must come before all of them.
    fn message(&self, number: usize, event: &CloudEvent) -> Result<(String, HeaderMap, Bytes), BusError> {
        let (subject, mut headers, body) = wire::encode(event).map_err(unavailable)?;
        if number == 1 {
            headers.insert(EXPECTED_LAST_SUBJECT, wire::events_of(None, self.service));
            headers
                .insert(header::NATS_EXPECTED_LAST_SUBJECT_SEQUENCE, HeaderValue::from(self.last.sequence));
        }
        if self.size > 1 {
            headers.insert(header::NATS_BATCH_ID, self.id.as_str());
            headers.insert(header::NATS_BATCH_SEQUENCE, HeaderValue::from(number));
        }
        if self.size > 1 && number == self.size {
            headers.insert(header::NATS_BATCH_COMMIT, header::NATS_BATCH_COMMIT_FINAL);
        }
        Ok((subject, headers, body))
    }
}

/// Whether another replica was faster: its messages stand there already, or are just being stored.
fn is_overtaken(error: &PublishError) -> bool {
    let reported = error.source().and_then(|source| source.downcast_ref::<jetstream::Error>());
    let duplicate = reported.is_some_and(|reported| {
        [ErrorCode::STREAM_DUPLICATE_MESSAGE_CONFLICT, ErrorCode::ATOMIC_PUBLISH_CONTAINS_DUPLICATE_MESSAGE]
            .contains(&reported.error_code())
    });
    duplicate || error.kind() == PublishErrorKind::WrongLastSequence
}

/// Nothing is ever thrown away by the stream itself: whoever limits it decides how far behind a follower may fall.
fn config(replicas: usize) -> stream::Config {
    jetstream::stream::Config {
        name: STREAM.to_owned(),
        description: Some(
            "Nanum's public events. Transport, not truth: every service's log can publish it anew."
                .to_owned(),
        ),
        subjects: vec![wire::ALL_EVENTS.to_owned()],
        retention: RetentionPolicy::Limits,
        discard: DiscardPolicy::New,
        storage: StorageType::File,
        num_replicas: replicas,
        duplicate_window: DUPLICATE_WINDOW,
        allow_atomic_publish: true,
        ..stream::Config::default()
    }
}
