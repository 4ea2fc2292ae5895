//! The use case: a member sees which messages were sent.

use std::sync::Arc;

use nanum_contracts::{
    Answer,
    notification::{ListMessages, Message},
    request::{Outcome, Page},
};
use nanum_runtime::{
    Asked, View,
    cursor::{cursor_at, place_of},
};

use crate::views::which_messages;

/// Answers for Notification.
#[derive(Debug)]
pub struct Desk {
    /// [`which_messages`].
    pub messages: View,
}

impl Desk {
    /// A member's messages, newest first.
    ///
    /// # Errors
    /// `NotUnderstood` for a cursor that no page gave; *try again* when the view is behind.
    pub async fn list_messages(self: Arc<Self>, asked: Asked<ListMessages>) -> Outcome<Page<Message>> {
        let ListMessages { member, page } = asked.body;
        let before = place_of::<i64>(page.cursor.as_deref())?;
        let (tenant, size) = (asked.cause.tenant, page.size());
        let found = self
            .messages
            .ask(&asked.after, move |rows| which_messages::of_member(rows, &tenant, member, before, size + 1))
            .await?;
        let page = Page::from_overfull(found, size, |(position, _)| cursor_at(position));
        let rows = page.rows.into_iter().map(|(_, message)| message).collect();
        Ok(Answer::of(Page { rows, next_cursor: page.next_cursor }))
    }
}
