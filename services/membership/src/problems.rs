//! What a refusal of the domain is to whoever asked.
//!
//! What the state forbids now is 409; what a rule forbids is 422 and names what it allows and what was asked. No problem
//! repeats personal data: of a name or an address it tells the length.

use nanum_contracts::{Problem, problem::ProblemKind};
use serde_json::{Value, json};

use crate::domain::{
    ISSUER_LENGTH_MAX,
    group::{GROUP_MEMBERS_MAX, GROUP_NAME_LENGTH_MAX, GroupRefusal},
    member::{MemberRefusal, ROLES_MAX},
    person::{CARD_LENGTH_MAX, EMAIL_LENGTH_MAX, NAME_LENGTH_MAX, PersonRefusal, SUBJECT_LENGTH_MAX},
    site::{ADDRESS_LENGTH_MAX, HOURS_MAX, LATITUDE_MAX, LONGITUDE_MAX, SiteRefusal},
    standing::{POINTS_MAX, PROOFS_MAX, StandingRefusal},
    tenant::{ISSUERS_MAX, LANGUAGES_MAX, TenantRefusal},
};

impl From<TenantRefusal> for Problem {
    fn from(refusal: TenantRefusal) -> Self {
        match refusal {
            TenantRefusal::AdmittedAlready(slug) => {
                Self::state_forbids(format!("{slug} has been admitted already"))
            }
            TenantRefusal::SlugReserved(slug) => Self::rule(
                "tenant-slug",
                format!("{slug} is a word of the network and names no tenant"),
                "a slug that is not reserved",
                slug.as_str(),
            ),
            TenantRefusal::LanguageCount { count } => {
                count_of("tenant-languages", "languages", LANGUAGES_MAX, count)
            }
            TenantRefusal::LanguageTwice(language) => {
                Self::rule("tenant-languages", format!("the language {language} is there twice"), 1, 2)
            }
            TenantRefusal::NameLacksDefaultLanguage(language) => Self::rule(
                "tenant-name",
                format!("the name must be there in {language}, the first of the tenant's languages"),
                language.as_str(),
                Value::Null,
            ),
            TenantRefusal::NotACurrency { length } => Self::rule(
                "tenant-currency",
                "a currency is three capital letters (ISO 4217), such as KRW",
                "three capital letters",
                format!("{length} characters"),
            ),
            TenantRefusal::IssuerCount { count } => {
                count_of("tenant-issuers", "identity providers", ISSUERS_MAX, count)
            }
            TenantRefusal::IssuerTwice(issuer) => {
                Self::rule("tenant-issuers", format!("the identity provider {issuer} is there twice"), 1, 2)
            }
            TenantRefusal::NotAnIssuer { length } => not_an_issuer(length),
        }
    }
}

impl From<SiteRefusal> for Problem {
    fn from(refusal: SiteRefusal) -> Self {
        match refusal {
            SiteRefusal::AddressLength { length } => {
                length_of("site-address", "address", ADDRESS_LENGTH_MAX, length)
            }
            SiteRefusal::AddressHasControlCharacters => one_line("site-address", "address"),
            SiteRefusal::Latitude { degrees } => {
                degrees_of("site-latitude", "latitude", LATITUDE_MAX, degrees)
            }
            SiteRefusal::Longitude { degrees } => {
                degrees_of("site-longitude", "longitude", LONGITUDE_MAX, degrees)
            }
            SiteRefusal::HoursCount { count } => {
                let detail = format!("{count} lines of hours; a site has at most {HOURS_MAX}");
                Self::rule("site-hours", detail, HOURS_MAX, count)
            }
            SiteRefusal::HoursWithoutDays => {
                Self::rule("site-hours", "hours name at least one day of the week", 1, 0)
            }
            SiteRefusal::HoursNameDayTwice => {
                Self::rule("site-hours", "a line of hours names each day of the week once", 1, 2)
            }
            SiteRefusal::HoursBegin { from } => {
                Self::rule("site-hours", "hours begin before 24:00", "before 24:00", from)
            }
        }
    }
}

impl From<MemberRefusal> for Problem {
    fn from(refusal: MemberRefusal) -> Self {
        match refusal {
            MemberRefusal::MemberAlready => Self::state_forbids("this person is a member already"),
            MemberRefusal::ChangedMeanwhile => {
                Self::try_again("the member is being changed at the same time")
            }
            MemberRefusal::NotAMember => Self::not_found("member"),
            MemberRefusal::Erased => {
                Self::new(ProblemKind::NotFound, "this member has been erased; their data is gone for ever")
            }
            MemberRefusal::RoleCount { count } => {
                let detail = format!("{count} roles; a member has at most {ROLES_MAX}");
                Self::rule("member-roles", detail, ROLES_MAX, count)
            }
            MemberRefusal::NoSuchSite(site) => Self::rule(
                "site-exists",
                format!("a clerk works at a site of the tenant; {site} is none"),
                "a site of the tenant",
                site.to_string(),
            ),
            MemberRefusal::NotTheSecretariat(kind) => Self::rule(
                "secretariat-only",
                "only members of the network's secretariat can be its secretaries",
                "secretariat",
                json!(kind),
            ),
        }
    }
}

impl From<GroupRefusal> for Problem {
    fn from(refusal: GroupRefusal) -> Self {
        match refusal {
            GroupRefusal::NameLength { length } => {
                length_of("group-name", "name", GROUP_NAME_LENGTH_MAX, length)
            }
            GroupRefusal::NameHasControlCharacters => one_line("group-name", "name"),
            GroupRefusal::MemberCount { count } => {
                let detail = format!("{count} members; a group has at most {GROUP_MEMBERS_MAX}");
                Self::rule("group-members", detail, GROUP_MEMBERS_MAX, count)
            }
            GroupRefusal::AgentNotAMember(agent) => Self::rule(
                "agents-are-members",
                "who acts for a group is one of its members",
                "a member of the group",
                agent.to_string(),
            ),
        }
    }
}

impl From<StandingRefusal> for Problem {
    fn from(refusal: StandingRefusal) -> Self {
        match refusal {
            StandingRefusal::ProofsCount { count } => {
                let detail = format!("{count} words; a member has at most {PROOFS_MAX} of a kind");
                Self::rule("proofs-are-few", detail, PROOFS_MAX, count)
            }
            StandingRefusal::ProofNotPlain => Self::rule(
                "proofs-are-plain",
                "entitlements and qualifications are lower case words joined by hyphens",
                "lower case words joined by hyphens",
                "something else",
            ),
            StandingRefusal::PointsCount { points } => {
                let detail = format!("points are 1 to {POINTS_MAX} at one time");
                Self::rule("points-are-countable", detail, POINTS_MAX, points)
            }
            StandingRefusal::PointsUnknown => Self::not_found("points"),
            StandingRefusal::WaivedAlready => Self::state_forbids("these points have been waived"),
            StandingRefusal::NotAppealed => {
                Self::state_forbids("nobody has appealed against these points, so they stand")
            }
            StandingRefusal::Policy { field, most, given } => Self::rule(
                "a-policy-is-sound",
                format!("{field} is at most {most}, and not too little"),
                most,
                given,
            ),
            StandingRefusal::BeyondTheCalendar => Self::defect(),
        }
    }
}

impl From<PersonRefusal> for Problem {
    fn from(refusal: PersonRefusal) -> Self {
        match refusal {
            PersonRefusal::NameLength { length } => length_of("member-name", "name", NAME_LENGTH_MAX, length),
            PersonRefusal::NameHasControlCharacters => one_line("member-name", "name"),
            PersonRefusal::EmailLength { length } => {
                length_of("member-email", "e-mail address", EMAIL_LENGTH_MAX, length)
            }
            PersonRefusal::NotAnEmail => Self::rule(
                "member-email",
                "this is no e-mail address",
                "one address, such as name@example.org",
                "something else",
            ),
            PersonRefusal::CardLength { length } => {
                length_of("member-card", "number of a card", CARD_LENGTH_MAX, length)
            }
            PersonRefusal::CardNotPlain => Self::rule(
                "member-card",
                "the number of a card is of ASCII letters, digits and signs, without spaces",
                "printable ASCII without spaces",
                "something else",
            ),
            PersonRefusal::SubjectLength { length } => {
                length_of("member-identity", "subject of an identity", SUBJECT_LENGTH_MAX, length)
            }
            PersonRefusal::SubjectHasControlCharacters => {
                one_line("member-identity", "subject of an identity")
            }
            PersonRefusal::NotAnIssuer { length } => not_an_issuer(length),
        }
    }
}

fn count_of(rule: &str, what: &str, most: usize, count: usize) -> Problem {
    let limit = json!({ "at_least": 1, "at_most": most });
    Problem::rule(rule, format!("{count} {what}; a tenant has 1 to {most}"), limit, count)
}

fn length_of(rule: &str, what: &str, most: usize, length: usize) -> Problem {
    let limit = json!({ "at_least": 1, "at_most": most });
    let detail = format!("the {what} is blank or longer than {most} characters; it has {length}");
    Problem::rule(rule, detail, limit, length)
}

fn one_line(rule: &str, what: &str) -> Problem {
    Problem::rule(
        rule,
        format!("the {what} holds a line break or another control character"),
        "no control characters",
        "control characters",
    )
}

fn degrees_of(rule: &str, what: &str, most: f64, degrees: f64) -> Problem {
    let limit = json!({ "at_least": -most, "at_most": most });
    Problem::rule(rule, format!("the {what} is from -{most} to {most} degrees"), limit, degrees)
}

fn not_an_issuer(length: usize) -> Problem {
    Problem::rule(
        "issuer-name",
        format!(
            "an identity provider is named as the operator configured it: lower case words and digits joined by hyphens, \
             at most {ISSUER_LENGTH_MAX} characters"
        ),
        "lower case words joined by hyphens",
        format!("something else of {length} characters"),
    )
}
