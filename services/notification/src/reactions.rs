//! What Notification does because of events: queue messages because of others', send them because of its own, and leave
//! nothing of who was erased.

pub mod eraser;
pub mod sender;
pub mod teller;
