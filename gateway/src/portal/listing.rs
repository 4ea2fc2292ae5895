//! One thing that is shared, as lists show it.

use nanum_contracts::{
    Language, TenantId,
    booking::{PublicationState, Resource, ResourceKind},
    lending::{Title, TitleKind},
    reporting::{Listing, ListingKind, Shared},
};

use super::{spoken::Spoken, texts::Texts, view::View};

/// A row of a list of what is shared.
#[derive(Debug, Clone)]
pub(crate) struct ListingRow {
    pub(crate) href: String,
    pub(crate) icon: &'static str,
    pub(crate) kind: String,
    pub(crate) name: Spoken,
    pub(crate) creator: Option<String>,
    /// Site and tenant, where the list is not of one site.
    pub(crate) place: Option<(Spoken, Spoken)>,
    /// Why only staff sees it.
    pub(crate) badge: Option<String>,
}

impl ListingRow {
    /// An entry of the hub.
    pub(crate) fn of_hub(texts: &Texts, listing: &Listing, fallback: &Language) -> Self {
        let word = match listing.kind {
            ListingKind::Resource(kind) => resource_word(kind),
            ListingKind::Title(kind) => title_word(kind),
        };
        let spoken = |text| Spoken::of(texts, text, fallback);
        Self {
            href: href(&listing.tenant, listing.shared),
            icon: word,
            kind: kind_text(texts, word),
            name: spoken(&listing.name),
            creator: listing.creator.clone(),
            place: Some((spoken(&listing.site_name), spoken(&listing.tenant_name))),
            badge: None,
        }
    }

    pub(crate) fn of_resource(view: &View, resource: &Resource) -> Self {
        let word = resource_word(resource.definition.kind);
        Self {
            href: href(&view.caller.tenant, Shared::Resource(resource.id)),
            icon: word,
            kind: kind_text(&view.t, word),
            name: view.spoken(&resource.definition.name),
            creator: None,
            place: None,
            badge: badge(view, resource),
        }
    }

    pub(crate) fn of_title(view: &View, title: &Title) -> Self {
        let word = title_word(title.definition.kind);
        Self {
            href: href(&view.caller.tenant, Shared::Title(title.id)),
            icon: word,
            kind: kind_text(&view.t, word),
            name: view.spoken(&title.definition.name),
            creator: title.definition.creator.clone(),
            place: None,
            badge: None,
        }
    }
}

/// Why a resource is in no list of everybody's.
pub(crate) fn badge(view: &View, resource: &Resource) -> Option<String> {
    let key = match resource.definition.publication.state {
        PublicationState::Draft => "badge-draft",
        PublicationState::Archived => "badge-archived",
        PublicationState::Published if view.gateway.is_listed(resource) => return None,
        PublicationState::Published => "badge-not-shown",
    };
    Some(view.t.say(key))
}

/// The page of something that is shared.
pub(crate) fn href(tenant: &TenantId, shared: Shared) -> String {
    match shared {
        Shared::Resource(resource) => format!("/{tenant}/resources/{resource}"),
        Shared::Title(title) => format!("/{tenant}/titles/{title}"),
    }
}

/// What a kind is called.
pub(crate) fn kind_text(texts: &Texts, word: &str) -> String {
    texts.say(&format!("kind-{word}"))
}

/// The word of a kind in texts and icons.
pub(crate) fn resource_word(kind: ResourceKind) -> &'static str {
    match kind {
        ResourceKind::Room => "room",
        ResourceKind::Hall => "hall",
        ResourceKind::Kitchen => "kitchen",
        ResourceKind::Desk => "desk",
        ResourceKind::Office => "office",
        ResourceKind::Computer => "computer",
        ResourceKind::Vehicle => "vehicle",
        ResourceKind::Boat => "boat",
        ResourceKind::Parking => "parking",
        ResourceKind::Stall => "stall",
        ResourceKind::Machine => "machine",
        ResourceKind::GuestRoom => "guest-room",
    }
}

/// The word of a kind in texts and icons.
pub(crate) fn title_word(kind: TitleKind) -> &'static str {
    match kind {
        TitleKind::Tool => "tool",
        TitleKind::Book => "book",
        TitleKind::Suit => "suit",
        TitleKind::Bag => "bag",
        TitleKind::Game => "game",
        TitleKind::Device => "device",
        TitleKind::Camping => "camping",
        TitleKind::Instrument => "instrument",
        TitleKind::Toy => "toy",
    }
}

/// Equipment or accessibility, by the tenant's word for it.
pub(crate) fn word_text(texts: &Texts, word: &str) -> Spoken {
    match texts.known(&format!("word-{word}"), &[]) {
        Some(text) => Spoken::plain(text),
        None => Spoken::plain(word.replace('-', " ")),
    }
}
