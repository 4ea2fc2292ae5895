//! Who comes, leaves and walks in.

use super::*;

#[derive(Debug, Clone)]
pub(super) enum Coming {
    CheckIn { number: usize, by_staff: bool },
    ReleaseUnattended { number: usize },
    NoteAbsence { number: usize },
    WalkIn { which: usize, hours: i64 },
}

pub(super) fn comings(number: std::ops::Range<usize>) -> impl Strategy<Value = Coming> {
    prop_oneof![
        3 => (number.clone(), any::<bool>()).prop_map(|(number, by_staff)| Coming::CheckIn { number, by_staff }),
        2 => number.clone().prop_map(|number| Coming::ReleaseUnattended { number }),
        2 => number.prop_map(|number| Coming::NoteAbsence { number }),
        3 => (0..TREE.len(), 1..4_i64).prop_map(|(which, hours)| Coming::WalkIn { which, hours }),
    ]
}

impl World {
    pub(super) fn who_comes(&mut self, coming: &Coming) -> Option<SpaceCommand> {
        Some(match *coming {
            Coming::CheckIn { number, by_staff } => {
                let (reservation, _) = self.expected(number)?;
                let by = if by_staff { DoneBy::Staff } else { DoneBy::Holder };
                let shown = Shown { by, code_fits: by_staff.then_some(true) };
                SpaceCommand::CheckIn { reservation, shown, rules: Rules::Kept }
            }
            Coming::ReleaseUnattended { number } => {
                let (reservation, due_by) = self.expected(number)?;
                SpaceCommand::ReleaseUnattended { reservation, due_by }
            }
            Coming::NoteAbsence { number } => {
                let since = self.given.now - jiff::SignedDuration::from_hours(1);
                SpaceCommand::NoteAbsence { reservation: self.there(number)?, since }
            }
            Coming::WalkIn { which, hours } => {
                let (now, number) = (self.given.now, self.given.reservations + 1);
                self.given.reservations = number;
                super::attending::walk_in(named(TREE[which].0), number, span(now, now + hours * 1.hour()))
            }
        })
    }

    /// One of the reservations that somebody is expected to, and until when.
    fn expected(&self, number: usize) -> Option<(ReservationId, Timestamp)> {
        let expected = |it: &&Reserved| {
            it.state == ReservationState::Confirmed && it.terms.span.ends_at() > self.given.now
        };
        let all: Vec<_> = self.made().filter(expected).collect();
        let one = all.get(number % all.len().max(1))?;
        Some((one.terms.reservation, one.terms.check_in.as_ref()?.due_by))
    }

    /// One of the reservations that somebody is there for.
    fn there(&self, number: usize) -> Option<ReservationId> {
        let is_there =
            |it: &&Reserved| it.terms.check_in.as_ref().is_some_and(|it| it.checked_in_at.is_some());
        let all: Vec<_> = self.made().filter(is_there).collect();
        all.get(number % all.len().max(1)).map(|it| it.terms.reservation)
    }

    pub(super) fn made(&self) -> impl Iterator<Item = &Reserved> {
        (1..=self.given.reservations).filter_map(|made| self.given.space.reservation(reservation(made)))
    }
}
