//! A member as a reader of messages: erased, once, or not.

use jiff::Timestamp;
use nanum_contracts::{Problem, ids::MemberId, notification};
use nanum_runtime::Decider;

use super::event::{MessageEvent, MessagesErased};

/// Says that nothing of a member's messages is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarkErased {
    pub member: MemberId,
}

/// The readers of the log; the state is whether their messages were erased.
#[derive(Debug)]
pub struct Reader;

impl Decider for Reader {
    const SERVICE: &'static str = notification::SERVICE;
    const AGGREGATE: &'static str = "reader";
    type State = bool;
    type Command = MarkErased;
    type Event = MessageEvent;
    type Refusal = Problem;

    fn decide(erased: &bool, command: &MarkErased, _: Timestamp) -> Result<Vec<MessageEvent>, Problem> {
        Ok(if *erased { Vec::new() } else { vec![MessagesErased { member: command.member }.into()] })
    }

    fn evolve(erased: bool, event: &MessageEvent, _: Timestamp) -> bool {
        erased || matches!(event, MessageEvent::MessagesErased(_))
    }
}
