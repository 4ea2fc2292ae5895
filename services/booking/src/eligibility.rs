//! Who may not reserve a resource is told which rule says so, and what it asks. Nothing that is known of them is repeated but
//! their own suspension.

use nanum_contracts::Problem;
use serde_json::{Value, json};

use crate::domain::NotEligible;

impl From<NotEligible> for Problem {
    fn from(why: NotEligible) -> Self {
        let (rule, detail, limit, actual) = match why {
            NotEligible::TooEarly { days_before, days, residents_before } => {
                let residents =
                    residents_before.map_or(String::new(), |days| format!("; residents from {days}"));
                let detail = format!("you may reserve it from {days_before} days before its date{residents}");
                ("residents-first", detail, json!(days_before), json!(days))
            }
            NotEligible::Purpose { purposes, purpose } => (
                "for-a-purpose-that-is-served",
                "it serves some purposes".to_owned(),
                json!(purposes),
                json!(purpose),
            ),
            NotEligible::AdultsOnly => {
                asked("adults-only", "it is for adults; a clerk can note that you are one")
            }
            NotEligible::EntitlementMissing { entitlement } => {
                let detail = "it is for those who are entitled to it; a clerk can note that you are";
                ("who-is-entitled", detail.to_owned(), json!(entitlement), Value::Null)
            }
            NotEligible::QualificationMissing { qualification } => {
                let detail = "it is for those who have been trained on it; a clerk notes who has been";
                ("who-has-learnt-it", detail.to_owned(), json!(qualification), Value::Null)
            }
            NotEligible::GroupsOnly => {
                asked("nobody-but-groups", "it is reserved for groups, by who acts for one")
            }
            NotEligible::GroupKind { kinds, kind } => {
                let detail = "it is for some kinds of groups".to_owned();
                ("kinds-of-groups-that-are-served", detail, json!(kinds), json!(kind))
            }
            NotEligible::StandingSuspended(suspension) => {
                let (until, points) = (suspension.until, suspension.points);
                let detail = format!(
                    "you are suspended until {}, with {points} points",
                    until.strftime("%Y-%m-%d %H:%M UTC")
                );
                (
                    "not-while-suspended",
                    detail,
                    json!(suspension.threshold),
                    json!({ "points": points, "until": until }),
                )
            }
        };
        Self::rule(rule, detail, limit, actual)
    }
}

fn asked(rule: &'static str, detail: &str) -> (&'static str, String, Value, Value) {
    (rule, detail.to_owned(), json!(true), json!(false))
}
