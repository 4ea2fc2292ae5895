//! How events and requests look on NATS: subjects, and CloudEvents 1.0 in binary mode.
//!
//! An event's subject is `nanum.ev.<tenant>.<service>.<noun>.<past-verb>`, a request's is
//! `nanum.rq.<service>.<tenant>.<operation>`: what a server may allow or refuse a client is decided by these.

use std::fmt;

use async_nats::{HeaderMap, header};
use bytes::Bytes;
use nanum_contracts::{CloudEvent, TenantId};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::{Interest, MESSAGE_BYTES_MAX};

/// What all subjects of events begin with.
pub(super) const ALL_EVENTS: &str = "nanum.ev.>";

const CONTENT_TYPE: &str = "content-type";
const JSON: &str = "application/json";
/// The attributes as headers; `data` is the body.
const ID: &str = "ce-id";
const SOURCE: &str = "ce-source";
const TYPE: &str = "ce-type";
const SPECVERSION: &str = "ce-specversion";
const SUBJECT: &str = "ce-subject";
const TIME: &str = "ce-time";
const DATASCHEMA: &str = "ce-dataschema";
const SEQUENCE: &str = "ce-sequence";
const POSITION: &str = "ce-position";
const CORRELATIONID: &str = "ce-correlationid";
const CAUSATIONID: &str = "ce-causationid";
const TRACEPARENT: &str = "ce-traceparent";

/// What the CloudEvents bindings want encoded in headers, besides what is not ASCII.
const ENCODED: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'%');

/// Why a message is no event of ours, or an event cannot become a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Malformed {
    #[error("it has no {0}")]
    Missing(&'static str),
    #[error("its {0} cannot be read")]
    Unreadable(&'static str),
    #[error("its subject and its source name different origins")]
    OtherOrigin,
    #[error("it has {0} bytes, over the limit of {MESSAGE_BYTES_MAX}")]
    TooLarge(usize),
}

/// The subject of all events of a service, of one tenant or all, for reading and for checking what came last.
pub(super) fn events_of(tenant: Option<&TenantId>, service: &str) -> String {
    format!("nanum.ev.{}.{service}.>", tenant.map_or("*", TenantId::as_str))
}

/// The subjects that an interest means.
pub(super) fn subjects_of(interest: &Interest) -> Vec<String> {
    let tenant = interest.tenant.as_ref();
    if interest.services.is_empty() {
        return vec![tenant.map_or_else(|| ALL_EVENTS.to_owned(), |tenant| format!("nanum.ev.{tenant}.>"))];
    }
    interest.services.iter().map(|service| events_of(tenant, service)).collect()
}

/// Tenant and service of an event's subject.
pub(super) fn origin_of(subject: &str) -> Option<(&str, &str)> {
    let mut tokens = subject.strip_prefix("nanum.ev.")?.split('.');
    Some((tokens.next()?, tokens.next()?))
}

/// Where a service's requests come in, of all tenants and operations.
pub(super) fn requests_to(service: &str) -> String {
    format!("nanum.rq.{service}.*.*")
}

pub(super) fn request_subject(service: &str, tenant: &TenantId, operation: &str) -> String {
    format!("nanum.rq.{service}.{tenant}.{operation}")
}

/// The operation of a request's subject.
pub(super) fn operation_of(subject: &str) -> &str {
    subject.rsplit('.').next().unwrap_or_default()
}

/// An event's subject, headers and body.
pub(super) fn encode(event: &CloudEvent) -> Result<(String, HeaderMap, Bytes), Malformed> {
    let (tenant, service) = event.origin().ok_or(Malformed::Unreadable(SOURCE))?;
    // The version is not part of the subject: followers of an event want every version of it.
    let (name, _version) =
        event.name_in(service).and_then(|name| name.rsplit_once('.')).ok_or(Malformed::Unreadable(TYPE))?;
    let body = Bytes::copy_from_slice(event.data.get().as_bytes());
    if body.len() > MESSAGE_BYTES_MAX {
        return Err(Malformed::TooLarge(body.len()));
    }
    Ok((format!("nanum.ev.{tenant}.{service}.{name}"), headers_of(event), body))
}

fn headers_of(event: &CloudEvent) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut set = |name: &'static str, value: &dyn fmt::Display| {
        headers.insert(name, utf8_percent_encode(&value.to_string(), ENCODED).to_string());
    };
    set(CONTENT_TYPE, &JSON);
    set(ID, &event.id);
    set(SOURCE, &event.source);
    set(TYPE, &event.event_type);
    set(SPECVERSION, &event.specversion);
    set(SUBJECT, &event.subject);
    set(TIME, &event.time);
    set(DATASCHEMA, &event.dataschema);
    set(SEQUENCE, &event.sequence);
    set(POSITION, &event.position);
    set(CORRELATIONID, &event.correlationid);
    set(CAUSATIONID, &event.causationid);
    if let Some(traceparent) = &event.traceparent {
        set(TRACEPARENT, traceparent);
    }
    headers.insert(header::NATS_MESSAGE_ID, event.id.to_string());
    headers
}

/// The event in a message, with its tenant and service. The subject decides whose it is, as the server has checked it.
pub(super) fn decode(
    subject: &str,
    headers: Option<&HeaderMap>,
    body: &[u8],
) -> Result<(TenantId, String, CloudEvent), Malformed> {
    let headers = headers.ok_or(Malformed::Missing(ID))?;
    let data = str::from_utf8(body).ok().and_then(|text| RawValue::from_string(text.to_owned()).ok());
    let event = CloudEvent {
        specversion: attribute(headers, SPECVERSION)?.into(),
        id: parsed(headers, ID)?,
        source: attribute(headers, SOURCE)?,
        event_type: attribute(headers, TYPE)?,
        subject: attribute(headers, SUBJECT)?,
        time: parsed(headers, TIME)?,
        datacontenttype: attribute(headers, CONTENT_TYPE)?.into(),
        dataschema: attribute(headers, DATASCHEMA)?,
        sequence: attribute(headers, SEQUENCE)?,
        position: position_in(headers)?,
        correlationid: attribute(headers, CORRELATIONID)?,
        causationid: attribute(headers, CAUSATIONID)?,
        traceparent: attribute(headers, TRACEPARENT).ok(),
        data: data.ok_or(Malformed::Unreadable("body"))?,
    };
    let (tenant, service) = event.origin().ok_or(Malformed::Unreadable(SOURCE))?;
    if origin_of(subject) != Some((tenant.as_str(), service)) {
        return Err(Malformed::OtherOrigin);
    }
    let service = service.to_owned();
    Ok((tenant, service, event))
}

/// The position of an event in the log of its service.
pub(super) fn position_in(headers: &HeaderMap) -> Result<u64, Malformed> {
    parsed(headers, POSITION)
}

/// The id of an event.
pub(super) fn id_in(headers: &HeaderMap) -> Result<Uuid, Malformed> {
    parsed(headers, ID)
}

fn attribute(headers: &HeaderMap, name: &'static str) -> Result<String, Malformed> {
    let value = headers.get(name).ok_or(Malformed::Missing(name))?;
    let decoded =
        percent_decode_str(value.as_str()).decode_utf8().map_err(|_| Malformed::Unreadable(name))?;
    Ok(decoded.into_owned())
}

fn parsed<T: std::str::FromStr>(headers: &HeaderMap, name: &'static str) -> Result<T, Malformed> {
    attribute(headers, name)?.parse().map_err(|_| Malformed::Unreadable(name))
}

#[cfg(test)]
mod tests;
