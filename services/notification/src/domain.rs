//! What Notification decides: whom to tell what, once, and what has become of each message.
//!
//! It holds no personal data: a message names the member, and the text is written when it is sent.

pub mod event;
pub mod message;
pub mod reader;
pub mod what_to_tell;
