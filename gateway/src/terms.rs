//! The terms of a request: what its headers say beside who asks and what.

use std::{str::FromStr, sync::Arc};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, header, request::Parts},
};
use nanum_contracts::{
    Actor, LogPosition, Operation, Problem, TenantId, membership::Identity, request::OperationKind,
};
use nanum_runtime::{Call, ids::Ids};

use crate::{Gateway, Refusal, layers::RequestId};

/// A command with the same key happens once.
pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Where a log must have been seen up to, by whatever answers.
pub(crate) const AFTER: HeaderName = HeaderName::from_static("nanum-after");
/// Longest idempotency key, in characters.
pub(crate) const KEY_LENGTH_MAX: usize = 128;
/// Most positions one request may name: there are five services.
const POSITIONS_MAX: usize = 10;

/// On which terms something is asked.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// Repeats of a command under this key get its first answer.
    pub key: Option<String>,
    /// The revision a change is made against.
    pub expected_revision: Option<u64>,
    /// Only an answer that has seen this much.
    pub after: Vec<LogPosition>,
    /// What the conversation is called in logs and events.
    pub correlation: Option<String>,
}

impl Terms {
    /// The same under an idempotency key, such as the hidden one of a form.
    ///
    /// # Errors
    /// When it can be none.
    pub fn keyed(mut self, key: &str) -> Result<Self, Problem> {
        let fits =
            (1..=KEY_LENGTH_MAX).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic());
        if !fits {
            return Err(Problem::not_understood(format!(
                "an idempotency key is 1 to {KEY_LENGTH_MAX} visible ASCII characters"
            )));
        }
        self.key = Some(key.to_owned());
        Ok(self)
    }

    /// The same for somebody who is no member yet: the key belongs to their identity, since *anonymous* is everybody.
    pub(crate) fn of_identity(mut self, identity: &Identity) -> Self {
        self.key = self.key.map(|key| format!("{}\n{}\n{key}", identity.issuer, identity.subject));
        self
    }

    /// A call of operation `O` on these terms.
    pub(crate) fn call<O: Operation>(&self, tenant: &TenantId, actor: Actor, ids: &Ids) -> Call {
        let mut call = match O::KIND {
            OperationKind::Query => Call::query(tenant, actor),
            OperationKind::Command => {
                let call = Call::command(tenant, actor, ids);
                match &self.key {
                    Some(key) => call.with_key(key),
                    None => call,
                }
            }
        };
        if O::KIND == OperationKind::Command {
            call.expected_revision = self.expected_revision;
        }
        call.after.clone_from(&self.after);
        if let Some(correlation) = &self.correlation {
            call.correlation.clone_from(correlation);
        }
        call
    }

    pub(crate) fn positions(headers: &HeaderMap) -> Result<Vec<LogPosition>, Problem> {
        let not_understood = || {
            Problem::not_understood(format!(
                "{AFTER} holds at most {POSITIONS_MAX} positions as they were served, such as booking=123, lending=4"
            ))
        };
        let texts = headers.get_all(&AFTER).iter().map(|value| value.to_str().map_err(|_| not_understood()));
        let texts = texts.collect::<Result<Vec<_>, Problem>>()?;
        let parts = texts.iter().flat_map(|text| text.split(',')).filter(|part| !part.trim().is_empty());
        let positions = parts.map(|part| LogPosition::from_str(part).map_err(|_| not_understood()));
        let positions = positions.collect::<Result<Vec<_>, Problem>>()?;
        if positions.len() <= POSITIONS_MAX { Ok(positions) } else { Err(not_understood()) }
    }

    pub(crate) fn of_request(parts: &Parts) -> Result<Self, Problem> {
        let terms = Self {
            key: None,
            expected_revision: only(&parts.headers, &header::IF_MATCH)?.map(revision).transpose()?.flatten(),
            after: Self::positions(&parts.headers)?,
            correlation: parts.extensions.get::<RequestId>().map(|id| id.0.clone()),
        };
        match only(&parts.headers, &IDEMPOTENCY_KEY)? {
            Some(key) => terms.keyed(key),
            None => Ok(terms),
        }
    }
}

impl FromRequestParts<Arc<Gateway>> for Terms {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<Gateway>) -> Result<Self, Refusal> {
        Ok(Self::of_request(parts)?)
    }
}

/// The header's one value as text.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a str>, Problem> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| {
            Problem::not_understood(format!("the header {name} holds other than visible ASCII characters"))
        }),
        (Some(_), Some(_)) => Err(Problem::not_understood(format!("the header {name} is there twice"))),
    }
}

/// The revision in an `If-Match`; `*` fits every one.
fn revision(value: &str) -> Result<Option<u64>, Problem> {
    if value.trim() == "*" {
        return Ok(None);
    }
    let digits = value.trim().strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let revision = digits.and_then(|digits| digits.parse().ok());
    revision.map(Some).ok_or_else(|| {
        Problem::not_understood("If-Match holds one ETag as it was served, such as \"7\", or *")
    })
}
