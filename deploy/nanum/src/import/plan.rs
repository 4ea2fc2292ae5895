//! The plan of an import: what will be asked of the services, or every fault that stands against it.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
};

use nanum_contracts::{
    LocalizedText, Problem, Role, TenantId,
    booking::{DefineHolidays, DefineResource, Holiday, ResourceDefinition},
    ids::{Id, ItemId, MemberId, ResourceId, SiteId, TitleId},
    lending::{AddItem, DefineTitle, TitleDefinition},
    membership::{
        AssignRoles, Contact, DefineSite, DefineTenant, Identity, RegisterMember, SiteDefinition,
        TenantDefinition,
    },
    time::WeeklyHours,
};

use nanum_booking::domain::{CheckedDefinition, CheckedHolidays};
use nanum_lending::domain::Barcode;
use nanum_membership::domain::{person, site, tenant};

use super::{
    entries::{MemberEntry, PlainRole, ResourceEntry, SiteEntry, TenantEntry, TitleEntry},
    faults::Faults,
    source::{Entry, Source},
};

/// What will be asked, in the order in which it can be.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(super) tenants: Vec<TenantPlan>,
}

/// One tenant's part.
#[derive(Debug)]
pub(super) struct TenantPlan {
    pub(super) slug: TenantId,
    pub(super) tenant: DefineTenant,
    pub(super) sites: Vec<DefineSite>,
    /// What the file says of them; nothing when it says nothing.
    pub(super) holidays: Option<DefineHolidays>,
    pub(super) members: Vec<(RegisterMember, AssignRoles)>,
    pub(super) resources: Vec<DefineResource>,
    pub(super) titles: Vec<(DefineTitle, Vec<AddItem>)>,
}

/// How much a plan holds.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) tenants: usize,
    pub(crate) sites: usize,
    pub(crate) resources: usize,
    pub(crate) titles: usize,
    pub(crate) items: usize,
    pub(crate) members: usize,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tenants, sites, resources, titles, items, members } = self;
        write!(
            f,
            "{tenants} tenants, {sites} sites, {resources} resources, {titles} titles with {items} items, {members} members"
        )
    }
}

impl Plan {
    pub(crate) fn counts(&self) -> Counts {
        self.tenants.iter().fold(Counts::default(), |counts, tenant| Counts {
            tenants: counts.tenants + 1,
            sites: counts.sites + tenant.sites.len(),
            resources: counts.resources + tenant.resources.len(),
            titles: counts.titles + tenant.titles.len(),
            items: counts.items + tenant.titles.iter().map(|(_, items)| items.len()).sum::<usize>(),
            members: counts.members + tenant.members.len(),
        })
    }
}

/// Reads the sources and holds all entries against each other and the services' rules.
///
/// # Errors
/// Every fault, with file and line.
pub(crate) fn plan(sources: &[Source]) -> Result<Plan, Faults> {
    let mut faults = Faults::default();
    let mut tenants = Vec::new();
    let mut files_by_slug: HashMap<TenantId, &str> = HashMap::new();
    for source in sources {
        match FileReader::read(source) {
            Ok(tenant) => {
                if let Some(other) = files_by_slug.insert(tenant.slug.clone(), &source.name) {
                    faults.add(&source.name, 1, format!("the tenant {} is in {other} already", tenant.slug));
                }
                tenants.push(tenant);
            }
            Err(of_file) => faults.extend(of_file),
        }
    }
    faults.or(Plan { tenants })
}

/// One file being read.
struct FileReader<'a> {
    source: &'a Source,
    faults: Faults,
    tenant: TenantDefinition,
    /// Sites by key, with their hours.
    sites: BTreeMap<String, (SiteId, Vec<WeeklyHours>)>,
    /// Resources by key, so far.
    resources: BTreeMap<String, ResourceId>,
    /// What may be there only once, with the line where it was first.
    unique: HashMap<(&'static str, String), usize>,
}

impl<'a> FileReader<'a> {
    fn read(source: &'a Source) -> Result<TenantPlan, Faults> {
        let mut table = source.table()?;
        let mut faults = Faults::default();
        let Some(tenant) = table.remove("tenant") else {
            faults.add(&source.name, 1, "the section [tenant] is missing");
            return Err(faults);
        };
        let tenant = source.entry::<TenantEntry>(tenant, &mut faults);
        let sites = source.entries::<SiteEntry>(table.remove("sites"), "sites", &mut faults);
        let holidays = source.entries::<Holiday>(table.remove("holidays"), "holidays", &mut faults);
        let resources = source.entries::<ResourceEntry>(table.remove("resources"), "resources", &mut faults);
        let titles = source.entries::<TitleEntry>(table.remove("titles"), "titles", &mut faults);
        let members = source.entries::<MemberEntry>(table.remove("members"), "members", &mut faults);
        for (unknown, _) in table.iter() {
            let line = source.line_at(unknown.span().start);
            faults.add(
                &source.name,
                line,
                format!("{} is not a section of an import file", unknown.get_ref()),
            );
        }
        let Some(tenant) = tenant else { return Err(faults) };
        let line = tenant.line;
        let tenant = definition(tenant.value);
        let mut reader = Self {
            source,
            faults,
            tenant,
            sites: BTreeMap::new(),
            resources: BTreeMap::new(),
            unique: HashMap::new(),
        };
        let definition = reader.tenant.clone();
        reader.holds_for_tenant(line);
        let slug = definition.slug.clone();
        let plan = TenantPlan {
            tenant: DefineTenant { definition, new_only: false },
            sites: sites.into_iter().map(|site| reader.site(site)).collect(),
            holidays: reader.holidays(holidays),
            members: members.into_iter().map(|member| reader.member(member)).collect(),
            resources: resources.into_iter().filter_map(|resource| reader.resource(resource)).collect(),
            titles: titles.into_iter().filter_map(|title| reader.title(title)).collect(),
            slug,
        };
        reader.faults.or(plan)
    }

    fn site(&mut self, entry: Entry<SiteEntry>) -> DefineSite {
        let Entry { line, value: site } = entry;
        self.key_is_unique("site", &site.key, line);
        self.names_the_default_language(&site.name, line);
        let id = SiteId::named(&self.scope(), &site.key);
        self.sites.insert(site.key, (id, site.hours.clone()));
        let definition = SiteDefinition {
            name: site.name,
            address: site.address,
            latitude: site.latitude,
            longitude: site.longitude,
            hours: site.hours,
        };
        let command = site::SiteCommand::Define {
            site: id,
            zone: self.tenant.zone.clone(),
            definition: definition.clone(),
        };
        self.checked(line, site::decide(&site::Site::default(), &command));
        DefineSite { site: Some(id), definition }
    }

    fn resource(&mut self, entry: Entry<ResourceEntry>) -> Option<DefineResource> {
        let Entry { line, value: resource } = entry;
        self.key_is_unique("resource", &resource.key, line);
        self.names_the_default_language(&resource.name, line);
        let (site, site_hours) = self.site_of(&resource.site, line)?;
        let part_of = match &resource.part_of {
            Some(whole) => Some(self.whole_of(whole, line)?),
            None => None,
        };
        let id = ResourceId::named(&self.scope(), &resource.key);
        self.resources.insert(resource.key, id);
        let definition = ResourceDefinition {
            site,
            part_of,
            kind: resource.kind,
            name: resource.name,
            description: resource.description,
            persons: resource.persons,
            units: resource.units,
            approval: resource.approval,
            approval_holds: resource.approval_holds.unwrap_or(true),
            approval_due_minutes: resource.approval_due_minutes,
            hours: resource.hours.unwrap_or(site_hours),
            exceptions: resource.exceptions,
            notice: resource.notice,
            step_minutes: resource.step_minutes,
            shortest_minutes: resource.shortest_minutes,
            longest_minutes: resource.longest_minutes,
            buffer_before_minutes: resource.buffer_before_minutes,
            buffer_after_minutes: resource.buffer_after_minutes,
            quota: resource.quota,
            quotas: resource.quotas,
            eligibility: resource.eligibility,
            tariffs: resource.tariffs,
            waitlist: resource.waitlist,
            lottery: resource.lottery,
            equipment: resource.equipment,
            accessibility: resource.accessibility,
            on_public_holidays: resource.on_public_holidays,
            on_school_holidays: resource.on_school_holidays,
            blocks: resource.blocks,
            publication: resource.publication,
            photos: resource.photos,
            vehicle: resource.vehicle,
        };
        self.checked(line, CheckedDefinition::try_from(definition.clone()));
        Some(DefineResource { resource: Some(id), definition })
    }

    fn holidays(&mut self, entries: Vec<Entry<Holiday>>) -> Option<DefineHolidays> {
        let line = entries.first()?.line;
        let lines: Vec<usize> = entries.iter().map(|entry| entry.line).collect();
        let holidays: Vec<Holiday> = entries.into_iter().map(|entry| entry.value).collect();
        let checked = CheckedHolidays::try_from(holidays.clone());
        let at = checked.as_ref().err().and_then(|broken| lines.get(broken.holiday)).copied();
        self.checked(at.unwrap_or(line), checked);
        Some(DefineHolidays { holidays })
    }

    fn title(&mut self, entry: Entry<TitleEntry>) -> Option<(DefineTitle, Vec<AddItem>)> {
        let Entry { line, value: title } = entry;
        self.key_is_unique("title", &title.key, line);
        self.names_the_default_language(&title.name, line);
        let (site, _) = self.site_of(&title.site, line)?;
        let definition = TitleDefinition {
            site,
            kind: title.kind,
            name: title.name,
            creator: title.creator,
            description: title.description,
            loan_days: title.loan_days,
            hold_kept_days: title.hold_kept_days,
            donor: title.donor,
        };
        self.checked(line, nanum_lending::desk::well_formed(&definition));
        let id = TitleId::named(&self.scope(), &title.key);
        let items = title.items.into_iter().map(|barcode| self.item(id, barcode, line)).collect();
        Some((DefineTitle { title: Some(id), definition }, items))
    }

    fn item(&mut self, title: TitleId, barcode: String, line: usize) -> AddItem {
        self.is_unique("barcode", &barcode, line);
        self.checked(
            line,
            Barcode::try_from(barcode.clone()).map_err(|not| Problem::not_understood(not.to_string())),
        );
        AddItem { title, item: Some(ItemId::named(&self.scope(), &barcode)), barcode }
    }

    fn member(&mut self, entry: Entry<MemberEntry>) -> (RegisterMember, AssignRoles) {
        let Entry { line, value: member } = entry;
        self.key_is_unique("member", &member.key, line);
        let first_issuer = self.tenant.issuers.first().cloned().unwrap_or_default();
        let identity = Identity {
            issuer: member.issuer.unwrap_or(first_issuer),
            subject: member.subject.unwrap_or_else(|| format!("{}/{}", self.tenant.slug, member.key)),
        };
        self.is_unique("subject", &format!("{} at {}", identity.subject, identity.issuer), line);
        if !self.tenant.issuers.contains(&identity.issuer) {
            self.fault(line, format!("the tenant does not trust the issuer {:?}", identity.issuer));
        }
        if let Some(card) = &member.card {
            self.is_unique("card", card, line);
        }
        let contact = Contact { name: member.name, email: member.email, language: member.language };
        self.checked(line, person::can_be_addressed(&contact));
        if let Some(card) = &member.card {
            self.checked(line, person::CardNumber::parse(card.clone()));
        }
        self.checked(line, person::identity_fits(&identity));
        let id = MemberId::named(&self.scope(), &member.key);
        let mut roles: Vec<Role> = member.roles.into_iter().map(role).collect();
        for key in &member.clerk_of {
            roles.extend(self.site_of(key, line).map(|(site, _)| Role::Clerk(site)));
        }
        let register = RegisterMember { member: Some(id), identity, contact, card: member.card };
        (register, AssignRoles { member: id, roles })
    }

    fn scope(&self) -> String {
        format!("nanum:{}", self.tenant.slug)
    }

    fn site_of(&mut self, key: &str, line: usize) -> Option<(SiteId, Vec<WeeklyHours>)> {
        let site = self.sites.get(key).cloned();
        if site.is_none() {
            self.fault(line, format!("there is no site with the key {key:?} in this file"));
        }
        site
    }

    fn whole_of(&mut self, key: &str, line: usize) -> Option<ResourceId> {
        let whole = self.resources.get(key).copied();
        if whole.is_none() {
            self.fault(line, format!("there is no resource with the key {key:?} further up in this file"));
        }
        whole
    }

    fn key_is_unique(&mut self, kind: &'static str, key: &str, line: usize) {
        let well_formed =
            !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !well_formed {
            self.fault(line, format!("the key {key:?} may have lower case letters, digits and hyphens only"));
        }
        self.is_unique(kind, key, line);
    }

    fn is_unique(&mut self, what: &'static str, text: &str, line: usize) {
        if let Some(first) = self.unique.insert((what, text.to_owned()), line) {
            self.fault(line, format!("the {what} {text:?} is in line {first} already"));
        }
    }

    fn names_the_default_language(&mut self, name: &LocalizedText, line: usize) {
        let default = self.tenant.default_language();
        if !name.iter().any(|(language, _)| *language == default) {
            self.fault(line, format!("the name has no text in {default}, the tenant's default language"));
        }
    }

    fn holds_for_tenant(&mut self, line: usize) {
        let command = tenant::TenantCommand::Define { definition: self.tenant.clone(), new_only: false };
        self.checked(line, tenant::decide(&tenant::Tenant::default(), &command));
    }

    /// A service's own rule, asked before anything is sent.
    fn checked<T, E: Into<Problem>>(&mut self, line: usize, check: Result<T, E>) {
        if let Err(refusal) = check {
            self.fault(line, refusal.into().detail);
        }
    }

    fn fault(&mut self, line: usize, what: String) {
        self.faults.add(&self.source.name, line, what);
    }
}

fn definition(tenant: TenantEntry) -> TenantDefinition {
    TenantDefinition {
        slug: tenant.slug,
        kind: tenant.kind,
        name: tenant.name,
        languages: tenant.languages,
        zone: tenant.zone,
        currency: tenant.currency,
        issuers: tenant.issuers,
    }
}

fn role(role: PlainRole) -> Role {
    match role {
        PlainRole::Administrator => Role::Administrator,
        PlainRole::Secretariat => Role::Secretariat,
        PlainRole::Integrator => Role::Integrator,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
[tenant]
slug = "seosan"
kind = "member"
name = { ko = "서산시" }
languages = ["ko"]
zone = "Asia/Seoul"
currency = "KRW"
issuers = ["demo"]

[[sites]]
key = "library"
name = { ko = "도서관" }
address = "번화1로"
latitude = 36.78
longitude = 126.45
hours = [{ days = ["mon"], from = "09:00", to = "18:00" }]

[[titles]]
key = "drill"
site = "library"
kind = "tool"
name = { ko = "드릴" }
loan_days = 14
items = ["T-1"]
"#;

    fn faults_of(text: &str) -> Vec<(usize, String)> {
        let faults = plan(&[Source::new("city.toml", text)]).expect_err("the file has faults");
        faults.iter().map(|fault| (fault.line, fault.what.clone())).collect()
    }

    #[test]
    fn a_good_file_is_planned_with_the_same_ids_each_time() {
        let first = plan(&[Source::new("city.toml", GOOD)]).unwrap();
        let again = plan(&[Source::new("city.toml", GOOD)]).unwrap();
        assert_eq!(first.counts(), Counts { tenants: 1, sites: 1, titles: 1, items: 1, ..Counts::default() });
        assert_eq!(first.tenants[0].titles[0].0.title, again.tenants[0].titles[0].0.title);
    }

    #[test]
    fn holidays_are_planned_whole_and_a_faulty_one_is_named_by_its_line() {
        let holidays = r#"
[[holidays]]
name = { ko = "설날" }
kind = "public"
on = { lunar = { month = 1, day = 1, before = 1, after = 1 } }
substitute = "sundays"

[[holidays]]
name = { ko = "개천절" }
kind = "public"
on = { yearly = { month = 10, day = 3 } }
"#;
        let planned = plan(&[Source::new("city.toml", format!("{GOOD}{holidays}").as_str())]).unwrap();
        assert_eq!(planned.tenants[0].holidays.as_ref().unwrap().holidays.len(), 2);
        assert!(plan(&[Source::new("city.toml", GOOD)]).unwrap().tenants[0].holidays.is_none());
        let faults = faults_of(&format!("{GOOD}{}", holidays.replace("day = 3", "day = 33")));
        let line = GOOD.lines().count() + 8;
        assert!(faults[0].0 == line && faults[0].1.contains("on.yearly"), "{faults:?}, not line {line}");
    }

    #[test]
    fn every_fault_is_reported_with_its_line() {
        let bad = GOOD
            .replace("latitude = 36.78", "latitude = \"north\"")
            .replace("loan_days = 14", "loan_days = 14\ncolour = \"red\"");
        let faults = faults_of(&bad);
        assert_eq!(faults.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [15, 25], "{faults:?}");
    }

    #[test]
    fn entries_are_held_against_each_other() {
        let title = GOOD.split_once("[[titles]]").unwrap().1;
        let twice = format!("{GOOD}[[titles]]{}", title.replace("site = \"library\"", "site = \"attic\""));
        let faults = faults_of(&twice);
        assert!(faults.iter().any(|(_, what)| what.contains("attic")), "{faults:?}");
        assert!(faults.iter().any(|(_, what)| what.contains("\"drill\" is in line")), "{faults:?}");
    }
}
