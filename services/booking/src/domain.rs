//! Booking's rules: resources, their hours, and who holds which time.
//!
//! Pure: what may happen and what follows from it, by nothing but the arguments. It knows no storage, no transport, no
//! clock and makes no ids. One invariant holds after every command: **at no moment are more units reserved than there
//! are.** Whatever takes time on a calendar passes [`Calendar::admit`], and what is shown as free comes from the same
//! [`Calendar`].

mod account;
mod attending;
mod blocks;
mod busy;
mod calendar;
mod command;
mod decide;
mod definition;
mod draw;
mod eligibility;
mod event;
mod evolve;
mod explain;
mod grid;
mod holidays;
mod hours;
mod notice;
mod occupancy;
mod quota;
mod recurrence;
mod refusal;
mod space;
mod spans;
mod taken;
mod tariff;
mod tree;
mod uses;
mod waiting;

#[cfg(test)]
mod tests;

pub use account::{Account, Entry};
pub use attending::{Attending, CodeMistaken, ReservationCheckedIn, ReservationReleased};
pub use calendar::{Calendar, Candidate, FREE_INSTEAD_MAX, HORIZON_DAYS, Own, OwnWish, window_that_matters};
pub use command::{Acting, Facts, MayTake, Rules, SettledBy, Shown, SpaceCommand};
pub(crate) use decide::local_time;
pub use decide::{
    Ended, Moved, REASON_LENGTH_MAX, WantedSeries, WantedWait, decide, mistaken, preview, preview_extension,
    what_would_move,
};
pub use definition::{
    CheckedDefinition, NotADay, NotADefinition, NotAnAttendance, NotTimeRules, attendance, days, limits,
    time_rules,
};
pub use draw::{DrawToCome, OpenDraw, commitment_to, date_of, draw_of};
pub use eligibility::{NotEligible, Wanting};
pub use event::{
    Blocked, BlockingLifted, ChangeNotGranted, ChangeRequested, HolidaysNoted, ReservationAccepted,
    ReservationCancelled, ReservationChanged, ReservationConfirmed, ReservationDecisionDue,
    ReservationForgone, ReservationLapsed, ReservationRefused, ReservationRequested, ReservationRestored,
    ResourceAdded, ResourceChanged, SeriesMade, SpaceEvent, Terms, TimeBlocked, WaiverDecided,
};
pub use evolve::evolve;
pub use holidays::{
    CheckedHolidays, HolidayCommand, HolidayEvent, NotAHoliday, decide_holidays, evolve_holidays,
    holidays_between,
};
pub use hours::on_date;
pub use occupancy::Occupancy;
pub use quota::{Count, Counted, Holder, Tally, tallies};
pub use recurrence::{NotARecurrence, SERIES_DATES_MAX, dates_of, first_is_named};
pub use refusal::{NotAdmitted, NotAttended, Refusal};
pub use space::{Reserved, Space};
pub(crate) use spans::beside;
pub use taken::Taken;
pub use tariff::{Move, Payer, Priced, in_force, price_of, sound::NotATariff};
pub use tree::{Shared, Tree};
pub use uses::{Use, Uses};
pub use waiting::{
    Queue, WaitDeclined, WaitExpired, WaitJoined, WaitLapsed, WaitLeft, WaitOfferWithdrawn, WaitOffered,
    WaitPassedOver, WaitSetAside, WaitTaken, WaitTerms, Waiting,
};
