//! A tenant's holidays as they are decided and kept: one stream a tenant.

use std::sync::Arc;

use nanum_contracts::{
    booking::{Holiday, HolidaysDefined},
    wire_events,
};

use super::CheckedHolidays;

wire_events! {
    /// What happens to a tenant's holidays. Told to others as it stands here.
    pub enum HolidayEvent {
        "holidays.defined.v1" => HolidaysDefined,
    }
}

/// The tenant's holidays shall be these, whole.
#[derive(Debug, Clone)]
pub struct HolidayCommand(pub CheckedHolidays);

/// What happens when they shall be these: nothing when all is so already.
pub fn decide_holidays(present: Option<&Arc<Vec<Holiday>>>, command: &HolidayCommand) -> Vec<HolidayEvent> {
    let HolidayCommand(holidays) = command;
    if present.is_some_and(|present| present.as_slice() == holidays.as_ref()) {
        return Vec::new();
    }
    vec![HolidaysDefined { holidays: holidays.as_ref().to_vec() }.into()]
}

/// The holidays after an event.
pub fn evolve_holidays(event: &HolidayEvent) -> Arc<Vec<Holiday>> {
    let HolidayEvent::HolidaysDefined(HolidaysDefined { holidays }) = event;
    Arc::new(holidays.clone())
}
