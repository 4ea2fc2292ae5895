//! What Notification does because of events: queue messages because of others', send them because of its own.

pub mod sender;
pub mod teller;
