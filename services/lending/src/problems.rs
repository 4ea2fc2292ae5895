//! What a refusal of the domain is to whoever asked.
//!
//! What the state forbids now (somebody was faster) is 409; what a rule forbids until the numbers change is 422. Either
//! names the rule with what it allows and what is so.

use nanum_contracts::Problem;
use serde_json::Value;

use crate::domain::{
    Refusal,
    rules::{ITEMS_MAX, QUEUE_LENGTH_MAX},
};

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::TitleUnknown => Self::not_found("title"),
            Refusal::ItemUnknown => Self::not_found("item"),
            Refusal::HoldEnded => forbidden(
                "only-active-holds-are-cancelled",
                "this hold is over: fulfilled, cancelled or lapsed",
                "waiting or ready",
                "over",
            ),
            Refusal::ItemOnLoan { due_on } => forbidden(
                "an-item-is-lent-once",
                format!("this item is on loan until {due_on}; place a hold on the title"),
                "available",
                "on_loan",
            ),
            Refusal::SetAsideForAnother => forbidden(
                "set-aside-for-one-member",
                "this item is set aside for another member, whose turn it is",
                "the member it is set aside for",
                "another member",
            ),
            Refusal::OthersWait { waiting } => forbidden(
                "the-queue-comes-first",
                format!("{waiting} members wait for this title; place a hold on it"),
                0,
                waiting,
            ),
            Refusal::ItemNotOnLoan => {
                forbidden("only-what-is-out-comes-back", "this item is not on loan", "on_loan", "at the desk")
            }
            Refusal::KeptUntil { kept_until } => forbidden(
                "set-aside-for-its-days",
                format!("what is set aside is kept for its member until {kept_until}"),
                kept_until.to_string(),
                "now",
            ),
            Refusal::ItemAvailable { available } => forbidden(
                "holds-only-when-none-is-available",
                format!("it is available ({available}): borrow it"),
                0,
                available,
            ),
            Refusal::OtherBarcode { has, given } => forbidden(
                "an-item-keeps-its-barcode",
                format!("this item has the barcode {has}"),
                String::from(has),
                String::from(given),
            ),
            Refusal::HasHold { holds } => {
                Self::rule("one-hold-per-member-and-title", "the member has a hold on this title", 1, holds)
            }
            Refusal::HasItOnLoan { loans } => {
                Self::rule("no-hold-on-what-one-has", "the member has this title on loan", 0, loans)
            }
            Refusal::QueueFull { waiting } => Self::rule(
                "queue-length",
                format!("{waiting} members wait for this title; at most {QUEUE_LENGTH_MAX} can"),
                QUEUE_LENGTH_MAX,
                waiting,
            ),
            Refusal::TitleFull { items } => Self::rule(
                "items-of-a-title",
                format!("this title has {items} items; it can have {ITEMS_MAX}"),
                ITEMS_MAX,
                items,
            ),
        }
    }
}

fn forbidden(
    rule: &str,
    detail: impl Into<String>,
    limit: impl Into<Value>,
    actual: impl Into<Value>,
) -> Problem {
    Problem {
        rule: Some(rule.to_owned()),
        limit: Some(limit.into()),
        actual: Some(actual.into()),
        ..Problem::state_forbids(detail)
    }
}
