//! Events on the wire: a written name with a version, JSON data, and the CloudEvents 1.0 envelope around public ones.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::TenantId;

/// What stands before `<service>.<noun>.<past-verb>.v<n>` in the type of a public event.
pub const TYPE_PREFIX: &str = "org.nanum.";

/// An event that cannot be read from or written to its stored form.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    #[error("no event is named {name:?} here")]
    UnknownName { name: String },
    #[error("the data of {name} cannot be read or written")]
    Data {
        name: String,
        #[source]
        source: serde_json::Error,
    },
}

/// A set of events with written names. Names are for ever: a changed shape gets a new version.
pub trait WireEvent: Sized + Clone + Send + Sync + 'static {
    /// Every name this set writes, `<noun>.<past-verb>.v<n>`.
    const NAMES: &'static [&'static str];
    /// Names that it wrote once and reads for ever, lifting what they hold to what is written now.
    const OLD_NAMES: &'static [&'static str] = &[];

    fn name(&self) -> &'static str;
    fn encode(&self) -> Result<Box<RawValue>, WireError>;
    /// `data` is JSON.
    fn decode(name: &str, data: &str) -> Result<Self, WireError>;
    /// Name and JSON Schema of every event of the set.
    fn schemas() -> Vec<(&'static str, utoipa::openapi::RefOr<utoipa::openapi::Schema>)>;
}

/// Writes an enum of events, one variant for each wire name, and its [`WireEvent`].
///
/// A shape that has changed is written under a new version. Logs hold the old one for ever, so that it is lifted on
/// reading, by a function from the old shape to the new one:
///
/// ```ignore
/// wire_events! {
///     pub enum DoorEvent { "door.opened.v2" => Opened }
///     lifting { "door.opened.v1" => OpenedV1 as opened_by_nobody_known => Opened }
/// }
/// ```
#[macro_export]
macro_rules! wire_events {
    (
        $(#[$doc:meta])* $vis:vis enum $set:ident { $($name:literal => $event:ident),+ $(,)? }
        $(lifting { $($old_name:literal => $old:ty as $lift:path => $lifted:ident),+ $(,)? })?
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        $vis enum $set {
            $($event($event)),+
        }

        impl $crate::WireEvent for $set {
            const NAMES: &'static [&'static str] = &[$($name),+];
            $(const OLD_NAMES: &'static [&'static str] = &[$($old_name),+];)?

            fn name(&self) -> &'static str {
                match self { $(Self::$event(_) => $name),+ }
            }

            fn encode(&self) -> Result<Box<serde_json::value::RawValue>, $crate::WireError> {
                match self { $(Self::$event(data) => serde_json::value::to_raw_value(data)),+ }
                    .map_err(|source| $crate::WireError::Data { name: self.name().to_owned(), source })
            }

            fn decode(name: &str, data: &str) -> Result<Self, $crate::WireError> {
                match name {
                    $($name => serde_json::from_str(data).map(Self::$event),)+
                    $($($old_name => {
                        serde_json::from_str::<$old>(data).map($lift).map(Self::$lifted)
                    })+)?
                    _ => return Err($crate::WireError::UnknownName { name: name.to_owned() }),
                }
                .map_err(|source| $crate::WireError::Data { name: name.to_owned(), source })
            }

            fn schemas() -> Vec<(&'static str, utoipa::openapi::RefOr<utoipa::openapi::Schema>)> {
                vec![$(($name, <$event as utoipa::PartialSchema>::schema())),+]
            }
        }

        $(impl From<$event> for $set {
            fn from(event: $event) -> Self {
                Self::$event(event)
            }
        })+
    };
}

/// A public event in the JSON form of CloudEvents 1.0, with the extension attributes that Nanum adds.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CloudEvent {
    /// Always `1.0`.
    #[schema(value_type = String, example = "1.0")]
    pub specversion: std::borrow::Cow<'static, str>,
    /// Unique for ever; the same again when an event is delivered again.
    pub id: Uuid,
    /// Tenant and service: `/tenants/<tenant>/<service>`.
    pub source: String,
    /// `org.nanum.<service>.<noun>.<past-verb>.v<n>`.
    #[serde(rename = "type")]
    pub event_type: String,
    /// The aggregate it happened to, e.g. `resource/rsc_…`: events of one subject arrive in order.
    pub subject: String,
    /// When it was recorded.
    #[schema(value_type = String, format = DateTime)]
    pub time: Timestamp,
    /// Always `application/json`.
    #[schema(value_type = String)]
    pub datacontenttype: std::borrow::Cow<'static, str>,
    /// Path under the gateway where the schema of `data` is served.
    pub dataschema: String,
    /// The aggregate's revision; grows within a subject.
    pub sequence: String,
    /// Position in the log of the service; grows within a service.
    pub position: u64,
    /// What the whole conversation began with.
    pub correlationid: String,
    /// The command that caused it.
    pub causationid: String,
    /// W3C trace context, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub traceparent: Option<String>,
    #[schema(value_type = Object)]
    pub data: Box<RawValue>,
}

impl CloudEvent {
    /// Source of a tenant's events of one service.
    pub fn source_of(tenant: &TenantId, service: &str) -> String {
        format!("/tenants/{tenant}/{service}")
    }

    /// The tenant and the service that `source` names.
    pub fn origin(&self) -> Option<(TenantId, &str)> {
        let (tenant, service) = self.source.strip_prefix("/tenants/")?.split_once('/')?;
        Some((TenantId::try_from(tenant.to_owned()).ok()?, service))
    }

    /// `<noun>.<past-verb>.v<n>` when the event comes from the given service.
    pub fn name_in(&self, service: &str) -> Option<&str> {
        self.event_type.strip_prefix(TYPE_PREFIX)?.strip_prefix(service)?.strip_prefix('.')
    }

    /// The typed event, when it is of the given service's set.
    pub fn decode<E: WireEvent>(&self, service: &str) -> Result<E, WireError> {
        let name =
            self.name_in(service).ok_or_else(|| WireError::UnknownName { name: self.event_type.clone() })?;
        E::decode(name, self.data.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A door opened.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
    struct Opened {
        door: String,
        by: Option<String>,
    }

    /// As it was written before anybody asked who opened it.
    #[derive(Deserialize)]
    struct OpenedV1 {
        name_of_door: String,
    }

    fn by_nobody_known(old: OpenedV1) -> Opened {
        Opened { door: old.name_of_door, by: None }
    }

    wire_events! {
        /// What happens to a door.
        enum DoorEvent { "door.opened.v2" => Opened }
        lifting { "door.opened.v1" => OpenedV1 as by_nobody_known => Opened }
    }

    fn read(name: &str, fixture: &str) -> Result<DoorEvent, WireError> {
        DoorEvent::decode(name, fixture)
    }

    #[test]
    fn every_version_of_an_event_is_read_as_the_newest() {
        let old = read("door.opened.v1", r#"{"name_of_door": "front"}"#).unwrap();
        assert_eq!(old, Opened { door: "front".to_owned(), by: None }.into());
        assert_eq!(old.name(), "door.opened.v2");
        let written = old.encode().unwrap();
        assert_eq!(read(old.name(), written.get()).unwrap(), old);
        assert_eq!(
            (DoorEvent::NAMES, DoorEvent::OLD_NAMES),
            (&["door.opened.v2"][..], &["door.opened.v1"][..])
        );
    }

    #[test]
    fn an_old_version_that_is_not_of_its_shape_is_named() {
        match read("door.opened.v1", r#"{"door": "front"}"#) {
            Err(WireError::Data { name, .. }) => assert_eq!(name, "door.opened.v1"),
            other => panic!("{other:?}"),
        }
        assert!(matches!(read("door.opened.v3", "{}"), Err(WireError::UnknownName { .. })));
    }
}
