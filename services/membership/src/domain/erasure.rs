//! Erasure: what is left of a member whose personal data is erased, and what the receipt says.
//!
//! It happens in two steps. *Begun*: from this event on nobody reads, changes or recognises the member, and it will be
//! finished whatever crashes. *Erased*: their claims are free and their key is destroyed. It is never refused because of what
//! they have out: loans go on under an id that names nobody. What only a person can hold, Booking and Lending end when they hear of it.

use jiff::Timestamp;
use nanum_contracts::{
    Actor,
    ids::MemberId,
    membership::{Coverage, CoveredPlace, ErasureReceipt, Place, ReceiptLine},
};
use nanum_runtime::sealed::Sealed;
use serde::{Deserialize, Serialize};

use super::person::PersonalData;

/// A member's personal data is to be erased; nobody may read it any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ErasureBegun {
    pub member: MemberId,
    pub asked_by: Actor,
}

/// A member's key is destroyed: nobody can read their personal data any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MemberErased {
    pub member: MemberId,
    /// Every place, as the erasure left it.
    pub places: Vec<CoveredPlace>,
}

/// Notification has confirmed that nothing it sends or wrote to the member is left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MessagesErased {
    pub member: MemberId,
}

/// How far a member's erasure has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    pub asked_by: Actor,
    pub asked_at: Timestamp,
    /// What their claims are found by, until they are erased.
    pub personal: Option<Sealed<PersonalData>>,
    pub erased: Option<Erased>,
    pub messages_erased_at: Option<Timestamp>,
}

/// An erasure that is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    pub at: Timestamp,
    pub places: Vec<CoveredPlace>,
}

/// Every place where personal data of a member is or might be looked for, and what erasing does there.
pub fn every_place(key_copies_gone_at: Option<Timestamp>) -> Vec<CoveredPlace> {
    use Coverage::{Deleted, Expires, HeldNone, NotCovered, Pending, Unreadable};
    let places = [
        (Place::Key, Deleted),
        (Place::Log, Unreadable),
        (Place::Snapshots, Unreadable),
        (Place::Claims, Unreadable),
        (Place::Fingerprints, Unreadable),
        (Place::KeptAnswers, HeldNone),
        (Place::Views, HeldNone),
        (Place::Search, HeldNone),
        (Place::PublicEvents, HeldNone),
        (Place::MessageLog, HeldNone),
        (Place::Mails, Pending),
        (Place::OtherMailServers, NotCovered),
        (Place::Reports, HeldNone),
        (Place::CopiesOfTheLog, Unreadable),
        (Place::CopiesOfTheKeys, Expires),
        (Place::Telemetry, HeldNone),
        (Place::TextsOfStaff, NotCovered),
        (Place::IdentityProvider, NotCovered),
    ];
    let line = |(place, coverage)| CoveredPlace {
        place,
        coverage,
        until: if place == Place::CopiesOfTheKeys { key_copies_gone_at } else { None },
    };
    places.into_iter().map(line).collect()
}

impl Erasure {
    /// The receipt; `None` while the erasure is not finished.
    pub fn receipt(&self, member: MemberId) -> Option<ErasureReceipt> {
        let erased = self.erased.as_ref()?;
        let line = |covered: &CoveredPlace| {
            let covered = match (covered.place, self.messages_erased_at) {
                (Place::Mails, Some(at)) => {
                    CoveredPlace { coverage: Coverage::Deleted, until: Some(at), ..covered.clone() }
                }
                _ => covered.clone(),
            };
            ReceiptLine { explanation: explanation(covered.place).to_owned(), covered }
        };
        Some(ErasureReceipt {
            member,
            asked_by: self.asked_by.clone(),
            asked_at: self.asked_at,
            erased_at: erased.at,
            places: erased.places.iter().map(line).collect(),
        })
    }
}

/// What was done in a place, for a person.
fn explanation(place: Place) -> &'static str {
    match place {
        Place::Key => {
            "The member's key is overwritten in the file of keys and its journal; they get none again."
        }
        Place::Log => {
            "Membership's log keeps name, address, card and identity as they were written: sealed under the destroyed key."
        }
        Place::Snapshots => {
            "A snapshot, and what is in memory, holds no more than the log: sealed under the destroyed key."
        }
        Place::Claims => {
            "Identity and card are free for others. What they were claimed under is keyed by a secret that is no part of the \
             log, and says nothing without it."
        }
        Place::Fingerprints => "What tells repeated commands apart is keyed by the same secret.",
        Place::KeptAnswers => "Answers that hold personal data are never kept; refusals do not repeat it.",
        Place::Views => {
            "No view of any service holds personal data: Membership's know tenants, sites and ids of the erased; those of \
             Booking, Lending, Notification and Reporting know members by an id that names nobody."
        }
        Place::Search => {
            "Only what is shared is searched. A member was found by card through its claim, which is free."
        }
        Place::PublicEvents => "What other services and integrators were told names members by id alone.",
        Place::MessageLog => {
            "It keeps that something was sent, about what and when, to an id; never a text or an address."
        }
        Place::Mails => "What waited to be sent is dropped, and mails in the folder of mails are deleted.",
        Place::OtherMailServers => "Mails that were handed to a mail server are with it and with the reader.",
        Place::Reports => "Reports count uses; they name no member.",
        Place::CopiesOfTheLog => "They hold what the log holds: sealed under the destroyed key.",
        Place::CopiesOfTheKeys => {
            "A copy of the keys taken before can open the log until it is destroyed, by the operator's own rule on the day \
             named. Restored, it does not bring the key back."
        }
        Place::Telemetry => "Log lines, traces and metrics hold no personal data.",
        Place::TextsOfStaff => {
            "What a clerk wrote by hand, such as why a reservation was refused, stays as it is; it is not meant to name anybody."
        }
        Place::IdentityProvider => "The account at the identity provider is the provider's to erase.",
    }
}

#[cfg(test)]
mod tests {
    use nanum_contracts::ids::Id;

    use super::*;

    #[test]
    fn a_receipt_names_each_place_once_and_explains_it() {
        let at: Timestamp = "2026-03-02T09:00:00Z".parse().unwrap();
        let gone: Timestamp = "2026-04-01T09:00:00Z".parse().unwrap();
        let member = MemberId::named("seosan", "minji");
        let begun = Erasure {
            asked_by: Actor::Member(member),
            asked_at: at,
            personal: None,
            erased: None,
            messages_erased_at: None,
        };
        assert_eq!(begun.receipt(member), None);
        let erased = Erasure { erased: Some(Erased { at, places: every_place(Some(gone)) }), ..begun };
        let lines = erased.receipt(member).unwrap().places;
        let names: std::collections::BTreeSet<_> =
            lines.iter().map(|line| serde_json::to_string(&line.covered.place).unwrap()).collect();
        assert_eq!(names.len(), lines.len());
        assert!(lines.iter().all(|line| line.explanation.ends_with('.')));
        let until: Vec<_> = lines.iter().filter_map(|line| line.covered.until).collect();
        assert_eq!(until, [gone]);
        let of_mails = |erasure: &Erasure| {
            let receipt = erasure.receipt(member).unwrap();
            receipt.places.into_iter().find(|line| line.covered.place == Place::Mails).unwrap().covered
        };
        assert_eq!(of_mails(&erased).coverage, Coverage::Pending);
        let confirmed = Erasure { messages_erased_at: Some(gone), ..erased };
        assert_eq!(
            (of_mails(&confirmed).coverage, of_mails(&confirmed).until),
            (Coverage::Deleted, Some(gone))
        );
    }
}
