//! Requests between programs: who asks what of whom, under which command id, and the answer.

use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    Problem, TenantId,
    ids::{CommandId, MemberId, SiteId},
};

/// Most rows one page of a list holds.
pub const PAGE_SIZE_MAX: u32 = 200;
/// Rows of a page when nobody says how many.
pub const PAGE_SIZE_DEFAULT: u32 = 50;

/// One thing a service can be asked. The type is the request's body.
pub trait Operation: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The service that answers.
    const SERVICE: &'static str;
    /// Its name on the bus, in kebab-case.
    const NAME: &'static str;
    /// Whether it may change something.
    const KIND: OperationKind;
    type Reply: Serialize + DeserializeOwned + Send + Sync + 'static;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OperationKind {
    Command,
    Query,
}

/// Declares operations: `command Name -> Reply` or `query Name -> Reply`, all of one service.
#[macro_export]
macro_rules! operations {
    ($service:literal: $($kind:ident $operation:ident as $name:literal -> $reply:ty;)+) => {$(
        impl $crate::Operation for $operation {
            const SERVICE: &'static str = $service;
            const NAME: &'static str = $name;
            const KIND: $crate::request::OperationKind = $crate::request::OperationKind::$kind;
            type Reply = $reply;
        }
    )+};
}

/// Who is behind a request. Authorisation has happened at the gateway; services record it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// Somebody who has not signed in.
    Anonymous,
    /// A member of the tenant.
    Member(MemberId),
    /// A part of the platform or its operator, by name: `import`, `notification`.
    Platform(String),
}

/// What a member may be besides a citizen.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Decides for the tenant: sites, resources, titles, roles, reports.
    Administrator,
    /// Admits tenants to the network; only of the secretariat's own tenant.
    Secretariat,
    /// A program that follows the tenant's events.
    Integrator,
    /// Works at the desk of a site.
    Clerk(SiteId),
}

/// A request as it travels.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Request<T> {
    pub tenant: TenantId,
    pub actor: Actor,
    /// The command's id; derived from the idempotency key where one was given.
    pub command: CommandId,
    /// Whether the caller may send the same command again: then its first answer is kept.
    pub repeatable: bool,
    /// What the conversation began with.
    pub correlation: String,
    /// Nobody waits for the answer after this.
    pub deadline: Timestamp,
    /// Answer only from views that have seen this much.
    #[serde(default)]
    pub after: Vec<LogPosition>,
    /// The revision a change was made against (`If-Match`).
    #[serde(default)]
    pub expected_revision: Option<u64>,
    #[serde(default)]
    pub traceparent: Option<String>,
    pub body: T,
}

impl<T> Request<T> {
    /// The same envelope around another body.
    pub fn with_body<U>(&self, body: U) -> Request<U> {
        Request {
            tenant: self.tenant.clone(),
            actor: self.actor.clone(),
            command: self.command,
            repeatable: self.repeatable,
            correlation: self.correlation.clone(),
            deadline: self.deadline,
            after: self.after.clone(),
            expected_revision: self.expected_revision,
            traceparent: self.traceparent.clone(),
            body,
        }
    }
}

/// A place in a service's log. Written `<service>=<position>` in the header `Nanum-Position`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogPosition {
    pub service: String,
    pub position: u64,
}

impl std::fmt::Display for LogPosition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={}", self.service, self.position)
    }
}

impl std::str::FromStr for LogPosition {
    type Err = NotALogPosition;
    fn from_str(text: &str) -> Result<Self, NotALogPosition> {
        let (service, position) = text.trim().split_once('=').ok_or(NotALogPosition)?;
        let position = position.parse().map_err(|_| NotALogPosition)?;
        Ok(Self { service: service.to_owned(), position })
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a log position is written <service>=<number>")]
pub struct NotALogPosition;

/// An answer, and where the log stood after it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answer<T> {
    pub reply: T,
    /// The log position of the last event a command recorded.
    #[serde(default)]
    pub position: Option<LogPosition>,
    /// The aggregate's revision, served as `ETag`.
    #[serde(default)]
    pub revision: Option<u64>,
}

impl<T> Answer<T> {
    pub fn of(reply: T) -> Self {
        Self { reply, position: None, revision: None }
    }

    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Answer<U> {
        Answer { reply: f(self.reply), position: self.position, revision: self.revision }
    }
}

/// What comes back over the bus.
pub type Outcome<T> = Result<Answer<T>, Problem>;

/// Which page of a list is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRequest {
    /// Where the page before ended, as that page said.
    #[serde(default)]
    pub cursor: Option<String>,
    /// Rows wanted; [`PAGE_SIZE_DEFAULT`] when absent, at most [`PAGE_SIZE_MAX`].
    #[serde(default)]
    pub limit: Option<u32>,
}

impl PageRequest {
    /// Rows to read, within the bounds.
    pub fn size(&self) -> usize {
        self.limit.unwrap_or(PAGE_SIZE_DEFAULT).clamp(1, PAGE_SIZE_MAX) as usize
    }
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// Give it as `cursor` to get the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// A page of at most `size` rows from one more row than fits; the cursor is that of the last row kept.
    pub fn from_overfull(mut rows: Vec<T>, size: usize, cursor_of: impl Fn(&T) -> String) -> Self {
        let next_cursor =
            (rows.len() > size).then(|| rows.truncate(size)).and_then(|()| rows.last().map(cursor_of));
        Self { rows, next_cursor }
    }
}
