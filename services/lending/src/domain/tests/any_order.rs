//! Commands in any order, held against a model that a child could keep on paper.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use nanum_contracts::ids::{HoldId, Id, ItemId, LoanId, MemberId};
use proptest::prelude::*;

use super::{define, drill, given, label, noon, the};
use crate::domain::{Place, Title, TitleCommand, TitleEvent, decide, evolve};

const ITEMS: usize = 4;
const MEMBERS: usize = 6;

#[derive(Debug, Clone)]
enum Step {
    Add(usize),
    Lend(usize, usize),
    TakeBack(usize),
    PlaceHold(usize),
    CancelHold(usize),
    /// Nobody came for so long that whatever is set aside is not kept any more.
    Lapse(usize),
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => (0..ITEMS).prop_map(Step::Add),
        4 => (0..ITEMS, 0..MEMBERS).prop_map(|(item, member)| Step::Lend(item, member)),
        3 => (0..ITEMS).prop_map(Step::TakeBack),
        4 => (0..MEMBERS).prop_map(Step::PlaceHold),
        2 => (0..MEMBERS).prop_map(Step::CancelHold),
        2 => (0..MEMBERS).prop_map(Step::Lapse),
    ]
}

/// Where a copy is, on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Paper {
    Shelf,
    KeptFor(usize),
    With(usize),
}

#[derive(Debug, Default)]
struct Model {
    items: Vec<(usize, Paper)>,
    queue: Vec<usize>,
}

impl Model {
    /// Whether the step is possible; if so it is done.
    fn take(&mut self, step: &Step) -> bool {
        match *step {
            Step::Add(item) => self.add(item),
            Step::Lend(item, member) => self.lend(item, member),
            Step::TakeBack(item) => match self.place(item) {
                Some(Paper::With(_)) => self.lay_down(item),
                _ => false,
            },
            Step::PlaceHold(member) => {
                let busy = self.items.iter().any(|(_, place)| *place == Paper::Shelf)
                    || self
                        .items
                        .iter()
                        .any(|(_, p)| [Paper::With(member), Paper::KeptFor(member)].contains(p))
                    || self.queue.contains(&member);
                if !busy {
                    self.queue.push(member);
                }
                !busy
            }
            Step::CancelHold(member) => {
                let kept = self.kept_for(member);
                let waited = self.queue.contains(&member);
                self.queue.retain(|waiting| *waiting != member);
                kept.map_or(waited, |item| self.lay_down(item))
            }
            Step::Lapse(member) => {
                self.kept_for(member).map(|item| self.lay_down(item));
                true
            }
        }
    }

    fn add(&mut self, item: usize) -> bool {
        if self.place(item).is_none() {
            self.items.push((item, Paper::Shelf));
            self.lay_down(item);
        }
        true
    }

    fn lend(&mut self, item: usize, member: usize) -> bool {
        match self.place(item) {
            Some(Paper::Shelf) => {}
            Some(Paper::KeptFor(keeper)) if keeper == member => {}
            _ => return false,
        }
        self.put(item, Paper::With(member));
        let kept = self.kept_for(member);
        if let Some(other) = kept {
            self.lay_down(other);
        }
        true
    }

    fn lay_down(&mut self, item: usize) -> bool {
        let next = if self.queue.is_empty() { Paper::Shelf } else { Paper::KeptFor(self.queue.remove(0)) };
        self.put(item, next);
        true
    }

    fn kept_for(&self, member: usize) -> Option<usize> {
        self.items.iter().find(|(_, place)| *place == Paper::KeptFor(member)).map(|(item, _)| *item)
    }

    fn place(&self, item: usize) -> Option<Paper> {
        self.items.iter().find(|(id, _)| *id == item).map(|(_, place)| *place)
    }

    fn put(&mut self, item: usize, place: Paper) {
        self.items.iter_mut().filter(|(id, _)| *id == item).for_each(|(_, at)| *at = place);
    }
}

fn item(number: usize) -> ItemId {
    the(&format!("item-{number}"))
}

fn member(number: usize) -> MemberId {
    the(&format!("member-{number}"))
}

/// The step as a command of this title; loans and holds are new at each step.
fn command(step: &Step, number: usize, title: &Title) -> TitleCommand {
    match *step {
        Step::Add(n) => TitleCommand::AddItem { item: item(n), barcode: label(&format!("i{n}")) },
        Step::Lend(n, m) => TitleCommand::Lend {
            loan: the::<LoanId>(&number.to_string()),
            item: item(n),
            borrower: member(m),
        },
        Step::TakeBack(n) => TitleCommand::TakeBack { item: item(n) },
        Step::PlaceHold(m) => {
            TitleCommand::PlaceHold { hold: the::<HoldId>(&number.to_string()), member: member(m) }
        }
        Step::CancelHold(m) => TitleCommand::CancelHold { hold: active_hold(title, m) },
        Step::Lapse(m) => TitleCommand::LapseHold { hold: active_hold(title, m) },
    }
}

fn active_hold(title: &Title, number: usize) -> HoldId {
    title.holds().find(|hold| hold.member == member(number)).map_or_else(|| the("none"), |hold| hold.id)
}

/// Each step comes a month after the one before.
fn moment_of(number: usize) -> Timestamp {
    noon() + SignedDuration::from_hours(30 * 24 * number as i64)
}

/// Items with whose they are and whether they are out, and the queue.
type Snapshot = (Vec<(ItemId, Option<MemberId>, bool)>, Vec<MemberId>);

fn on_paper(title: &Title) -> Snapshot {
    let items = title.items.iter().map(|item| match &item.place {
        Place::Available => (item.id, None, false),
        Place::SetAside(hold) => (item.id, Some(hold.member), false),
        Place::OnLoan(loan) => (item.id, Some(loan.borrower), true),
    });
    (items.collect(), title.queue.iter().map(|hold| hold.member).collect())
}

fn paper_of(model: &Model) -> Snapshot {
    let items = model.items.iter().map(|(number, place)| match *place {
        Paper::Shelf => (item(*number), None, false),
        Paper::KeptFor(m) => (item(*number), Some(member(m)), false),
        Paper::With(m) => (item(*number), Some(member(m)), true),
    });
    (items.collect(), model.queue.iter().map(|m| member(*m)).collect())
}

/// No item goes out twice, by the log alone; whoever came first is served first, save those who left.
fn the_log_is_fair(log: &[TitleEvent]) {
    let mut out = BTreeSet::new();
    let mut waiting = Vec::new();
    for event in log {
        match event {
            TitleEvent::LoanStarted(e) => assert!(out.insert(e.item), "an item on loan was lent"),
            TitleEvent::LoanEnded(e) => assert!(out.remove(&e.item), "an item came back that was not out"),
            TitleEvent::HoldPlaced(e) => waiting.push(e.hold),
            TitleEvent::HoldReady(e) => {
                assert!(!out.contains(&e.item), "an item on loan was set aside");
                assert_eq!(waiting.remove(0), e.hold, "somebody was passed over");
            }
            TitleEvent::HoldFulfilled(e) => waiting.retain(|hold| *hold != e.hold),
            TitleEvent::HoldCancelled(e) => waiting.retain(|hold| *hold != e.hold),
            TitleEvent::HoldLapsed(e) => assert!(!waiting.contains(&e.hold), "who waits loses nothing"),
            TitleEvent::TitleAdded(_)
            | TitleEvent::TitleChanged(_)
            | TitleEvent::ItemAdded(_)
            | TitleEvent::ItemFreed(_) => {}
        }
    }
}

proptest! {
    #[test]
    fn a_title_does_what_the_paper_says(steps in proptest::collection::vec(any_step(), 1..120)) {
        let mut title = given([define(drill())]);
        let mut model = Model::default();
        let mut log = Vec::new();
        for (number, step) in steps.iter().enumerate() {
            let decided = decide(&title, &command(step, number, &title), moment_of(number));
            prop_assert_eq!(decided.is_ok(), model.take(step), "{:?} on {:?}: {:?}", step, model, decided);
            for event in decided.unwrap_or_default() {
                title = evolve(title, &event);
                log.push(event);
            }
            prop_assert_eq!(on_paper(&title), paper_of(&model));
            prop_assert!(title.available() == 0 || title.queue.is_empty(), "an item lies there while somebody waits");
            let members: BTreeSet<_> = title.holds().map(|hold| hold.member.uuid()).collect();
            prop_assert_eq!(members.len(), title.holds().count(), "a member has two holds");
        }
        the_log_is_fair(&log);
    }
}
