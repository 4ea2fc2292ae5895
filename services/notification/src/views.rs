//! What Notification reads, each file named for the question it answers.

pub mod what_is_it_called;
pub mod which_messages;
