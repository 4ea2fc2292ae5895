//! A member's calendar: whether others may read it at its address, and which opening counts.
//!
//! The log holds no address. The address is made from the opening that counts by the deployment's secret, so that who reads
//! the log cannot make it, and a new opening makes another one.

use nanum_contracts::{
    ids::{CommandId, MemberId},
    wire_events,
};
use serde::{Deserialize, Serialize};

/// A member's calendar can be read at an address that was not there before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CalendarOpened {
    pub member: MemberId,
    /// The command that opened it: each makes an address of its own.
    pub opening: CommandId,
}

/// A member's calendar cannot be read at any address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CalendarClosed {
    pub member: MemberId,
}

wire_events! {
    /// What happens to a member's calendar.
    pub enum CalendarEvent {
        "calendar.opened.v1" => CalendarOpened,
        "calendar.closed.v1" => CalendarClosed,
    }
}

/// What can be asked of a calendar.
#[derive(Debug, Clone, Copy)]
pub enum CalendarCommand {
    /// Opens it anew.
    Open {
        member: MemberId,
        opening: CommandId,
    },
    Close {
        member: MemberId,
    },
}

/// The opening that counts; `None` while it is closed.
pub type Calendar = Option<CommandId>;

/// What happens on a command; nothing is refused.
pub fn decide(open: Calendar, command: CalendarCommand) -> Vec<CalendarEvent> {
    match command {
        CalendarCommand::Open { opening, .. } if open == Some(opening) => Vec::new(),
        CalendarCommand::Open { member, opening } => vec![CalendarOpened { member, opening }.into()],
        CalendarCommand::Close { member } if open.is_some() => vec![CalendarClosed { member }.into()],
        CalendarCommand::Close { .. } => Vec::new(),
    }
}

/// The calendar after an event.
pub fn evolve(event: &CalendarEvent) -> Calendar {
    match event {
        CalendarEvent::CalendarOpened(CalendarOpened { opening, .. }) => Some(*opening),
        CalendarEvent::CalendarClosed(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use nanum_contracts::ids::Id;

    use super::*;

    #[test]
    fn a_calendar_is_opened_anew_each_time_and_closed_once() {
        let member = MemberId::named("seosan", "minji");
        let open = |name: &str| {
            let opening = CommandId::named("seosan", name);
            (
                CalendarCommand::Open { member, opening },
                CalendarEvent::from(CalendarOpened { member, opening }),
            )
        };
        let ((first, opened), (again, opened_again)) = (open("first"), open("again"));
        assert_eq!(decide(None, first), std::slice::from_ref(&opened));
        let calendar = evolve(&opened);
        assert_eq!(decide(calendar, first), [], "a command that comes twice");
        assert_eq!(decide(calendar, again), [opened_again]);
        let closed = CalendarEvent::from(CalendarClosed { member });
        assert_eq!(decide(calendar, CalendarCommand::Close { member }), std::slice::from_ref(&closed));
        assert_eq!(decide(evolve(&closed), CalendarCommand::Close { member }), []);
    }
}
