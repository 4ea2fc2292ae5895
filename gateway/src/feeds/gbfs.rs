//! Stations of shared vehicles by GBFS 3.0: a site that shares vehicles is a station, each resource a type of vehicle.
//!
//! Listed is what says what sort of vehicle it is. What can be had comes from the function that decides.

use std::collections::BTreeSet;

use jiff::Timestamp;
use nanum_contracts::{
    Language, LocalizedText, TenantId,
    booking::{BusyResource, BusyState, Propulsion, VehicleForm},
    ids::SiteId,
    membership::{Site, TenantDefinition},
    time::{Day, WeeklyHours},
};
use serde_json::{Value, json};

/// The version of the specification.
const VERSION: &str = "3.0";
/// How long what may change at any time is worth keeping, in seconds.
const STATUS_TTL_SECONDS: u32 = 60;
/// How long what seldom changes is worth keeping, in seconds.
const DESCRIPTION_TTL_SECONDS: u32 = 3_600;
/// Where a tenant's feeds begin, under its path.
const FOLDER: &str = "gbfs";

/// One of a tenant's feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FeedName {
    Discovery,
    SystemInformation,
    VehicleTypes,
    StationInformation,
    StationStatus,
}

impl FeedName {
    pub(crate) const ALL: [Self; 5] = [
        Self::Discovery,
        Self::SystemInformation,
        Self::VehicleTypes,
        Self::StationInformation,
        Self::StationStatus,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Discovery => "gbfs",
            Self::SystemInformation => "system_information",
            Self::VehicleTypes => "vehicle_types",
            Self::StationInformation => "station_information",
            Self::StationStatus => "station_status",
        }
    }

    /// The feed of a file's name.
    pub(crate) fn of_file(file: &str) -> Option<Self> {
        let name = file.strip_suffix(".json")?;
        Self::ALL.into_iter().find(|feed| feed.name() == name)
    }
}

/// What a tenant's feeds are written from, as of a moment.
#[derive(Debug)]
pub(super) struct Stations<'a> {
    pub(super) public_url: &'a str,
    pub(super) contact: &'a str,
    pub(super) definition: &'a TenantDefinition,
    pub(super) sites: &'a [Site],
    /// Vehicles, with what of them can be had at the moment.
    pub(super) vehicles: &'a [BusyResource],
    pub(super) now: Timestamp,
}

impl Stations<'_> {
    /// One feed, whole.
    pub(super) fn feed(&self, feed: FeedName) -> Value {
        let (ttl, data) = match feed {
            FeedName::Discovery => (DESCRIPTION_TTL_SECONDS, self.discovery()),
            FeedName::SystemInformation => (DESCRIPTION_TTL_SECONDS, self.system_information()),
            FeedName::VehicleTypes => (DESCRIPTION_TTL_SECONDS, self.vehicle_types()),
            FeedName::StationInformation => (DESCRIPTION_TTL_SECONDS, self.station_information()),
            FeedName::StationStatus => (STATUS_TTL_SECONDS, self.station_status()),
        };
        enveloped(self.now, ttl, data)
    }

    fn discovery(&self) -> Value {
        let feed = |feed: FeedName| {
            let name = feed.name();
            json!({ "name": name, "url": address_of(self.public_url, &self.definition.slug, name) })
        };
        json!({ "feeds": FeedName::ALL.map(feed) })
    }

    fn system_information(&self) -> Value {
        let TenantDefinition { slug, name, languages, zone, .. } = self.definition;
        let hours: Vec<&WeeklyHours> = self.stations().flat_map(|(site, _)| &site.definition.hours).collect();
        json!({
            "system_id": slug,
            "languages": languages.iter().filter(|tag| is_a_tag(tag)).collect::<Vec<_>>(),
            "name": in_all_languages(name),
            "opening_hours": opening_hours(&hours),
            "url": format!("{}/{slug}", self.public_url),
            "feed_contact_email": self.contact,
            "manifest_url": manifest_address(self.public_url),
            "timezone": zone,
        })
    }

    fn vehicle_types(&self) -> Value {
        let of_resource = |resource: &BusyResource| {
            let vehicle = resource.vehicle?;
            let mut told = json!({
                "vehicle_type_id": resource.resource,
                "name": in_all_languages(&resource.name),
                "form_factor": vehicle.form,
                "propulsion_type": vehicle.propulsion,
                // It is brought back to where it was fetched.
                "return_constraint": "roundtrip_station",
            });
            if let Some(range) = vehicle.range_meters.filter(|_| vehicle.propulsion != Propulsion::Human) {
                told["max_range_meters"] = range.into();
            }
            let carries_riders = vehicle.form != VehicleForm::Other;
            if let Some(persons) = resource.persons.filter(|_| carries_riders) {
                told["rider_capacity"] = persons.into();
            }
            Some(told)
        };
        json!({ "vehicle_types": self.vehicles.iter().filter_map(of_resource).collect::<Vec<_>>() })
    }

    fn station_information(&self) -> Value {
        let station = |(site, _): (&Site, Vec<&BusyResource>)| {
            let definition = &site.definition;
            let hours: Vec<&WeeklyHours> = definition.hours.iter().collect();
            json!({
                "station_id": site.id,
                "name": in_all_languages(&definition.name),
                "lat": definition.latitude,
                "lon": definition.longitude,
                "address": definition.address,
                "station_opening_hours": opening_hours(&hours),
                // A place to fetch and to bring back, without docks that would know by themselves.
                "is_virtual_station": true,
                "rental_uris": { "web": self.page_of(site.id) },
            })
        };
        json!({ "stations": self.stations().map(station).collect::<Vec<_>>() })
    }

    fn station_status(&self) -> Value {
        let station = |(site, vehicles): (&Site, Vec<&BusyResource>)| {
            let counts = vehicles.iter().map(|vehicle| (vehicle.resource, free_now(vehicle)));
            let types = counts.clone().map(|(id, count)| json!({ "vehicle_type_id": id, "count": count }));
            let open = vehicles.iter().any(|vehicle| !is_closed(vehicle));
            json!({
                "station_id": site.id,
                "num_vehicles_available": counts.clone().map(|(_, count)| count).sum::<u32>(),
                "vehicle_types_available": types.collect::<Vec<_>>(),
                "is_installed": true,
                "is_renting": open,
                "is_returning": open,
                "last_reported": written(self.now),
            })
        };
        json!({ "stations": self.stations().map(station).collect::<Vec<_>>() })
    }

    /// Sites that share vehicles, with them.
    fn stations(&self) -> impl Iterator<Item = (&Site, Vec<&BusyResource>)> {
        self.sites.iter().filter_map(|site| {
            let at_site = |vehicle: &&BusyResource| vehicle.site == site.id && vehicle.vehicle.is_some();
            let vehicles: Vec<&BusyResource> = self.vehicles.iter().filter(at_site).collect();
            (!vehicles.is_empty()).then_some((site, vehicles))
        })
    }

    fn page_of(&self, site: SiteId) -> String {
        format!("{}/{}#{site}", self.public_url, self.definition.slug)
    }
}

/// The feeds of the whole network: one set of data a tenant.
pub(super) fn manifest(public_url: &str, tenants: &[TenantDefinition], now: Timestamp) -> Value {
    let set = |tenant: &TenantDefinition| {
        let url = address_of(public_url, &tenant.slug, FeedName::Discovery.name());
        json!({ "system_id": tenant.slug, "versions": [{ "version": VERSION, "url": url }] })
    };
    let data = json!({ "datasets": tenants.iter().map(set).collect::<Vec<_>>() });
    enveloped(now, DESCRIPTION_TTL_SECONDS, data)
}

fn manifest_address(public_url: &str) -> String {
    format!("{public_url}/v1/hub/{FOLDER}/manifest.json")
}

fn address_of(public_url: &str, tenant: &TenantId, name: &str) -> String {
    format!("{public_url}/v1/{tenant}/{FOLDER}/{name}.json")
}

fn enveloped(now: Timestamp, ttl: u32, data: Value) -> Value {
    json!({ "last_updated": written(now), "ttl": ttl, "version": VERSION, "data": data })
}

/// Whole seconds, as every reader of RFC 3339 takes them.
fn written(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// How many can be had now: the window that was asked about is no longer than a moment.
fn free_now(vehicle: &BusyResource) -> u32 {
    vehicle.busy.iter().map(|busy| busy.free_units).min().unwrap_or(vehicle.units)
}

fn is_closed(vehicle: &BusyResource) -> bool {
    vehicle.busy.iter().any(|busy| busy.state == BusyState::Closed)
}

/// A text in each language whose tag the specification takes.
fn in_all_languages(text: &LocalizedText) -> Vec<Value> {
    let told = text.iter().filter(|(language, _)| is_a_tag(language));
    told.map(|(language, text)| json!({ "text": text, "language": language })).collect()
}

/// A language of two or three letters, and a region of two, if any.
fn is_a_tag(language: &Language) -> bool {
    let tag = language.as_str();
    let (primary, region) =
        tag.split_once('-').map_or((tag, None), |(primary, region)| (primary, Some(region)));
    let of_letters = |text: &str, fits: fn(&u8) -> bool| text.bytes().all(|letter| fits(&letter));
    (2..=3).contains(&primary.len())
        && of_letters(primary, u8::is_ascii_lowercase)
        && region.is_none_or(|region| region.len() == 2 && of_letters(region, u8::is_ascii_uppercase))
}

/// Weekly hours as OpenStreetMap writes them; hours of several places together.
fn opening_hours(hours: &[&WeeklyHours]) -> String {
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let rule = |hours: &&WeeklyHours| {
        let mut days = hours.days.clone();
        days.sort_unstable();
        let days: Vec<&str> = days.into_iter().map(day).collect();
        let (from, to) = (hours.from.minute_of_day(), hours.to.minute_of_day());
        format!("{} {}-{}", days.join(","), clock(from), clock(to))
    };
    let rules: BTreeSet<String> = hours.iter().map(rule).collect();
    if rules.is_empty() {
        return "off".to_owned();
    }
    rules.into_iter().collect::<Vec<_>>().join(", ")
}

fn day(day: Day) -> &'static str {
    match day {
        Day::Mon => "Mo",
        Day::Tue => "Tu",
        Day::Wed => "We",
        Day::Thu => "Th",
        Day::Fri => "Fr",
        Day::Sat => "Sa",
        Day::Sun => "Su",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_written_as_open_street_map_writes_them() {
        let hours: Vec<WeeklyHours> = serde_json::from_value(json!([
            {"days": ["sat", "mon"], "from": "09:00", "to": "24:00"},
            {"days": ["sun"], "from": "10:30", "to": "12:00"},
            {"days": ["mon", "sat"], "from": "09:00", "to": "24:00"},
        ]))
        .unwrap();
        let all: Vec<&WeeklyHours> = hours.iter().collect();
        assert_eq!(opening_hours(&all), "Mo,Sa 09:00-24:00, Su 10:30-12:00");
        assert_eq!(opening_hours(&[]), "off");
    }

    #[test]
    fn only_languages_are_named_whose_tag_the_specification_takes() {
        for (tag, fits) in [("ko", true), ("fr-BE", true), ("zh-Hant", false), ("de-1996", false)] {
            assert_eq!(tag.parse().is_ok_and(|language| is_a_tag(&language)), fits, "{tag}");
        }
    }

    #[test]
    fn a_feed_is_found_by_its_file_alone() {
        assert_eq!(FeedName::of_file("station_status.json"), Some(FeedName::StationStatus));
        for other in ["station_status", "vehicle_status.json", ".json", ""] {
            assert_eq!(FeedName::of_file(other), None, "{other}");
        }
    }
}
