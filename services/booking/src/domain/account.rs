//! The account of a reservation: what is owed for it and what is to be given back, entry by entry. An entry is settled or
//! withdrawn, and never changes its amount.
//!
//! One invariant: no more is to be given back than was paid.

use nanum_contracts::{
    booking::{ChargeDue, ChargeKind, ChargeState, ChargeWithdrawn, Owed, Owing, RefundDue, RefundWithdrawn},
    ids::{ChargeId, Id as _, ReservationId},
    money::Money,
};
use serde::{Deserialize, Serialize};

use super::{SpaceEvent, Terms};

/// The entries of one reservation, in the order in which they came to be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account(Vec<Entry>);

/// Money that goes one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub kind: ChargeKind,
    pub state: ChargeState,
    pub owed: Owed,
}

impl Account {
    /// An entry by its id.
    pub fn entry(&self, charge: ChargeId) -> Option<&Entry> {
        self.0.iter().find(|entry| entry.owed.charge == charge)
    }

    /// Whether there is nothing left to be done: nothing is due, and no deposit is with the city.
    pub fn is_closed(&self) -> bool {
        !self.0.iter().any(|entry| entry.state == ChargeState::Due) && self.paid(Owing::Deposit) == 0
    }

    /// What a member has paid or is to pay, less what was or is to be given back.
    pub fn balance(&self, of: Owing) -> i64 {
        self.sum(of, |entry| entry.state != ChargeState::Withdrawn)
    }

    /// What a member has paid, less what was or is to be given back.
    pub fn paid(&self, of: Owing) -> i64 {
        self.sum(of, |entry| match entry.kind {
            ChargeKind::Charge => entry.state == ChargeState::Settled,
            ChargeKind::Refund => entry.state != ChargeState::Withdrawn,
        })
    }

    /// Whether something is to be paid.
    pub fn is_due(&self) -> bool {
        self.0.iter().any(|entry| entry.kind == ChargeKind::Charge && entry.state == ChargeState::Due)
    }

    fn sum(&self, of: Owing, counts: impl Fn(&Entry) -> bool) -> i64 {
        let counted = self.0.iter().filter(|entry| entry.owed.of == of && counts(entry));
        counted.fold(0, |sum: i64, entry| match entry.kind {
            ChargeKind::Charge => sum.saturating_add(entry.owed.amount.minor),
            ChargeKind::Refund => sum.saturating_sub(entry.owed.amount.minor),
        })
    }

    /// The id of the next entry: by its place in the account.
    pub(super) fn next_id(&self, reservation: ReservationId) -> ChargeId {
        ChargeId::named(&reservation.to_string(), &(self.0.len() + 1).to_string())
    }

    /// What must happen for the balance to become what is owed. What is open goes first, latest first; only what was paid is given
    /// back.
    pub(super) fn becomes(&self, terms: &Terms, of: Owing, owed: i64) -> Vec<SpaceEvent> {
        let Some(priced) = &terms.price else { return Vec::new() };
        let mut balance = self.balance(of);
        let open_kind = if owed < balance { ChargeKind::Charge } else { ChargeKind::Refund };
        let mut events = Vec::new();
        let open = |entry: &&Entry| {
            entry.owed.of == of && entry.kind == open_kind && entry.state == ChargeState::Due
        };
        for entry in self.0.iter().rev().filter(open) {
            let (owed_before, minor) = (entry.owed.clone(), entry.owed.amount.minor);
            match open_kind {
                ChargeKind::Charge if balance > owed => {
                    balance = balance.saturating_sub(minor);
                    events.push(ChargeWithdrawn { owed: owed_before }.into());
                }
                ChargeKind::Refund if balance < owed => {
                    balance = balance.saturating_add(minor);
                    events.push(RefundWithdrawn { owed: owed_before }.into());
                }
                ChargeKind::Charge | ChargeKind::Refund => {}
            }
        }
        let difference = owed.saturating_sub(balance);
        let entry = Owed {
            charge: self.next_id(terms.reservation),
            of,
            reservation: terms.reservation,
            resource: terms.resource,
            site: terms.site,
            member: terms.member,
            amount: Money::of(difference.saturating_abs(), priced.price.amount.currency),
        };
        match difference {
            0 => {}
            1.. => events.push(ChargeDue { owed: entry, pay_by: priced.price.pay_by }.into()),
            _ => events.push(RefundDue { owed: entry }.into()),
        }
        events
    }

    /// The account after one of its events.
    pub(super) fn note(&mut self, event: &SpaceEvent) {
        let Some((owed, kind, state)) = event.of_money() else { return };
        match self.0.iter_mut().find(|entry| entry.owed.charge == owed.charge) {
            Some(entry) => entry.state = state,
            None => self.0.push(Entry { kind, state, owed: owed.clone() }),
        }
    }
}

impl Account {
    /// So much of what was paid is to be given back.
    pub(super) fn gives_back(&self, of: Owing, minor: i64) -> Option<SpaceEvent> {
        let mut owed = self.0.iter().find(|entry| entry.owed.of == of)?.owed.clone();
        owed.charge = self.next_id(owed.reservation);
        owed.amount.minor = minor;
        Some(RefundDue { owed }.into())
    }
}
