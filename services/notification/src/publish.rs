//! What others may know of messages: that they were sent, or failed, or erased; never the text, never why.

use nanum_contracts::{WireError, WireEvent, notification, notification::NotificationEvent};
use nanum_runtime::{Public, Recorded};

use crate::domain::event::MessageEvent;

/// The public form of an event of the log.
///
/// # Errors
/// When the event cannot be read or written.
pub fn publish(recorded: &Recorded) -> Result<Option<Public>, WireError> {
    let public: NotificationEvent = match MessageEvent::decode(&recorded.name, &recorded.data)? {
        MessageEvent::MessageQueued(_) => return Ok(None),
        MessageEvent::MessageSent(sent) => notification::MessageSent {
            message: sent.message,
            member: sent.member,
            kind: sent.kind,
            cause: sent.cause,
        }
        .into(),
        MessageEvent::MessageFailed(failed) => notification::MessageFailed {
            message: failed.message,
            member: failed.member,
            kind: failed.kind,
            cause: failed.cause,
        }
        .into(),
        MessageEvent::MessagesErased(erased) => notification::MessagesErased { member: erased.member }.into(),
    };
    let subject = match &public {
        NotificationEvent::MessageSent(sent) => format!("message/{}", sent.message),
        NotificationEvent::MessageFailed(failed) => format!("message/{}", failed.message),
        NotificationEvent::MessagesErased(erased) => format!("reader/{}", erased.member),
    };
    Public::new::<NotificationEvent>(subject, public).map(Some)
}
