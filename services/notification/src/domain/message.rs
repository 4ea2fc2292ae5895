//! One message to one member: queued once, and then sent or failed, for good.

use jiff::{SignedDuration, Timestamp};
use nanum_contracts::{
    Problem,
    ids::{MemberId, MessageId},
    notification::{self, MessageKind},
};
use nanum_runtime::Decider;
use uuid::Uuid;

use super::event::{MessageEvent, MessageFailed, MessageQueued, MessageSent};

/// A message that could not be handed over for so long is given up, as mail servers do (RFC 5321, 4.5.4.1).
pub const GIVEN_UP_AFTER: SignedDuration = SignedDuration::from_hours(5 * 24);

/// Where a message stands. What is finished says no more: the first outcome holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum MessageState {
    #[default]
    NeverQueued,
    Queued(Waiting),
    Sent,
    Failed,
}

/// What a message's outcome will repeat of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub message: MessageId,
    pub member: MemberId,
    pub kind: MessageKind,
    pub cause: Uuid,
    pub queued_at: Timestamp,
}

impl Waiting {
    /// A message that could not be handed over within five days is given up.
    pub fn is_given_up(&self, now: Timestamp) -> bool {
        now.duration_since(self.queued_at) > GIVEN_UP_AFTER
    }
}

/// What can be asked of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageCommand {
    Queue(MessageQueued),
    MarkSent,
    /// `reason` names no person.
    MarkFailed {
        reason: String,
    },
}

/// Why a message cannot be marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MessageRefused {
    #[error("it was never queued")]
    NeverQueued,
}

impl From<MessageRefused> for Problem {
    fn from(refused: MessageRefused) -> Self {
        match refused {
            MessageRefused::NeverQueued => Self::not_found("message"),
        }
    }
}

/// The messages of the log.
#[derive(Debug)]
pub struct Message;

impl Decider for Message {
    const SERVICE: &'static str = notification::SERVICE;
    const AGGREGATE: &'static str = "message";
    type State = MessageState;
    type Command = MessageCommand;
    type Event = MessageEvent;
    type Refusal = MessageRefused;

    fn decide(
        state: &MessageState,
        command: &MessageCommand,
        _: Timestamp,
    ) -> Result<Vec<MessageEvent>, MessageRefused> {
        match (state, command) {
            (MessageState::NeverQueued, MessageCommand::Queue(message)) => Ok(vec![message.clone().into()]),
            (MessageState::NeverQueued, _) => Err(MessageRefused::NeverQueued),
            (MessageState::Queued(waiting), MessageCommand::MarkSent) => Ok(vec![sent(waiting).into()]),
            (MessageState::Queued(waiting), MessageCommand::MarkFailed { reason }) => {
                Ok(vec![failed(waiting, reason).into()])
            }
            (MessageState::Queued(_), MessageCommand::Queue(_))
            | (MessageState::Sent | MessageState::Failed, _) => Ok(Vec::new()),
        }
    }

    fn evolve(state: MessageState, event: &MessageEvent, recorded_at: Timestamp) -> MessageState {
        match event {
            MessageEvent::MessageQueued(queued) => MessageState::Queued(Waiting {
                message: queued.message,
                member: queued.member,
                kind: queued.kind,
                cause: queued.cause,
                queued_at: recorded_at,
            }),
            MessageEvent::MessageSent(_) => MessageState::Sent,
            MessageEvent::MessageFailed(_) => MessageState::Failed,
            // Of a reader, and in their own stream.
            MessageEvent::MessagesErased(_) => state,
        }
    }
}

fn sent(waiting: &Waiting) -> MessageSent {
    let Waiting { message, member, kind, cause, .. } = *waiting;
    MessageSent { message, member, kind, cause }
}

fn failed(waiting: &Waiting, reason: &str) -> MessageFailed {
    let Waiting { message, member, kind, cause, .. } = *waiting;
    MessageFailed { message, member, kind, cause, reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use nanum_contracts::ids::Id;

    use super::*;
    use crate::domain::event::{HoldFacts, Subject};

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn of_a_hold() -> MessageQueued {
        let about =
            HoldFacts { hold: Id::named("t", "h"), title: Id::named("t", "t"), site: Id::named("t", "s") };
        MessageQueued {
            message: Id::named("t", "m"),
            member: Id::named("t", "p"),
            kind: MessageKind::HoldReady,
            cause: Uuid::NAMESPACE_URL,
            about: Subject::Hold(about),
        }
    }

    fn given(events: &[MessageEvent]) -> MessageState {
        events.iter().fold(MessageState::default(), |state, event| Message::evolve(state, event, NOW))
    }

    fn when(state: &MessageState, command: MessageCommand) -> Result<Vec<MessageEvent>, MessageRefused> {
        Message::decide(state, &command, NOW)
    }

    fn failing() -> MessageCommand {
        MessageCommand::MarkFailed { reason: "the mail server refused it: 550".to_owned() }
    }

    #[test]
    fn a_message_is_queued_once() {
        let queue = MessageCommand::Queue(of_a_hold());
        let happened = when(&given(&[]), queue.clone()).unwrap();
        assert_eq!(happened, [of_a_hold().into()]);
        assert_eq!(when(&given(&happened), queue), Ok(Vec::new()));
    }

    #[test]
    fn the_first_outcome_holds() {
        for first in [MessageCommand::MarkSent, failing()] {
            let mut events = vec![of_a_hold().into()];
            events.extend(when(&given(&events), first).unwrap());
            assert_eq!(events.len(), 2);
            for later in [MessageCommand::MarkSent, failing(), MessageCommand::Queue(of_a_hold())] {
                assert_eq!(when(&given(&events), later), Ok(Vec::new()));
            }
        }
    }

    #[test]
    fn an_outcome_repeats_whom_it_was_for() {
        let happened = when(&given(&[of_a_hold().into()]), MessageCommand::MarkSent).unwrap();
        let MessageQueued { message, member, kind, cause, .. } = of_a_hold();
        assert_eq!(happened, [MessageSent { message, member, kind, cause }.into()]);
    }

    #[test]
    fn what_was_never_queued_has_no_outcome() {
        assert_eq!(when(&given(&[]), MessageCommand::MarkSent), Err(MessageRefused::NeverQueued));
        assert_eq!(when(&given(&[]), failing()), Err(MessageRefused::NeverQueued));
    }

    #[test]
    fn a_message_is_given_up_after_five_days() {
        let MessageState::Queued(waiting) = given(&[of_a_hold().into()]) else { panic!("it waits") };
        let second = SignedDuration::from_secs(1);
        let after = |wait: SignedDuration| waiting.is_given_up(NOW + wait);
        assert!(!after(GIVEN_UP_AFTER - second));
        assert!(!after(GIVEN_UP_AFTER));
        assert!(after(GIVEN_UP_AFTER + second));
    }
}
