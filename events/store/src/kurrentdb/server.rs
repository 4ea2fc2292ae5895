//! What is asked of the server, in its words, and nothing of what is made of the answers.
//!
//! Everything is asked of the leader: a follower may not have yet what was acknowledged.

use std::sync::Arc;

use eventstore::{
    AppendToStreamOptions, Client, EventData, ExpectedRevision, Position, ReadAllOptions, ReadStreamOptions,
    RecordedEvent, StreamPosition, SubscribeToAllOptions, Subscription, SubscriptionEvent,
    SubscriptionFilter,
};
use futures::stream::{self, BoxStream, StreamExt};

use super::{
    connection::{ANSWER_WITHIN, Connection, in_time},
    failure::Failure,
};
use crate::{StoreError, StreamName};

/// Events the server looks at, those of other services too, until it says how far it is. It bounds how much of the end
/// of `$all` a question for the head has to look through.
const CHECKPOINT_EVERY: u32 = 256;
/// The server counts in signed integers.
pub(super) const NUMBER_MAX: u64 = i64::MAX.unsigned_abs();

/// The cluster as one service sees it.
pub(super) struct Server {
    connection: Arc<Connection>,
    /// What the names of the service's streams begin with; the cluster holds those of others beside them.
    prefix: String,
}

/// One event at the end of `$all`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) position: u64,
    /// Whether it is an event of this service.
    pub(super) own: bool,
}

impl Server {
    pub(super) fn open(url: &str, service: &str) -> Result<Self, StoreError> {
        Ok(Self { connection: Arc::new(Connection::open(url)?), prefix: format!("{service}.") })
    }

    /// Whether the stream is one of this service's.
    pub(super) fn holds(&self, stream: &str) -> bool {
        stream.starts_with(&self.prefix)
    }

    /// Writes the events after revision `last`, or as a new stream; tries once. Answers with the last event's revision.
    pub(super) async fn append(
        &self,
        stream: &StreamName,
        last: Option<u64>,
        events: Vec<EventData>,
    ) -> Result<u64, Failure> {
        let options = AppendToStreamOptions::default()
            .expected_revision(last.map_or(ExpectedRevision::NoStream, ExpectedRevision::Exact))
            .requires_leader(true)
            .deadline(ANSWER_WITHIN);
        let write = |client: Client| async move {
            in_time(client.append_to_stream(stream.as_str(), &options, events)).await
        };
        self.connection.once(write).await.map(|written| written.next_expected_version)
    }

    /// At most `max` events of a stream from a revision on, forwards.
    pub(super) async fn forwards(
        &self,
        stream: &StreamName,
        from: u64,
        max: usize,
    ) -> Result<Vec<RecordedEvent>, Failure> {
        let options = ReadStreamOptions::default().position(StreamPosition::Position(from)).forwards();
        self.read(stream, options.max_count(max)).await
    }

    /// At most `max` events of a stream from a revision, or from its end, on, backwards.
    pub(super) async fn backwards(
        &self,
        stream: &StreamName,
        from: Option<u64>,
        max: usize,
    ) -> Result<Vec<RecordedEvent>, Failure> {
        let from = from.map_or(StreamPosition::End, StreamPosition::Position);
        self.read(stream, ReadStreamOptions::default().position(from).backwards().max_count(max)).await
    }

    async fn read(
        &self,
        stream: &StreamName,
        options: ReadStreamOptions,
    ) -> Result<Vec<RecordedEvent>, Failure> {
        let options = &options.requires_leader(true);
        let read = |client: Client| async move {
            let mut answer = in_time(client.read_stream(stream.as_str(), options)).await?;
            let mut events = Vec::new();
            while let Some(resolved) = in_time(answer.next()).await? {
                events.extend(resolved.event);
            }
            Ok(events)
        };
        match self.connection.ask(read).await {
            Err(Failure::NoStream) => Ok(Vec::new()),
            outcome => outcome,
        }
    }

    /// The newest events of `$all`, of whomever, the newest first, at most `max`.
    pub(super) async fn newest(&self, max: usize) -> Result<Vec<Seen>, Failure> {
        let options = &ReadAllOptions::default().position(StreamPosition::End).max_count(max);
        let options = &options.clone().requires_leader(true);
        let read = |client: Client| async move {
            let mut answer = in_time(client.read_all(options)).await?;
            let mut seen = Vec::new();
            while let Some(resolved) = in_time(answer.next()).await? {
                seen.extend(resolved.event.map(|event| self.seen(&event)));
            }
            Ok(seen)
        };
        self.connection.ask(read).await
    }

    fn seen(&self, event: &RecordedEvent) -> Seen {
        Seen { position: event.position.commit, own: self.holds(&event.stream_id) }
    }

    /// What happens in the service's streams after a position, until the subscription breaks; the last item says why.
    pub(super) async fn follow(&self, after: u64) -> BoxStream<'static, Result<SubscriptionEvent, Failure>> {
        let position = match after {
            0 => StreamPosition::Start,
            // What this engine writes is committed where it stands.
            after => StreamPosition::Position(Position { commit: after, prepare: after }),
        };
        let filter = SubscriptionFilter::on_stream_name().add_prefix(&self.prefix).max(CHECKPOINT_EVERY);
        let options =
            SubscribeToAllOptions::default().position(position).filter(filter).requires_leader(true);
        let (generation, client) = self.connection.current();
        let subscription = client.subscribe_to_all(&options).await;
        let connection = Arc::clone(&self.connection);
        stream::unfold(Some(subscription), move |subscription| {
            let connection = Arc::clone(&connection);
            async move { next(&connection, generation, subscription?).await }
        })
        .boxed()
    }
}

/// The next item of a subscription; after an error there is none.
async fn next(
    connection: &Connection,
    generation: u64,
    mut subscription: Subscription,
) -> Option<(Result<SubscriptionEvent, Failure>, Option<Subscription>)> {
    match subscription.next_subscription_event().await {
        Ok(event) => Some((Ok(event), Some(subscription))),
        Err(error) => Some((Err(connection.judge(generation, error)), None)),
    }
}
