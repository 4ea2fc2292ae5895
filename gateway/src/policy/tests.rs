//! Who may do what, all of it, in one table: every operation as everybody, in their own tenant and in another.

use std::collections::BTreeSet;

use nanum_contracts::{
    Role, TenantId,
    ids::{Id, MemberId, SiteId},
    membership::{Identity, Person},
};

use super::{Action, Policy, Thing, Verdict};
use crate::{caller::Who, testing::tenant};

/// Each column of the table.
const PERSONS: [&str; 8] = [
    "anonymous",
    "the citizen whose it is",
    "another citizen",
    "a clerk of the site",
    "a clerk of another site",
    "an administrator",
    "a secretary",
    "an integrator",
];

/// What is acted on.
#[derive(Debug, Clone, Copy)]
enum On {
    /// Something of the tenant.
    Tenant,
    /// Something of the network.
    Network,
    /// A member's own, at a site: a reservation that is there.
    Reservation,
    /// The same, a place in the queue for a time.
    Wait,
    /// The same, a loan.
    Loan,
    /// The same, a place in the queue.
    Hold,
    /// A list of a member's own at a site, or what shall become a member's own there.
    OwnAtSite,
    /// An item at a site.
    AtSite,
    /// What is asked for oneself, whoever asks.
    Oneself,
    /// A member's record.
    Member,
    /// A group that a member is in.
    Group,
}

/// `+` may, `?` must sign in, `x` is not allowed, `-` does not find it; in one's own tenant, and in another.
#[rustfmt::skip]
const TABLE: [(&str, On, &str, &str); 104] = [
    //                                        ano cit oth cle els adm sec int
    ("search-hub",          On::Network,     "++++++++", "++++++++"),
    ("list-tenants",        On::Network,     "++++++++", "++++++++"),
    ("get-tenant",          On::Network,     "++++++++", "++++++++"),
    ("admit-tenant",        On::Network,     "?xxxxx+x", "?-------"),
    ("change-tenant",       On::Network,     "?xxxxx+x", "?-------"),
    ("appoint-administrator", On::Network,   "?xxxxx+x", "?-------"),
    ("describe-tenant",     On::Tenant,      "++++++++", "++++++++"),
    ("list-sites",          On::Tenant,      "++++++++", "++++++++"),
    ("get-site",            On::Tenant,      "++++++++", "++++++++"),
    ("open-site",           On::Tenant,      "?xxxx+xx", "?-------"),
    ("change-site",         On::Tenant,      "?xxxx+xx", "?-------"),
    ("list-resources",      On::Tenant,      "++++++++", "++++++++"),
    ("get-resource",        On::Tenant,      "++++++++", "++++++++"),
    ("add-resource",        On::Tenant,      "?xxxx+xx", "?-------"),
    ("change-resource",     On::Tenant,      "?xxxx+xx", "?-------"),
    ("get-free-times",      On::Tenant,      "++++++++", "++++++++"),
    ("find-free",           On::Tenant,      "++++++++", "++++++++"),
    ("find-first-free",     On::Tenant,      "++++++++", "++++++++"),
    ("check-reservation",   On::Tenant,      "++++++++", "++++++++"),
    ("make-reservation",    On::OwnAtSite,   "?+x+x+xx", "?-------"),
    ("list-reservations",   On::OwnAtSite,   "?+x+x+xx", "?-------"),
    ("get-reservation",     On::Reservation, "?+-+-+--", "?-------"),
    ("accept-reservation",  On::Reservation, "?x-+-+--", "?-------"),
    ("refuse-reservation",  On::Reservation, "?x-+-+--", "?-------"),
    ("cancel-reservation",  On::Reservation, "?+-+-+--", "?-------"),
    ("change-reservation",  On::Reservation, "?+-+-+--", "?-------"),
    ("preview-series",      On::Oneself,     "?++++++x", "?-------"),
    ("make-series",         On::OwnAtSite,   "?+x+x+xx", "?-------"),
    ("get-series",          On::Reservation, "?+-+-+--", "?-------"),
    ("cancel-series",       On::Reservation, "?+-+-+--", "?-------"),
    ("change-series",       On::Reservation, "?+-+-+--", "?-------"),
    ("extend-series",       On::Reservation, "?+-+-+--", "?-------"),
    ("preview-extension",   On::Reservation, "?+-+-+--", "?-------"),
    ("withdraw-change",     On::Reservation, "?+-+-+--", "?-------"),
    ("restore-reservation", On::Reservation, "?x-+-+--", "?-------"),
    ("set-rules-aside",     On::Reservation, "?x-+-+--", "?-------"),
    ("block-time",          On::AtSite,      "?xx+x+xx", "?-------"),
    ("lift-blocking",       On::AtSite,      "?xx+x+xx", "?-------"),
    ("list-blockings",      On::Tenant,      "++++++++", "++++++++"),
    ("quote-price",         On::Tenant,      "++++++++", "++++++++"),
    ("list-charges",        On::OwnAtSite,   "?+x+x+xx", "?-------"),
    ("settle-charge",       On::AtSite,      "?xx+x+xx", "?-------"),
    ("decide-waiver",       On::Reservation, "?x-+-+--", "?-------"),
    ("return-deposit",      On::Reservation, "?x-+-+--", "?-------"),
    ("get-reservation-calendar", On::Reservation, "?+-+-+--", "?-------"),
    ("get-resource-calendar", On::Tenant,    "++++++++", "++++++++"),
    ("get-site-calendar",   On::Tenant,      "++++++++", "++++++++"),
    ("get-member-calendar", On::Tenant,      "++++++++", "++++++++"),
    ("get-own-calendar",    On::Oneself,     "?++++++x", "?-------"),
    ("open-own-calendar",   On::Oneself,     "?++++++x", "?-------"),
    ("close-own-calendar",  On::Oneself,     "?++++++x", "?-------"),
    ("get-free-busy",       On::Tenant,      "++++++++", "++++++++"),
    ("get-free-busy-file",  On::Tenant,      "++++++++", "++++++++"),
    ("get-gbfs-feed",       On::Tenant,      "++++++++", "++++++++"),
    ("get-gbfs-manifest",   On::Network,     "++++++++", "++++++++"),
    ("list-draws",          On::Tenant,      "++++++++", "++++++++"),
    ("get-draw",            On::Tenant,      "++++++++", "++++++++"),
    ("list-rivals",         On::Reservation, "?x-+-+--", "?-------"),
    ("join-waitlist",       On::OwnAtSite,   "?+x+x+xx", "?-------"),
    ("list-waits",          On::OwnAtSite,   "?+x+x+xx", "?-------"),
    ("get-wait",            On::Wait,        "?+-+-+--", "?-------"),
    ("leave-waitlist",      On::Wait,        "?+-+-+--", "?-------"),
    ("accept-offer",        On::Wait,        "?+-+-+--", "?-------"),
    ("decline-offer",       On::Wait,        "?+-+-+--", "?-------"),
    ("list-titles",         On::Tenant,      "++++++++", "++++++++"),
    ("get-title",           On::Tenant,      "++++++++", "++++++++"),
    ("add-title",           On::Tenant,      "?xxxx+xx", "?-------"),
    ("change-title",        On::Tenant,      "?xxxx+xx", "?-------"),
    ("add-item",            On::Tenant,      "?xxxx+xx", "?-------"),
    ("scan-item",           On::AtSite,      "?xx+x+xx", "?-------"),
    ("place-hold",          On::Oneself,     "?++++++x", "?-------"),
    ("list-holds",          On::OwnAtSite,   "?+x+x+xx", "?-------"),
    ("cancel-hold",         On::Hold,        "?+-x-x--", "?-------"),
    ("lend-item",           On::AtSite,      "?xx+x+xx", "?-------"),
    ("take-back-item",      On::AtSite,      "?xx+x+xx", "?-------"),
    ("list-loans",          On::OwnAtSite,   "?+x+x+xx", "?-------"),
    ("get-loan",            On::Loan,        "?+-+-+--", "?-------"),
    ("register-member",     On::Tenant,      "?+++++++", "?+++++++"),
    ("get-own-member",      On::Oneself,     "?++++++x", "?-------"),
    ("list-own-messages",   On::Oneself,     "?++++++x", "?-------"),
    ("get-member",          On::Member,      "?+-+++--", "?-------"),
    ("find-member-by-card", On::Tenant,      "?xx+++xx", "?-------"),
    ("assign-roles",        On::Tenant,      "?xxxx+xx", "?-------"),
    ("erase-member",        On::Member,      "?+-xx+--", "?-------"),
    ("get-erasure-receipt", On::Tenant,      "?xxxx+xx", "?-------"),
    ("found-group",         On::Tenant,      "?xx+++xx", "?-------"),
    ("get-group",           On::Group,       "?+-+++--", "?-------"),
    ("change-group",        On::Tenant,      "?xx+++xx", "?-------"),
    ("get-standing-policy", On::Tenant,      "++++++++", "++++++++"),
    ("set-standing-policy", On::Tenant,      "?xxxx+xx", "?-------"),
    ("get-standing",        On::Member,      "?+-+++--", "?-------"),
    ("give-points",         On::Member,      "?x-+++--", "?-------"),
    ("appeal-points",       On::Member,      "?+-xxx--", "?-------"),
    ("waive-points",        On::Member,      "?x-+++--", "?-------"),
    ("get-proofs",          On::Member,      "?+-+++--", "?-------"),
    ("note-proofs",         On::Member,      "?x-+++--", "?-------"),
    ("get-uses-report",     On::Tenant,      "?xxxx+xx", "?-------"),
    ("check-in",            On::Reservation, "?+-+-+--", "?-------"),
    ("note-absence",        On::Reservation, "?x-+-+--", "?-------"),
    ("walk-in",             On::OwnAtSite,   "?+x+x+xx", "?-------"),
    ("follow-events",       On::Tenant,      "?xxxx+x+", "?-------"),
    ("get-holidays",        On::Tenant,      "++++++++", "++++++++"),
    ("define-holidays",     On::Tenant,      "?xxxx+xx", "?-------"),
    ("see-unlisted",        On::AtSite,      "?xx+x+xx", "?-------"),
];

fn site() -> SiteId {
    SiteId::named("seosan", "citizens-center")
}

fn member_of_column(column: usize) -> MemberId {
    MemberId::named("seosan", PERSONS[column])
}

fn identity(column: usize) -> Identity {
    Identity { issuer: "demo".to_owned(), subject: PERSONS[column].to_owned() }
}

/// The person of a column, as their own tenant knows them.
fn known(column: usize) -> Who {
    let roles = match column {
        0 => return Who::Anonymous,
        1 | 2 => vec![],
        3 => vec![Role::Clerk(site())],
        4 => vec![Role::Clerk(SiteId::named("seosan", "tool-library"))],
        5 => vec![Role::Administrator],
        6 => vec![Role::Secretariat],
        _ => vec![Role::Integrator],
    };
    let person = Person { member: member_of_column(column), roles, language: "ko".parse().unwrap() };
    Who::Member { identity: identity(column), person }
}

/// The person of a column, as another tenant with the same provider knows them.
fn unknown(column: usize) -> Who {
    if column == 0 { Who::Anonymous } else { Who::Newcomer(identity(column)) }
}

impl On {
    fn tenant(self) -> TenantId {
        if matches!(self, Self::Network) { TenantId::network() } else { tenant("seosan") }
    }

    fn thing(self, who: &Who) -> Thing {
        let here = Thing::of(&self.tenant());
        let citizens = here.clone().at(site()).owned_by(member_of_column(1));
        match self {
            Self::Tenant | Self::Network => here,
            Self::Reservation => citizens.seen_by(Action::GetReservation),
            Self::Wait => citizens.seen_by(Action::GetWait),
            Self::Loan => citizens.seen_by(Action::GetLoan),
            Self::Group => citizens.seen_by(Action::GetGroup),
            Self::Hold => citizens.seen_by(Action::ListHolds),
            Self::OwnAtSite => citizens,
            Self::AtSite => here.at(site()),
            Self::Oneself => here.owned_by(who.member()),
            Self::Member => Thing::member(&self.tenant(), member_of_column(1)),
        }
    }
}

fn letter(verdict: Verdict) -> char {
    match verdict {
        Verdict::Allowed => '+',
        Verdict::SignIn => '?',
        Verdict::NotAllowed => 'x',
        Verdict::Hidden => '-',
    }
}

fn action_of(id: &str) -> Action {
    *Action::ALL.iter().find(|action| action.id() == id).unwrap_or_else(|| panic!("no action is called {id}"))
}

/// Parts of operations that not everybody may use who may use the operation.
const PARTS: [&str; 2] = ["set-rules-aside", "see-unlisted"];

#[test]
fn the_table_has_every_operation_of_the_api_once() {
    let (_, document) = crate::api::routes();
    let items = document.paths.paths.values();
    let operations = items.flat_map(|item| [&item.get, &item.post, &item.put, &item.delete]).flatten();
    let mut operations: BTreeSet<String> =
        operations.map(|operation| operation.operation_id.clone().unwrap()).collect();
    operations.extend(PARTS.map(str::to_owned));
    let table: BTreeSet<String> = TABLE.iter().map(|(id, ..)| (*id).to_owned()).collect();
    let actions: BTreeSet<String> = Action::ALL.iter().map(|action| action.id().to_owned()).collect();
    assert_eq!(operations, table, "an operation must be entered in the table");
    assert_eq!(operations, actions, "an operation must have its action");
    assert_eq!(TABLE.len(), table.len());
}

#[test]
fn everybody_may_do_what_the_table_says_in_their_own_tenant() {
    let policy = Policy::load().unwrap();
    let mut wrong = Vec::new();
    for (id, on, expected, _) in TABLE {
        let verdicts = (0..PERSONS.len()).map(|column| {
            let who = known(column);
            letter(policy.decide(&on.tenant(), &who, action_of(id), &on.thing(&who)))
        });
        let verdicts: String = verdicts.collect();
        if verdicts != expected {
            wrong.push(format!("{id}: {verdicts}, expected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "columns are {PERSONS:?}\n{}", wrong.join("\n"));
}

#[test]
fn everybody_may_do_what_the_table_says_in_another_tenant() {
    let policy = Policy::load().unwrap();
    let mut wrong = Vec::new();
    for (id, on, _, expected) in TABLE {
        let verdicts = (0..PERSONS.len()).map(|column| {
            let who = unknown(column);
            letter(policy.decide(&on.tenant(), &who, action_of(id), &on.thing(&known(column))))
        });
        let verdicts: String = verdicts.collect();
        if verdicts != expected {
            wrong.push(format!("{id}: {verdicts}, expected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "columns are {PERSONS:?}\n{}", wrong.join("\n"));
}

#[test]
fn roles_of_one_tenant_count_for_nothing_in_another_even_if_they_were_mixed_up() {
    let policy = Policy::load().unwrap();
    for (id, on, _, _) in TABLE {
        for (column, person) in PERSONS.iter().enumerate().skip(1) {
            let who = known(column);
            let public = policy.decide(&on.tenant(), &Who::Anonymous, action_of(id), &on.thing(&who))
                == Verdict::Allowed;
            let expected = if public { Verdict::Allowed } else { Verdict::Hidden };
            let elsewhere = policy.decide(&tenant("paris"), &who, action_of(id), &on.thing(&who));
            assert_eq!(elsewhere, expected, "{id} by {person}");
            let stranger = policy.decide(&on.tenant(), &Who::Stranger, action_of(id), &on.thing(&who));
            assert_eq!(stranger, expected, "{id} by a stranger");
        }
    }
}

#[test]
fn a_list_of_the_whole_tenant_is_for_administrators() {
    let policy = Policy::load().unwrap();
    let all = Thing::of(&tenant("seosan"));
    for action in [
        Action::ListReservations,
        Action::ListCharges,
        Action::ListWaits,
        Action::ListLoans,
        Action::ListHolds,
    ] {
        let verdicts = (0..PERSONS.len())
            .map(|column| letter(policy.decide(&tenant("seosan"), &known(column), action, &all)));
        assert_eq!(verdicts.collect::<String>(), "?xxxx+xx", "{action:?}");
    }
}
