//! What the services say to each other: ids, time, text, every public event, every request and every refusal.
//!
//! This crate knows nobody. It holds data and its parsing at the edge, and no behaviour of any service.

pub mod booking;
pub mod event;
pub mod ids;
pub mod lending;
pub mod membership;
pub mod money;
pub mod notification;
pub mod problem;
pub mod reporting;
pub mod request;
pub mod tenant;
pub mod text;
pub mod time;

pub use event::{CloudEvent, WireError, WireEvent};
pub use problem::Problem;
pub use request::{Actor, Answer, LogPosition, Operation, Request, Role};
pub use tenant::TenantId;
pub use text::{Language, LocalizedText};
