//! The drill's whole story.

use super::{add, cancel_hold_of, define, drill, given, hold_for, lend, refused, take_back, the, when};
use crate::domain::Refusal;

#[test]
fn the_drill_goes_from_hand_to_hand_in_the_order_of_the_queue() {
    let title = given([define(drill()), add("a"), lend("a", "ana"), hold_for("ben"), hold_for("cho")]);

    let (happened, title) = when(&title, &take_back("a"));
    assert_eq!(happened, ["loan.ended.v1", "hold.ready.v1"]);
    assert_eq!(
        title.ready().map(|(hold, item)| (hold.member, item)).collect::<Vec<_>>(),
        [(the("ben"), the("a"))]
    );
    assert_eq!(refused(&title, &lend("a", "cho")), Refusal::SetAsideForAnother);

    let (happened, title) = when(&title, &lend("a", "ben"));
    assert_eq!(happened, ["loan.started.v1", "hold.fulfilled.v1"]);
    assert_eq!(refused(&title, &cancel_hold_of("ben")), Refusal::HoldEnded);

    let (happened, title) = when(&title, &take_back("a"));
    assert_eq!(happened, ["loan.ended.v1", "hold.ready.v1"]);
    let (happened, title) = when(&title, &cancel_hold_of("cho"));
    assert_eq!(happened, ["hold.cancelled.v1", "item.freed.v1"]);
    assert_eq!(title.available(), 1);
    assert_eq!(when(&title, &lend("a", "dan")).0, ["loan.started.v1"]);
}
