//! Who sees a resource, and its pictures.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{LocalizedText, time::Zone};

/// Whether a resource is shown, and from when until when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Publication {
    pub state: PublicationState,
    /// The first local date on which everybody sees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub visible_from: Option<Date>,
    /// The last local date on which everybody sees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub visible_until: Option<Date>,
}

/// Where a resource stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PublicationState {
    /// Only staff sees it, and nobody reserves it.
    Draft,
    #[default]
    Published,
    /// It is in no list any more and nobody reserves it; what was reserved stands.
    Archived,
}

impl Publication {
    /// Whether it is as if nothing had been said.
    pub(super) fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// Whether everybody finds it in lists on a local date.
    pub fn is_listed_on(&self, date: Date) -> bool {
        self.state == PublicationState::Published
            && self.visible_from.is_none_or(|from| from <= date)
            && self.visible_until.is_none_or(|until| date <= until)
    }

    /// From when up to, not including, when everybody finds it in lists where the zone counts, in seconds since 1970.
    pub fn listed_seconds(&self, zone: &Zone) -> (i64, i64) {
        if self.state != PublicationState::Published {
            return (i64::MAX, i64::MAX);
        }
        let begin = |date: Date| Some(date.to_zoned(zone.time_zone()).ok()?.timestamp().as_second());
        let after = self.visible_until.and_then(|date| date.tomorrow().ok());
        (self.visible_from.and_then(begin).unwrap_or(i64::MIN), after.and_then(begin).unwrap_or(i64::MAX))
    }

    /// Whether everybody may read it on a local date; whoever has reserved it reads on when it is archived.
    pub fn is_read_on(&self, date: Date) -> bool {
        self.state == PublicationState::Archived || self.is_listed_on(date)
    }
}

/// A picture of a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Photo {
    /// Where it is; `https`.
    #[schema(max_length = 2000, example = "https://images.example/hall.jpg")]
    pub url: String,
    /// What it shows, for those who do not see it.
    pub alt: LocalizedText,
    /// On which terms it may be used: `CC-BY-4.0`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 100)]
    pub licence: Option<String>,
    /// Who took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    pub credit: Option<String>,
}
