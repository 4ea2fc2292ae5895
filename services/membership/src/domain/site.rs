//! A site of a tenant: where it is, and when it is open.

use nanum_contracts::{
    ids::SiteId,
    membership::SiteDefinition,
    time::{WeeklyHours, Zone},
    wire_events,
};
use serde::{Deserialize, Serialize};

/// Longest address, in characters.
pub const ADDRESS_LENGTH_MAX: usize = 300;
/// Lines of weekly hours: seven days with a few openings each.
pub const HOURS_MAX: usize = 50;
/// Degrees from the equator and from Greenwich, WGS 84.
pub const LATITUDE_MAX: f64 = 90.0;
pub const LONGITUDE_MAX: f64 = 180.0;

/// A site was opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SiteOpened {
    pub site: SiteId,
    pub zone: Zone,
    pub definition: SiteDefinition,
}

/// A site's definition or zone changed; the new ones, whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SiteChanged {
    pub site: SiteId,
    pub zone: Zone,
    pub definition: SiteDefinition,
}

wire_events! {
    /// What happens to a site.
    pub enum SiteEvent {
        "site.opened.v1" => SiteOpened,
        "site.changed.v1" => SiteChanged,
    }
}

/// What can be asked of a site.
#[derive(Debug, Clone)]
pub enum SiteCommand {
    /// Opens the site or changes it. The zone is its tenant's.
    Define { site: SiteId, zone: Zone, definition: SiteDefinition },
}

/// Why not.
#[derive(Debug, Clone, PartialEq)]
pub enum SiteRefusal {
    AddressLength { length: usize },
    AddressHasControlCharacters,
    Latitude { degrees: f64 },
    Longitude { degrees: f64 },
    HoursCount { count: usize },
    HoursWithoutDays,
    HoursNameDayTwice,
    HoursBegin { from: String },
}

/// A site as far as decisions need it.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// `None` before it was opened.
    pub present: Option<(Zone, SiteDefinition)>,
}

/// An address is 1 to [`ADDRESS_LENGTH_MAX`] characters on one line.
pub fn address_fits(address: &str) -> Result<(), SiteRefusal> {
    let length = address.chars().count();
    if address.trim().is_empty() || length > ADDRESS_LENGTH_MAX {
        return Err(SiteRefusal::AddressLength { length });
    }
    if address.chars().any(char::is_control) { Err(SiteRefusal::AddressHasControlCharacters) } else { Ok(()) }
}

/// A site is on Earth.
pub fn is_on_earth(latitude: f64, longitude: f64) -> Result<(), SiteRefusal> {
    // No number that is not finite is within a range.
    if !(-LATITUDE_MAX..=LATITUDE_MAX).contains(&latitude) {
        return Err(SiteRefusal::Latitude { degrees: latitude });
    }
    if !(-LONGITUDE_MAX..=LONGITUDE_MAX).contains(&longitude) {
        return Err(SiteRefusal::Longitude { degrees: longitude });
    }
    Ok(())
}

/// A site has at most [`HOURS_MAX`] lines of hours; each opens on a day, once; it may close on the next.
pub fn hours_make_sense(hours: &[WeeklyHours]) -> Result<(), SiteRefusal> {
    if hours.len() > HOURS_MAX {
        return Err(SiteRefusal::HoursCount { count: hours.len() });
    }
    for line in hours {
        if line.days.is_empty() {
            return Err(SiteRefusal::HoursWithoutDays);
        }
        if (1..line.days.len()).any(|n| line.days[..n].contains(&line.days[n])) {
            return Err(SiteRefusal::HoursNameDayTwice);
        }
        if !line.from.can_begin() {
            return Err(SiteRefusal::HoursBegin { from: line.from.into() });
        }
    }
    Ok(())
}

/// What happens on a command, or why not.
///
/// # Errors
/// The rule that says no.
pub fn decide(site: &Site, command: &SiteCommand) -> Result<Vec<SiteEvent>, SiteRefusal> {
    let SiteCommand::Define { site: id, zone, definition } = command;
    address_fits(&definition.address)?;
    is_on_earth(definition.latitude, definition.longitude)?;
    hours_make_sense(&definition.hours)?;
    let (site_id, wanted) = (*id, (zone.clone(), definition.clone()));
    match &site.present {
        Some(present) if *present == wanted => Ok(Vec::new()),
        None => Ok(vec![SiteOpened { site: site_id, zone: wanted.0, definition: wanted.1 }.into()]),
        Some(_) => Ok(vec![SiteChanged { site: site_id, zone: wanted.0, definition: wanted.1 }.into()]),
    }
}

/// The site after an event.
pub fn evolve(_: Site, event: &SiteEvent) -> Site {
    match event {
        SiteEvent::SiteOpened(SiteOpened { zone, definition, .. })
        | SiteEvent::SiteChanged(SiteChanged { zone, definition, .. }) => {
            Site { present: Some((zone.clone(), definition.clone())) }
        }
    }
}

#[cfg(test)]
mod tests {
    use nanum_contracts::ids::Id;
    use serde_json::json;

    use super::*;

    fn seoul() -> Zone {
        "Asia/Seoul".to_owned().try_into().unwrap()
    }

    fn center() -> SiteDefinition {
        serde_json::from_value(json!({
            "name": { "ko": "시민센터" }, "address": "번화1로 12", "latitude": 36.7845, "longitude": 126.4503,
            "hours": [{ "days": ["mon", "tue"], "from": "09:00", "to": "22:00" }],
        }))
        .unwrap()
    }

    fn define(zone: Zone, definition: SiteDefinition) -> SiteCommand {
        SiteCommand::Define { site: SiteId::named("seosan", "citizens-center"), zone, definition }
    }

    #[test]
    fn a_site_is_opened_once_changed_when_different_and_left_alone_when_equal() {
        let opened = decide(&Site::default(), &define(seoul(), center())).unwrap();
        assert!(matches!(opened[..], [SiteEvent::SiteOpened(_)]));
        let present = opened.iter().fold(Site::default(), evolve);
        assert_eq!(decide(&present, &define(seoul(), center())), Ok(vec![]));
        let paris: Zone = "Europe/Paris".to_owned().try_into().unwrap();
        let moved = decide(&present, &define(paris, center())).unwrap();
        assert!(matches!(moved[..], [SiteEvent::SiteChanged(_)]));
    }

    #[test]
    fn coordinates_come_back_from_the_log_as_they_went_in() {
        use nanum_contracts::WireEvent;
        for n in 0..1_000 {
            let wanted = SiteDefinition { longitude: 126.0 + f64::from(n) * 0.000_123_456_789_1, ..center() };
            let opened = decide(&Site::default(), &define(seoul(), wanted.clone())).unwrap().remove(0);
            let again = SiteEvent::decode(opened.name(), opened.encode().unwrap().get()).unwrap();
            assert_eq!(decide(&evolve(Site::default(), &again), &define(seoul(), wanted)), Ok(vec![]));
        }
    }

    #[test]
    fn an_address_has_one_to_three_hundred_characters() {
        let of = |length: usize| address_fits(&"가".repeat(length));
        assert_eq!(of(0), Err(SiteRefusal::AddressLength { length: 0 }));
        assert_eq!(of(1), Ok(()));
        assert_eq!(of(299), Ok(()));
        assert_eq!(of(300), Ok(()));
        assert_eq!(of(301), Err(SiteRefusal::AddressLength { length: 301 }));
        assert_eq!(address_fits("  "), Err(SiteRefusal::AddressLength { length: 2 }));
        assert_eq!(address_fits("one\ntwo"), Err(SiteRefusal::AddressHasControlCharacters));
    }

    #[test]
    fn a_site_is_at_a_place_that_exists() {
        for (latitude, longitude) in [(90.0, 180.0), (-90.0, -180.0), (0.0, 0.0)] {
            assert_eq!(is_on_earth(latitude, longitude), Ok(()));
        }
        for degrees in [90.000_001, -90.000_001, f64::INFINITY] {
            assert_eq!(is_on_earth(degrees, 0.0), Err(SiteRefusal::Latitude { degrees }));
        }
        assert_eq!(is_on_earth(0.0, 180.5), Err(SiteRefusal::Longitude { degrees: 180.5 }));
        assert!(is_on_earth(f64::NAN, 0.0).is_err() && is_on_earth(0.0, f64::NAN).is_err());
    }

    #[test]
    fn hours_open_before_they_close_on_some_day_and_are_not_endless() {
        let line = |days: &[&str], from: &str, to: &str| -> WeeklyHours {
            serde_json::from_value(json!({ "days": days, "from": from, "to": to })).unwrap()
        };
        let good = line(&["mon"], "09:00", "24:00");
        let of = |count: usize| hours_make_sense(&vec![good.clone(); count]);
        assert_eq!((of(0), of(49), of(50)), (Ok(()), Ok(()), Ok(())));
        assert_eq!(of(51), Err(SiteRefusal::HoursCount { count: 51 }));
        for past_midnight in ["02:00", "00:00", "20:00"] {
            assert_eq!(hours_make_sense(&[line(&["fri"], "20:00", past_midnight)]), Ok(()));
        }
        let late = SiteRefusal::HoursBegin { from: "24:00".to_owned() };
        assert_eq!(hours_make_sense(&[line(&["mon"], "24:00", "02:00")]), Err(late));
        assert_eq!(hours_make_sense(&[line(&[], "09:00", "10:00")]), Err(SiteRefusal::HoursWithoutDays));
        let twice = [line(&["mon", "tue", "mon"], "09:00", "10:00")];
        assert_eq!(hours_make_sense(&twice), Err(SiteRefusal::HoursNameDayTwice));
    }
}
