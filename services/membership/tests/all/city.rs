//! A network with Membership at work, and what its people ask.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::Timestamp;
use nanum_bus::{Bus, local::LocalBus};
use nanum_contracts::{
    Actor, Answer, Operation, Problem, Role, TenantId,
    ids::{Id, MemberId, SiteId},
    membership::{
        AssignRoles, Contact, DefineSite, DefineTenant, ErasureReceipt, GetErasureReceipt, GetMember,
        IdentifyPerson, Identity, Member, Person, RegisterMember, SERVICE, Site, SiteDefinition,
        TenantDefinition, TenantKind,
    },
};
use nanum_membership::domain::{erasure::ErasureBegun, member::MemberEvent};
use nanum_runtime::{
    Call, Cause, Client, Decider, Service, Shell, StartError,
    claims::{Claimant, Claims},
    clock::ManualClock,
    config::Settings,
    ids::Ids,
    sealed::{KEYS_FILE, KeyRing, WithoutKeys},
};
use tempfile::TempDir;

pub(crate) struct City {
    folder: Arc<TempDir>,
    pub(crate) bus: Arc<dyn Bus>,
    shell: Shell,
    client: Client,
}

pub(crate) fn tenant(slug: &str) -> TenantId {
    slug.parse().unwrap()
}

pub(crate) fn definition(slug: &str, kind: TenantKind) -> TenantDefinition {
    serde_json::from_value(serde_json::json!({
        "slug": slug, "kind": kind, "name": { "ko": "서산시", "en": "Seosan" }, "languages": ["ko", "en"],
        "zone": "Asia/Seoul", "currency": "KRW", "issuers": ["demo"],
    }))
    .unwrap()
}

pub(crate) fn center() -> SiteDefinition {
    serde_json::from_value(serde_json::json!({
        "name": { "ko": "시민센터" }, "address": "번화1로 12", "latitude": 36.7845, "longitude": 126.4503,
        "hours": [{ "days": ["mon"], "from": "09:00", "to": "22:00" }],
    }))
    .unwrap()
}

pub(crate) fn identity(subject: &str) -> Identity {
    Identity { issuer: "demo".to_owned(), subject: subject.to_owned() }
}

/// Somebody whose name, address and subject are made of one word.
pub(crate) fn somebody(word: &str, card: Option<&str>) -> RegisterMember {
    RegisterMember {
        member: None,
        identity: identity(word),
        contact: Contact {
            name: format!("Name {word}"),
            email: format!("{word}@seosan.example"),
            language: "fr".parse().unwrap(),
        },
        card: card.map(str::to_owned),
    }
}

impl City {
    /// Membership at work on an empty log, with the tenants Seosan, Seoul and the secretariat.
    pub(crate) async fn begins() -> Self {
        let city = Self::on(Arc::new(tempfile::tempdir().unwrap())).await;
        for (slug, kind) in [
            ("seosan", TenantKind::Member),
            ("seoul", TenantKind::Member),
            ("citynet", TenantKind::Secretariat),
        ] {
            city.admits(definition(slug, kind)).await.unwrap();
        }
        city
    }

    /// A further replica, or the same city after a restart.
    pub(crate) async fn replica(&self) -> Self {
        Self::on(self.folder.clone()).await
    }

    async fn on(folder: Arc<TempDir>) -> Self {
        let shell = shell_on(folder.path());
        nanum_membership::start(shell.clone()).await.unwrap();
        Self { folder, bus: shell.bus.clone(), client: shell.client(), shell }
    }

    /// Starts once more on the same folder, which may be refused.
    pub(crate) async fn start_again(&self) -> Result<(), StartError> {
        nanum_membership::start(shell_on(self.folder())).await
    }

    pub(crate) fn keys(&self) -> KeyRing {
        KeyRing::open(&self.keys_file(), WithoutKeys::Refuse).unwrap()
    }

    pub(crate) fn keys_file(&self) -> PathBuf {
        self.folder().join(SERVICE).join(KEYS_FILE)
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn call(&self, tenant: &TenantId) -> Call {
        Call::command(tenant, Actor::Platform("test".to_owned()), &Ids)
    }

    pub(crate) async fn asks<O: Operation>(&self, slug: &str, body: O) -> Result<O::Reply, Problem> {
        self.client.ask(self.call(&tenant(slug)), body).await.map(|answer| answer.reply)
    }

    /// Asks under an idempotency key.
    pub(crate) async fn asks_again<O: Operation>(
        &self,
        slug: &str,
        key: &str,
        body: O,
    ) -> Result<Answer<O::Reply>, Problem> {
        self.client.ask(self.call(&tenant(slug)).with_key(key), body).await
    }

    pub(crate) async fn asks_of_network<O: Operation>(&self, body: O) -> Result<O::Reply, Problem> {
        self.client.ask(self.call(&TenantId::network()), body).await.map(|answer| answer.reply)
    }

    pub(crate) async fn admits(&self, definition: TenantDefinition) -> Result<TenantDefinition, Problem> {
        self.asks_of_network(DefineTenant { definition, new_only: false }).await
    }

    pub(crate) async fn opens_site(&self, slug: &str) -> Site {
        self.asks(slug, DefineSite { site: None, definition: center() }).await.unwrap()
    }

    pub(crate) async fn registers(&self, slug: &str, person: RegisterMember) -> Result<Member, Problem> {
        self.asks(slug, person).await
    }

    pub(crate) async fn identifies(&self, slug: &str, subject: &str) -> Option<Person> {
        self.asks(slug, IdentifyPerson { identity: identity(subject) }).await.unwrap()
    }

    pub(crate) async fn shows(&self, slug: &str, member: MemberId) -> Result<Member, Problem> {
        self.asks(slug, GetMember { member }).await
    }

    pub(crate) async fn assigns(
        &self,
        slug: &str,
        member: MemberId,
        roles: &[Role],
    ) -> Result<Member, Problem> {
        self.asks(slug, AssignRoles { member, roles: roles.to_vec() }).await
    }

    /// What a crash leaves behind that comes after a claim and before the registration.
    pub(crate) async fn crashes_after_claiming(
        &self,
        slug: &str,
        kind: &'static str,
        text: &str,
        holder: &str,
    ) {
        self.claims(kind).claim(&self.cause(slug), text, holder).await.unwrap();
    }

    /// Who claims a card, whether the claim counts or not.
    pub(crate) async fn claims_of_card(&self, slug: &str, card: &str) -> Option<String> {
        self.claims("card").holder(&tenant(slug), card).await.unwrap()
    }

    fn claims(&self, kind: &'static str) -> Claims<TestClaims> {
        let service = Service::open(&self.shell, SERVICE).unwrap();
        Claims::keyed(kind, service.aggregates(), self.keys().secret())
    }

    /// What a crash leaves behind that comes right after the beginning of an erasure, for which the member asked.
    pub(crate) async fn begins_to_erase(&self, slug: &str, member: MemberId) {
        let service = Service::open(&self.shell, SERVICE).unwrap();
        let members = service.aggregates::<BeginsErasure>();
        members.execute(&self.cause(slug), member.uuid(), &member).await.unwrap();
    }

    pub(crate) async fn waits_for_receipt(&self, slug: &str, member: MemberId) -> ErasureReceipt {
        self.waits_until_erasures_are_finished().await;
        self.asks(slug, GetErasureReceipt { member }).await.unwrap()
    }

    pub(crate) async fn waits_until_erasures_are_finished(&self) {
        for _ in 0..500 {
            let faults = self.shell.health.faults();
            if !faults.iter().any(|(part, _)| part.contains("erasures")) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("not finished within 5 seconds: {:?}", self.shell.health.faults());
    }

    fn cause(&self, slug: &str) -> Cause {
        let call = self.call(&tenant(slug));
        Cause {
            tenant: call.tenant,
            actor: call.actor,
            command: call.command,
            fingerprint: String::new(),
            repeatable: false,
            expected_revision: None,
            correlation: call.correlation,
            causation: None,
            traceparent: None,
        }
    }
}

/// Writes the first event of an erasure and nothing after it.
struct BeginsErasure;

impl Decider for BeginsErasure {
    const SERVICE: &'static str = SERVICE;
    const AGGREGATE: &'static str = "member";
    type State = ();
    type Command = MemberId;
    type Event = MemberEvent;
    type Refusal = Problem;

    fn decide((): &(), member: &MemberId, _: Timestamp) -> Result<Vec<MemberEvent>, Problem> {
        Ok(vec![ErasureBegun { member: *member, asked_by: Actor::Member(*member) }.into()])
    }

    fn evolve((): (), _: &MemberEvent, _: Timestamp) {}
}

fn shell_on(folder: &Path) -> Shell {
    Shell::new(
        Settings::load_with(None, &[("data.folder", folder.to_str().unwrap().to_owned())]).unwrap(),
        Arc::new(LocalBus::new()),
        Arc::new(ManualClock::at("2026-03-02T09:00:00Z".parse().unwrap())),
    )
}

struct TestClaims;

impl Claimant for TestClaims {
    const SERVICE: &'static str = SERVICE;
}

/// A site that no tenant has.
pub(crate) fn nowhere() -> SiteId {
    SiteId::named("nowhere", "nothing")
}
