//! Whose turn it is: a plan over lanes of steps, apart from doing them.
//!
//! Pure: it knows step numbers, instants that it is told, and nothing of files or tasks.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap, VecDeque},
    sync::Arc,
};

use nanum_contracts::TenantId;
use tokio::time::Instant;

/// Steps that are worked on at a time: enough to wait for many slow answers, few enough for one mail server.
const AT_ONCE_MAX: usize = 32;
/// Of one tenant: its slow steps leave places to the others.
const AT_ONCE_OF_A_TENANT_MAX: usize = 8;

/// A lane: a tenant, and what is kept in order within it.
pub(super) type Lane = Arc<(TenantId, String)>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Ready,
    Working,
    Pausing,
    Parked,
}

#[derive(Debug)]
struct Line {
    state: State,
    steps: VecDeque<i64>,
}

/// Every step that is not done yet, by lane.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    lines: HashMap<Lane, Line>,
    ready: HashMap<TenantId, VecDeque<Lane>>,
    /// Tenants with something ready, each once, whose turn is next in front.
    turns: VecDeque<TenantId>,
    pausing: BinaryHeap<Reverse<(Instant, Lane)>>,
    working: HashMap<TenantId, usize>,
    working_count: usize,
    waiting_count: usize,
    ready_count: usize,
}

impl Lanes {
    /// Puts a step behind all of its lane.
    pub(super) fn queue(&mut self, lane: &Lane, step: i64) {
        self.waiting_count += 1;
        match self.lines.get_mut(lane) {
            Some(line) => line.steps.push_back(step),
            None => {
                let line = Line { state: State::Ready, steps: VecDeque::from([step]) };
                self.lines.insert(lane.clone(), line);
                self.make_ready(lane.clone());
            }
        }
    }

    /// The next step to work on, if there is one and a place for it.
    pub(super) fn next(&mut self, now: Instant) -> Option<(Lane, i64)> {
        self.end_pauses(now);
        if self.working_count >= AT_ONCE_MAX {
            return None;
        }
        for _ in 0..self.turns.len() {
            let tenant = self.turns.pop_front()?;
            if self.working.get(&tenant).is_some_and(|count| *count >= AT_ONCE_OF_A_TENANT_MAX) {
                self.turns.push_back(tenant);
                continue;
            }
            let taken = self.take_ready(&tenant);
            if self.ready.contains_key(&tenant) {
                self.turns.push_back(tenant);
            }
            if taken.is_some() {
                return taken;
            }
        }
        None
    }

    fn take_ready(&mut self, tenant: &TenantId) -> Option<(Lane, i64)> {
        let lanes = self.ready.get_mut(tenant)?;
        let lane = lanes.pop_front();
        if lanes.is_empty() {
            self.ready.remove(tenant);
        }
        let lane = lane?;
        self.ready_count -= 1;
        let line = self.lines.get_mut(&lane)?;
        line.state = State::Working;
        let step = *line.steps.front()?;
        *self.working.entry(tenant.clone()).or_default() += 1;
        self.working_count += 1;
        Some((lane, step))
    }

    /// The step that was worked on is over; the next of its lane is ready.
    pub(super) fn done(&mut self, lane: &Lane) {
        self.leave_work(lane);
        self.pass(lane);
    }

    /// The step that was worked on waits until `at`, and its lane with it.
    pub(super) fn pause(&mut self, lane: &Lane, at: Instant) {
        self.leave_work(lane);
        self.set(lane, State::Pausing);
        self.pausing.push(Reverse((at, lane.clone())));
    }

    /// The step that was worked on waits for an operator, and its lane with it.
    pub(super) fn park(&mut self, lane: &Lane) {
        self.leave_work(lane);
        self.set(lane, State::Parked);
    }

    /// A lane that was parked when the program stopped.
    pub(super) fn park_again(&mut self, lane: &Lane) {
        let Some(ready) = self.ready.get_mut(&lane.0) else { return };
        let before = ready.len();
        ready.retain(|other| other != lane);
        self.ready_count -= before - ready.len();
        if ready.is_empty() {
            self.ready.remove(&lane.0);
            self.turns.retain(|tenant| *tenant != lane.0);
        }
        self.set(lane, State::Parked);
    }

    /// The parked step in front of the lane is over; the next is ready.
    pub(super) fn unpark(&mut self, lane: &Lane) {
        if self.lines.get(lane).is_some_and(|line| line.state == State::Parked) {
            self.pass(lane);
        }
    }

    /// When the next pause ends.
    pub(super) fn next_pause_ends(&self) -> Option<Instant> {
        self.pausing.peek().map(|Reverse((at, _))| *at)
    }

    /// Steps that are not done.
    pub(super) fn waiting(&self) -> usize {
        self.waiting_count
    }

    /// Lanes that could be worked on.
    pub(super) fn ready(&self) -> usize {
        self.ready_count
    }

    fn end_pauses(&mut self, now: Instant) {
        while self.next_pause_ends().is_some_and(|at| at <= now) {
            if let Some(Reverse((_, lane))) = self.pausing.pop() {
                self.set(&lane, State::Ready);
                self.make_ready(lane);
            }
        }
    }

    fn make_ready(&mut self, lane: Lane) {
        let tenant = lane.0.clone();
        let ready = self.ready.entry(tenant.clone()).or_default();
        ready.push_back(lane);
        self.ready_count += 1;
        if ready.len() == 1 && !self.turns.contains(&tenant) {
            self.turns.push_back(tenant);
        }
    }

    /// Takes the first step of the lane away.
    fn pass(&mut self, lane: &Lane) {
        let Some(line) = self.lines.get_mut(lane) else { return };
        self.waiting_count -= usize::from(line.steps.pop_front().is_some());
        if line.steps.is_empty() {
            self.lines.remove(lane);
        } else {
            line.state = State::Ready;
            self.make_ready(lane.clone());
        }
    }

    fn leave_work(&mut self, lane: &Lane) {
        self.working_count = self.working_count.saturating_sub(1);
        if let Some(count) = self.working.get_mut(&lane.0) {
            *count -= 1;
            if *count == 0 {
                self.working.remove(&lane.0);
            }
        }
    }

    fn set(&mut self, lane: &Lane, state: State) {
        if let Some(line) = self.lines.get_mut(lane) {
            line.state = state;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn lane(tenant: &str, subject: &str) -> Lane {
        Arc::new((tenant.parse().unwrap(), subject.to_owned()))
    }

    fn numbers(lanes: &mut Lanes, now: Instant) -> Vec<i64> {
        std::iter::from_fn(|| lanes.next(now)).map(|(_, step)| step).collect()
    }

    #[test]
    fn a_lane_keeps_its_order_and_lets_one_step_work_at_a_time() {
        let (mut lanes, now, room) = (Lanes::default(), Instant::now(), lane("seosan", "room"));
        for step in 1..=3 {
            lanes.queue(&room, step);
        }
        for step in 1..=3 {
            assert_eq!(numbers(&mut lanes, now), [step]);
            lanes.done(&room);
        }
        assert_eq!((lanes.next(now), lanes.waiting()), (None, 0));
    }

    #[test]
    fn tenants_take_turns_however_much_one_of_them_has() {
        let (mut lanes, now) = (Lanes::default(), Instant::now());
        for step in 0..100 {
            lanes.queue(&lane("seosan", &step.to_string()), step);
        }
        lanes.queue(&lane("amsterdam", "a"), 1_000);
        let taken = numbers(&mut lanes, now);
        assert!(taken.iter().position(|step| *step == 1_000).unwrap() <= 1, "{taken:?}");
        assert_eq!(taken.len(), AT_ONCE_OF_A_TENANT_MAX + 1, "places are left to others");
    }

    #[test]
    fn no_more_are_worked_on_at_once_than_there_are_places() {
        let (mut lanes, now) = (Lanes::default(), Instant::now());
        for tenant in 0..10 {
            for step in 0..10 {
                lanes.queue(&lane(&format!("city-{tenant}"), &step.to_string()), step);
            }
        }
        assert_eq!(numbers(&mut lanes, now).len(), AT_ONCE_MAX);
    }

    #[test]
    fn who_pauses_or_is_parked_holds_up_their_lane_and_no_other() {
        let (mut lanes, now) = (Lanes::default(), Instant::now());
        let (room, hall) = (lane("seosan", "room"), lane("seosan", "hall"));
        for (lane, step) in [(&room, 1), (&room, 2), (&hall, 3), (&hall, 4)] {
            lanes.queue(lane, step);
        }
        assert_eq!(numbers(&mut lanes, now), [1, 3]);
        let later = now + Duration::from_secs(1);
        lanes.pause(&room, later);
        lanes.park(&hall);
        lanes.queue(&lane("seosan", "kitchen"), 5);
        assert_eq!(numbers(&mut lanes, now), [5]);
        assert_eq!(lanes.next_pause_ends(), Some(later));
        assert_eq!(numbers(&mut lanes, later), [1], "the same step again");
        lanes.unpark(&hall);
        assert_eq!(numbers(&mut lanes, later), [4], "the parked one is over");
    }

    #[test]
    fn what_was_parked_before_a_restart_is_parked_again() {
        let (mut lanes, now) = (Lanes::default(), Instant::now());
        let (room, hall) = (lane("seosan", "room"), lane("seosan", "hall"));
        for (lane, step) in [(&room, 1), (&room, 2), (&hall, 3)] {
            lanes.queue(lane, step);
        }
        lanes.park_again(&room);
        assert_eq!(numbers(&mut lanes, now), [3]);
        lanes.unpark(&room);
        assert_eq!(numbers(&mut lanes, now), [2]);
    }
}
