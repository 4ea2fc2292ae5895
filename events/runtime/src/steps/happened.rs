//! What a step remembers of the event it comes from, and how an event is kept in a file.

use std::sync::Arc;

use nanum_bus::{Delivered, Mark};
use nanum_contracts::{CloudEvent, TenantId};
use nanum_store::{Metadata, Recorded, StreamName};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::Origin;

/// An event that can be reacted to: [`Recorded`] of the own log, [`Delivered`] of the bus.
pub trait Happened: Send + Sync + Sized + 'static {
    /// Where it comes from; `own` is the service that reacts.
    #[doc(hidden)]
    fn place<'a>(&'a self, own: &'a str) -> (&'a str, Mark);

    #[doc(hidden)]
    fn tenant(&self) -> &TenantId;

    #[doc(hidden)]
    fn id(&self) -> Uuid;

    #[doc(hidden)]
    fn correlation(&self) -> &str;

    /// Its wire name, with the version.
    #[doc(hidden)]
    fn wire_name(&self) -> &str;

    /// The aggregate it happened to: what happens to one stays in order.
    #[doc(hidden)]
    fn subject(&self, own: &str) -> String;

    /// # Errors
    /// When it cannot be written.
    #[doc(hidden)]
    fn to_text(&self) -> serde_json::Result<String>;

    /// # Errors
    /// When the text is not one of [`Happened::to_text`].
    #[doc(hidden)]
    fn from_text(text: &str) -> serde_json::Result<Self>;
}

pub(super) fn origin<E: Happened>(event: &E, own: &str) -> Origin {
    let (service, mark) = event.place(own);
    Origin {
        tenant: event.tenant().clone(),
        service: service.to_owned(),
        position: mark.position,
        event: event.wire_name().to_owned(),
        event_id: event.id(),
        correlation: event.correlation().to_owned(),
    }
}

#[derive(Serialize, Deserialize)]
struct RecordedText {
    id: Uuid,
    stream: String,
    revision: u64,
    position: u64,
    name: String,
    data: Box<RawValue>,
    metadata: Metadata,
}

impl Happened for Recorded {
    fn place<'a>(&'a self, own: &'a str) -> (&'a str, Mark) {
        (own, Mark { position: self.position, sequence: 0 })
    }

    fn tenant(&self) -> &TenantId {
        &self.metadata.tenant
    }

    fn id(&self) -> Uuid {
        self.id
    }

    fn correlation(&self) -> &str {
        &self.metadata.correlation
    }

    fn wire_name(&self) -> &str {
        &self.name
    }

    fn subject(&self, _: &str) -> String {
        self.stream.to_string()
    }

    fn to_text(&self) -> serde_json::Result<String> {
        serde_json::to_string(&RecordedText {
            id: self.id,
            stream: self.stream.to_string(),
            revision: self.revision,
            position: self.position,
            name: self.name.to_string(),
            data: RawValue::from_string(self.data.to_string())?,
            metadata: (*self.metadata).clone(),
        })
    }

    fn from_text(text: &str) -> serde_json::Result<Self> {
        let kept: RecordedText = serde_json::from_str(text)?;
        Ok(Self {
            id: kept.id,
            stream: StreamName::from_stored(&kept.stream),
            revision: kept.revision,
            position: kept.position,
            name: kept.name.into(),
            data: kept.data.get().into(),
            metadata: Arc::new(kept.metadata),
        })
    }
}

#[derive(Serialize, Deserialize)]
struct DeliveredText {
    service: String,
    mark: Mark,
    tenant: TenantId,
    event: Arc<CloudEvent>,
}

impl Happened for Delivered {
    fn place<'a>(&'a self, _: &'a str) -> (&'a str, Mark) {
        (&self.service, self.mark)
    }

    fn tenant(&self) -> &TenantId {
        &self.tenant
    }

    fn id(&self) -> Uuid {
        self.event.id
    }

    fn correlation(&self) -> &str {
        &self.event.correlationid
    }

    fn wire_name(&self) -> &str {
        self.event.name_in(&self.service).unwrap_or(&self.event.event_type)
    }

    /// Two services may call their aggregates alike.
    fn subject(&self, _: &str) -> String {
        format!("{}/{}", self.service, self.event.subject)
    }

    fn to_text(&self) -> serde_json::Result<String> {
        serde_json::to_string(&DeliveredText {
            service: self.service.clone(),
            mark: self.mark,
            tenant: self.tenant.clone(),
            event: self.event.clone(),
        })
    }

    fn from_text(text: &str) -> serde_json::Result<Self> {
        let DeliveredText { service, mark, tenant, event } = serde_json::from_str(text)?;
        Ok(Self { service, mark, tenant, event })
    }
}
