//! The log is the outbox: what a service shows the bus is read from its log, in the log's order.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use nanum_bus::{BusError, Outbox};
use nanum_contracts::{CloudEvent, WireError, WireEvent, event::TYPE_PREFIX};
use nanum_store::{EventStore, Filter, Recorded};
use serde_json::value::RawValue;
use tokio::sync::watch;

/// Events looked through at once.
const OUTBOX_PAGE: usize = 500;
/// Events kept in their public form: more than come while the slowest follower takes one page.
const KEPT_EVENTS_MAX: usize = 2_048;

/// The public form of an event.
#[derive(Debug)]
pub struct Public {
    name: &'static str,
    subject: String,
    data: Box<RawValue>,
}

impl Public {
    /// `subject` names the aggregate: `resource/rsc_…`.
    ///
    /// # Errors
    /// When the event cannot be written.
    pub fn new<E: WireEvent>(subject: impl Into<String>, event: impl Into<E>) -> Result<Self, WireError> {
        let event = event.into();
        Ok(Self { name: event.name(), subject: subject.into(), data: event.encode()? })
    }
}

/// Says what of a stored event is for others to know: `None` for what is not.
pub type Publish = fn(&Recorded) -> Result<Option<Public>, WireError>;

/// Path under the gateway of the schema of an event type.
pub fn schema_path(event_type: &str) -> String {
    format!("/schemas/events/{event_type}")
}

/// The outbox of a service's log.
pub fn of_log(service: &'static str, store: Arc<dyn EventStore>, publish: Publish) -> Arc<dyn Outbox> {
    Arc::new(LogOutbox::of(service, store, publish))
}

pub(crate) struct LogOutbox {
    service: &'static str,
    store: Arc<dyn EventStore>,
    publish: Publish,
    newest: tokio::sync::Mutex<Newest>,
}

/// The newest events of the log by their positions, in their public form if they have one: made once for all who follow.
type Newest = BTreeMap<u64, Option<Arc<CloudEvent>>>;

#[async_trait]
impl Outbox for LogOutbox {
    fn service(&self) -> &str {
        self.service
    }

    async fn read(&self, after: u64) -> Result<(Vec<Arc<CloudEvent>>, u64), BusError> {
        let page = self.store.read_all(after, OUTBOX_PAGE, &Filter::everything()).await;
        let page = page.map_err(|cause| BusError::Unavailable(cause.to_string()))?;
        #[cfg(feature = "planted-bugs")]
        let page = crate::planted::with_what_is_about_to_be_stored(after, page);
        let mut newest = self.newest.lock().await;
        let mut events = Vec::new();
        for recorded in &page.events {
            events.extend(self.public_form(&mut newest, recorded)?);
        }
        Ok((events, page.looked_through))
    }

    fn head_watch(&self) -> watch::Receiver<u64> {
        self.store.head_watch()
    }
}

impl LogOutbox {
    pub(crate) fn of(service: &'static str, store: Arc<dyn EventStore>, publish: Publish) -> Self {
        Self { service, store, publish, newest: tokio::sync::Mutex::default() }
    }

    fn public_form(
        &self,
        newest: &mut Newest,
        recorded: &Recorded,
    ) -> Result<Option<Arc<CloudEvent>>, BusError> {
        if let Some(made) = newest.get(&recorded.position) {
            return Ok(made.clone());
        }
        let public = (self.publish)(recorded).map_err(|cause| {
            BusError::Unavailable(format!("event {} cannot be published: {cause}", recorded.position))
        })?;
        let made = public.map(|public| Arc::new(self.envelope(recorded, public)));
        newest.insert(recorded.position, made.clone());
        if newest.len() > KEPT_EVENTS_MAX {
            newest.pop_first();
        }
        Ok(made)
    }

    fn envelope(&self, recorded: &Recorded, public: Public) -> CloudEvent {
        let event_type = format!("{TYPE_PREFIX}{}.{}", self.service, public.name);
        let metadata = &recorded.metadata;
        CloudEvent {
            specversion: Cow::Borrowed("1.0"),
            id: recorded.id,
            source: CloudEvent::source_of(&metadata.tenant, self.service),
            dataschema: schema_path(&event_type),
            event_type,
            subject: public.subject,
            time: metadata.recorded_at,
            datacontenttype: Cow::Borrowed("application/json"),
            sequence: recorded.revision.to_string(),
            position: recorded.position,
            correlationid: metadata.correlation.to_string(),
            causationid: metadata.command.to_string(),
            traceparent: metadata.traceparent.as_ref().map(ToString::to_string),
            data: public.data,
        }
    }
}
