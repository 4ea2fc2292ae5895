//! What is owed for reservations and what is to be given back: each is one entry, which is settled or withdrawn and never
//! changes its amount.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{ChargeId, MemberId, ReservationId, ResourceId, SiteId},
    money::Money,
    request::PageRequest,
};

/// What money is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Owing {
    Price,
    Deposit,
}

/// Whose money, how much, and for what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Owed {
    pub charge: ChargeId,
    #[serde(rename = "for")]
    pub of: Owing,
    pub reservation: ReservationId,
    pub resource: ResourceId,
    pub site: SiteId,
    pub member: MemberId,
    pub amount: Money,
}

macro_rules! entries {
    ($($(#[$doc:meta])* $name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty),* };)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
        pub struct $name {
            #[serde(flatten)]
            pub owed: Owed,
            $($(#[$attribute])* pub $field: $type),*
        }
    )+};
}

entries! {
    /// A member owes money.
    ChargeDue {
        /// The reservation lapses when nothing is paid by then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<String>, format = DateTime)]
        pay_by: Option<Timestamp>
    };
    /// It was paid.
    ChargeSettled {
        /// How whoever took the money names it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<String>
    };
    /// It is not owed any more.
    ChargeWithdrawn {};
    /// Money is to be given back to a member.
    RefundDue {};
    /// It was given back.
    RefundSettled {
        /// How whoever gave the money names it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<String>
    };
    /// It is not to be given back any more.
    RefundWithdrawn {};
}

/// Which way money goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChargeKind {
    /// From the member.
    Charge,
    /// To the member.
    Refund,
}

/// Where an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChargeState {
    Due,
    Settled,
    Withdrawn,
}

/// An entry of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Charge {
    pub kind: ChargeKind,
    pub state: ChargeState,
    #[serde(flatten)]
    pub owed: Owed,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub due_since: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub pay_by: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// A clerk took the money, or gave it back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SettleCharge {
    pub charge: ChargeId,
    /// A receipt's number.
    #[serde(default)]
    pub reference: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GetCharge {
    pub charge: ChargeId,
}

/// Entries in the order in which they came to be, of a member, or at a site, or both.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ListCharges {
    pub member: Option<MemberId>,
    pub site: Option<SiteId>,
    pub state: Option<ChargeState>,
    pub page: PageRequest,
}

/// A clerk decides whether a reservation costs nothing. What was paid is then given back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DecideWaiver {
    pub reservation: ReservationId,
    pub granted: bool,
}

/// A clerk gives the deposit back, or what is left of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReturnDeposit {
    pub reservation: ReservationId,
    /// What is kept for damage, in minor units.
    pub keep: i64,
}
