//! A space: what of its past a decision reads.

mod draws;
mod rivals;
mod waits;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use nanum_contracts::{
    booking::ReservationState,
    ids::{BlockingId, DrawId, ReservationId, ResourceId, SeriesId, WaitId},
    time::TimeSpan,
};
use rpds::{RedBlackTreeMapSync, RedBlackTreeSetSync};
use serde::{Deserialize, Serialize};

use super::{
    Account, Blocked, Calendar, Count, HolidaysNoted, OpenDraw, Own, OwnWish, Shared, SpaceEvent, Taken,
    Terms, Uses, spans::beside, tree::Tree, waiting::Queue,
};

/// How long a reservation is kept in mind after its end: longer than the clocks of two replicas ever differ, and short
/// enough that a decision is as fast after 100,000 past reservations as after one.
const KEPT_AFTER_END: SignedDuration = SignedDuration::from_hours(24);

/// How long an account on which something is open is kept in mind after that: what is neither paid nor given back in a year is for
/// people to settle.
const ACCOUNT_KEPT: SignedDuration = SignedDuration::from_hours(366 * 24);

/// A space tree: resources that contain each other share one stream, because they share their time. Copies share what they
/// have in common, so that a decision costs the same however much is reserved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Space {
    tree: Tree,
    uses: RedBlackTreeMapSync<ResourceId, Uses>,
    reservations: RedBlackTreeMapSync<ReservationId, Reserved>,
    blockings: RedBlackTreeMapSync<BlockingId, Arc<Blocked>>,
    /// What is owed for reservations; kept in mind for as long as something is open, a year at most.
    accounts: RedBlackTreeMapSync<ReservationId, Arc<Account>>,
    /// What takes or took time, by when it ends, to forget what is over.
    by_end: RedBlackTreeSetSync<(Timestamp, Kept)>,
    /// What will not be made, while it still could be.
    forgone: RedBlackTreeSetSync<ReservationId>,
    /// The tenant's holidays, where a resource asks for them.
    #[serde(default)]
    holidays: Option<Arc<HolidaysNoted>>,
    /// Requests that wait without holding their time.
    unheld: RedBlackTreeSetSync<ReservationId>,
    /// Those who wait for what is taken.
    queue: Queue,
    /// Draws whose date is not over.
    draws: RedBlackTreeMapSync<DrawId, Arc<OpenDraw>>,
}

/// Something that is kept in mind until it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Kept {
    Reservation(ReservationId),
    Blocking(BlockingId),
    Account(ReservationId),
    Wait(WaitId),
    Draw(DrawId),
}

/// A reservation and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reserved {
    pub terms: Arc<Terms>,
    pub state: ReservationState,
    /// What is wished in its place, while a clerk has not decided: the terms stand until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wish: Option<Arc<Terms>>,
    /// Where it stood before it was cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stood: Option<ReservationState>,
    /// How many codes were given that are not its own.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub mistaken_codes: u32,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Reserved {
    /// Whether it holds its time.
    pub fn takes_time(&self) -> bool {
        takes_time(self.state, &self.terms)
    }

    /// What of the calendar is its own.
    pub(super) fn own(&self) -> Own {
        let Terms { span, persons, .. } = *self.terms;
        let held = self.takes_time().then(|| self.terms.held());
        let wished =
            |wish: &Arc<Terms>| OwnWish { span: wish.span, held: (!wish.unheld).then(|| wish.held()) };
        let granted = self.state == ReservationState::Confirmed;
        Own { span, persons, held, granted, wished: self.wish.as_ref().map(wished) }
    }

    /// What waits for a clerk: the request, or what is wished in place of what is confirmed.
    pub fn waiting(&self) -> Option<&Terms> {
        match (&self.wish, self.state) {
            (Some(wish), _) => Some(wish),
            (None, ReservationState::Requested) => Some(&self.terms),
            (None, _) => None,
        }
    }

    /// All that it has claimed, for itself and for what is wished in its place.
    pub(crate) fn all_counts(&self) -> Vec<Count> {
        let wished = self.wish.iter().flat_map(|wish| wish.counts_beside(&self.terms));
        self.terms.all_counts().into_iter().chain(wished).collect()
    }

    /// What its wish uses beside what it has, where its time is held.
    pub(super) fn used_by_its_wish(&self) -> Vec<TimeSpan> {
        let held = self.wish.as_ref().filter(|wish| !wish.unheld);
        held.map_or_else(Vec::new, |wish| beside(wish.span, self.terms.span))
    }

    /// Until when it is kept in mind.
    fn held_until(&self) -> Timestamp {
        let wished = self.wish.as_ref().map(|wish| wish.held().ends_at());
        wished.into_iter().fold(self.terms.held().ends_at(), Timestamp::max)
    }
}

impl Space {
    /// The resources that share their time.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// A resource of the space.
    pub fn resource(&self, id: ResourceId) -> Option<&Arc<Shared>> {
        self.tree.get(id)
    }

    /// The calendar of a resource of the space, as of a moment.
    pub fn calendar<'a>(&'a self, resource: &'a Shared, now: Timestamp) -> Calendar<'a> {
        Calendar::new(resource, self.taken(resource), now)
            .knowing(self.holidays.as_ref().map_or(&[], |noted| &noted.holidays))
            .beside(self.reserved_one_a_day(resource))
    }

    /// When the resource's reservations are that stand, and what is offered to those who wait, where there is one a day. So
    /// there are few of them.
    fn reserved_one_a_day(&self, resource: &Shared) -> Vec<TimeSpan> {
        if !resource.definition.blocks.as_ref().is_some_and(|blocks| blocks.one_a_day) {
            return Vec::new();
        }
        let standing = self.reservations.values().filter(|reserved| reserved.takes_time());
        let own = standing.filter(|reserved| reserved.terms.resource == resource.id);
        let wished = self.reservations.values().filter(|reserved| reserved.terms.resource == resource.id);
        let wished = wished.filter_map(|reserved| reserved.own().wished).filter(|wish| wish.held.is_some());
        let offered = self.queue.in_order().filter(|waiting| waiting.offer.is_some());
        let offered = offered.filter(|waiting| waiting.terms.resource == resource.id);
        let spans = own.map(|reserved| reserved.terms.span).chain(wished.map(|wish| wish.span));
        spans.chain(offered.map(|waiting| waiting.terms.span)).collect()
    }

    /// The tenant's holidays as the space knows them.
    pub(super) fn noted_holidays(&self) -> Option<&Arc<HolidaysNoted>> {
        self.holidays.as_ref()
    }

    /// A reservation that is not over for long.
    pub fn reservation(&self, id: ReservationId) -> Option<&Reserved> {
        self.reservations.get(&id)
    }

    /// Reservations that stand and use the resource, or what shares its time, within the span. A buffer is in nobody's way.
    pub(super) fn standing_in_the_way(
        &self,
        resource: ResourceId,
        span: TimeSpan,
    ) -> impl Iterator<Item = &Reserved> {
        let relatives: Vec<ResourceId> = self.tree.relatives_of(resource).chain([resource]).collect();
        self.reservations.values().filter(move |reserved| {
            stands(reserved.state)
                && reserved.takes_time()
                && reserved.terms.span.overlaps(span)
                && relatives.contains(&reserved.terms.resource)
        })
    }

    /// The reservations of a series that stand, by start.
    pub(super) fn standing_of(&self, series: SeriesId) -> Vec<&Reserved> {
        let mut dates = self.dates_of(series);
        dates.retain(|reserved| stands(reserved.state));
        dates
    }

    /// The reservations of a series that are not over for long, by start, whatever has become of them.
    pub(super) fn dates_of(&self, series: SeriesId) -> Vec<&Reserved> {
        let of_series = |reserved: &&Reserved| reserved.terms.series == Some(series);
        let mut dates: Vec<&Reserved> = self.reservations.values().filter(of_series).collect();
        dates.sort_unstable_by_key(|reserved| reserved.terms.span.starts_at());
        dates
    }

    /// The reservations for which something else is wished.
    pub(super) fn with_a_wish(&self) -> impl Iterator<Item = &Reserved> {
        self.reservations.values().filter(|reserved| reserved.wish.is_some())
    }

    /// A blocking that is not over for long.
    pub fn blocking(&self, id: BlockingId) -> Option<&Blocked> {
        self.blockings.get(&id).map(AsRef::as_ref)
    }

    /// What is owed for a reservation, and what is to be given back.
    pub fn account(&self, id: ReservationId) -> Arc<Account> {
        self.accounts.get(&id).cloned().unwrap_or_default()
    }

    /// Whether a reservation that was begun has been given up.
    pub fn is_forgone(&self, id: ReservationId) -> bool {
        self.forgone.contains(&id)
    }

    pub(super) fn taken(&self, resource: &Shared) -> Taken<'_> {
        let relatives = self.tree.relatives_of(resource.id).filter_map(|id| self.uses.get(&id));
        Taken::new(resource.definition.units, self.uses.get(&resource.id), relatives)
    }

    /// Most units of the resource itself taken at one time from a moment on.
    pub(super) fn peak_from(&self, resource: ResourceId, now: Timestamp) -> u32 {
        self.uses.get(&resource).map_or(0, |uses| uses.peak_from(now))
    }

    pub(super) fn note_holidays(&mut self, noted: &HolidaysNoted) {
        self.holidays = Some(Arc::new(noted.clone()));
    }

    pub(super) fn put(&mut self, shared: Shared) {
        self.tree.put(shared);
    }

    pub(super) fn hold(&mut self, terms: &Terms, state: ReservationState) {
        if takes_time(state, terms) {
            self.change_uses(terms.resource, |uses| uses.reserve(terms.uses()));
        } else if state == ReservationState::Requested {
            self.unheld.insert_mut(terms.reservation);
        }
        self.by_end.insert_mut((terms.held().ends_at(), Kept::Reservation(terms.reservation)));
        let terms_kept = Arc::new(terms.clone());
        let reserved = Reserved { terms: terms_kept, state, wish: None, stood: None, mistaken_codes: 0 };
        self.reservations.insert_mut(terms.reservation, reserved);
    }

    /// What waited is confirmed, and holds its time from now on, if it did not before.
    pub(super) fn confirm(&mut self, terms: &Terms) {
        if self.reservations.get(&terms.reservation).is_some_and(|reserved| !reserved.takes_time()) {
            self.change_uses(terms.resource, |uses| uses.reserve(terms.uses()));
            self.unheld.remove_mut(&terms.reservation);
        }
        self.set_terms(terms, ReservationState::Confirmed);
    }

    /// Other terms for the same time.
    pub(super) fn set_terms(&mut self, terms: &Terms, state: ReservationState) {
        if let Some(reserved) = self.reservations.get_mut(&terms.reservation) {
            reserved.state = state;
            reserved.terms = Arc::new(terms.clone());
        }
    }

    pub(super) fn note_money(&mut self, event: &SpaceEvent) {
        let Some((owed, ..)) = event.of_money() else { return };
        let mut account = self.account(owed.reservation);
        Arc::make_mut(&mut account).note(event);
        self.accounts.insert_mut(owed.reservation, account);
    }

    /// An account is forgotten with its reservation, or later, when something is open.
    fn forget_account(&mut self, id: ReservationId, at: Timestamp) {
        if self.account(id).is_closed() {
            self.accounts.remove_mut(&id);
        } else if let Ok(later) = at.checked_add(ACCOUNT_KEPT) {
            self.by_end.insert_mut((later, Kept::Account(id)));
        }
    }

    /// Something is wished in place of what somebody has, and of what they wished before. Where requests hold their time it takes what
    /// they have not yet.
    pub(super) fn wish(&mut self, id: ReservationId, wish: &Terms) {
        self.wish_no_more(id);
        let Some(reserved) = self.reservations.get_mut(&id) else { return };
        let kept_until = reserved.held_until();
        reserved.wish = Some(Arc::new(wish.clone()));
        let (terms, kept_longer) = (reserved.terms.clone(), reserved.held_until());
        if !wish.unheld {
            self.change_uses(terms.resource, |uses| uses.reserve_beside(wish.uses(), terms.uses()));
        }
        self.by_end.remove_mut(&(kept_until, Kept::Reservation(id)));
        self.by_end.insert_mut((kept_longer, Kept::Reservation(id)));
        if wish.unheld {
            self.unheld.insert_mut(id);
        }
    }

    /// What was wished in place of what somebody has is wished no more.
    pub(super) fn wish_no_more(&mut self, id: ReservationId) {
        let Some(reserved) = self.reservations.get_mut(&id) else { return };
        let kept_longer = reserved.held_until();
        let Some(wish) = reserved.wish.take() else { return };
        let (terms, kept_until) = (reserved.terms.clone(), reserved.held_until());
        if !wish.unheld {
            self.change_uses(terms.resource, |uses| uses.free_beside(wish.uses(), terms.uses()));
        }
        self.by_end.remove_mut(&(kept_longer, Kept::Reservation(id)));
        self.by_end.insert_mut((kept_until, Kept::Reservation(id)));
        self.unheld.remove_mut(&id);
    }

    pub(super) fn let_go(&mut self, id: ReservationId, state: ReservationState) {
        self.wish_no_more(id);
        let Some(reserved) = self.reservations.get_mut(&id) else { return };
        let (terms, stood, held) = (reserved.terms.clone(), reserved.state, reserved.takes_time());
        (reserved.state, reserved.stood) = (state, Some(stood));
        self.unheld.remove_mut(&id);
        if held && !reserved.takes_time() {
            self.change_uses(terms.resource, |uses| uses.free(terms.uses()));
        }
    }

    /// A code that is not its own was given for a reservation.
    pub(super) fn note_mistake(&mut self, id: ReservationId) {
        if let Some(reserved) = self.reservations.get_mut(&id) {
            reserved.mistaken_codes = reserved.mistaken_codes.saturating_add(1);
        }
    }

    /// Holds other terms in place of those it held.
    pub(super) fn hold_instead(&mut self, terms: &Terms, state: ReservationState) {
        self.let_go(terms.reservation, ReservationState::Cancelled);
        if let Some(before) = self.reservations.get(&terms.reservation) {
            let ended_at = before.terms.held().ends_at();
            self.by_end.remove_mut(&(ended_at, Kept::Reservation(terms.reservation)));
        }
        self.hold(terms, state);
    }

    pub(super) fn block(&mut self, blocked: &Blocked) {
        self.change_uses(blocked.resource, |uses| uses.block(blocked.span, blocked.units));
        self.by_end.insert_mut((blocked.span.ends_at(), Kept::Blocking(blocked.blocking)));
        self.blockings.insert_mut(blocked.blocking, Arc::new(blocked.clone()));
    }

    pub(super) fn lift(&mut self, id: BlockingId) {
        let Some(blocked) = self.blockings.get(&id).cloned() else { return };
        self.blockings.remove_mut(&id);
        self.by_end.remove_mut(&(blocked.span.ends_at(), Kept::Blocking(id)));
        self.change_uses(blocked.resource, |uses| uses.lift(blocked.span, blocked.units));
    }

    pub(super) fn forgo(&mut self, id: ReservationId, possible_until: Timestamp) {
        self.by_end.insert_mut((possible_until, Kept::Reservation(id)));
        self.forgone.insert_mut(id);
    }

    fn change_uses(&mut self, resource: ResourceId, change: impl FnOnce(&mut Uses)) {
        let mut uses = self.uses.get(&resource).cloned().unwrap_or_default();
        change(&mut uses);
        self.uses.insert_mut(resource, uses);
    }

    pub(super) fn forget_what_is_over(&mut self, now: Timestamp) {
        let Ok(forgotten_before) = now.checked_sub(KEPT_AFTER_END) else { return };
        if self.by_end.first().is_none_or(|(ends_at, _)| *ends_at > forgotten_before) {
            return;
        }
        while let Some((ends_at, kept)) =
            self.by_end.first().copied().filter(|(ends_at, _)| *ends_at <= forgotten_before)
        {
            self.by_end.remove_mut(&(ends_at, kept));
            match kept {
                Kept::Reservation(id) => {
                    self.reservations.remove_mut(&id);
                    self.forgone.remove_mut(&id);
                    self.unheld.remove_mut(&id);
                    self.forget_account(id, ends_at);
                }
                Kept::Account(id) => {
                    self.accounts.remove_mut(&id);
                }
                Kept::Blocking(id) => {
                    self.blockings.remove_mut(&id);
                }
                Kept::Wait(id) => self.forget_wait(id),
                Kept::Draw(id) => self.forget_draw(id),
            }
        }
        let used: Vec<ResourceId> = self.uses.keys().copied().collect();
        for resource in used {
            self.change_uses(resource, |uses| uses.forget_before(forgotten_before));
        }
    }
}

/// Whether somebody has a reservation in the state.
fn stands(state: ReservationState) -> bool {
    match state {
        ReservationState::Requested | ReservationState::Confirmed => true,
        ReservationState::Refused | ReservationState::Cancelled | ReservationState::Released => false,
    }
}

/// Whether a reservation in the state holds its time. So does one that nobody came to, where the tenant does not give it to others.
fn takes_time(state: ReservationState, terms: &Terms) -> bool {
    match state {
        ReservationState::Requested => !terms.unheld,
        ReservationState::Confirmed => true,
        ReservationState::Released => !terms.frees_time(),
        ReservationState::Refused | ReservationState::Cancelled => false,
    }
}
