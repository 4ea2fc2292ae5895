//! A network with Membership at work, and what its people ask.

use std::{path::Path, sync::Arc};

use nanum_bus::{Bus, local::LocalBus};
use nanum_contracts::{
    Actor, Answer, Operation, Problem, Role, TenantId,
    ids::{MemberId, SiteId},
    membership::{
        AssignRoles, Contact, DefineSite, DefineTenant, GetMember, IdentifyPerson, Identity, Member, Person,
        RegisterMember, Site, SiteDefinition, TenantDefinition, TenantKind,
    },
};
use nanum_runtime::{
    Call, Cause, Client, Service, Shell,
    claims::{Claimant, Claims},
    clock::ManualClock,
    config::Settings,
    ids::Ids,
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
        let path = folder.path().to_str().unwrap().to_owned();
        let bus: Arc<dyn Bus> = Arc::new(LocalBus::new());
        let shell = Shell::new(
            Settings::load_with(None, &[("data.folder", path)]).unwrap(),
            bus.clone(),
            Arc::new(ManualClock::at("2026-03-02T09:00:00Z".parse().unwrap())),
        );
        nanum_membership::start(shell.clone()).await.unwrap();
        let client = shell.client();
        Self { folder, bus, shell, client }
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
        let service = Service::open(&self.shell, TestClaims::SERVICE).unwrap();
        let claims: Claims<TestClaims> = Claims::new(kind, service.aggregates());
        let call = self.call(&tenant(slug));
        let cause = Cause {
            tenant: call.tenant,
            actor: call.actor,
            command: call.command,
            fingerprint: String::new(),
            repeatable: false,
            expected_revision: None,
            correlation: call.correlation,
            causation: None,
            traceparent: None,
        };
        claims.claim(&cause, text, holder).await.unwrap();
    }
}

struct TestClaims;

impl Claimant for TestClaims {
    const SERVICE: &'static str = nanum_contracts::membership::SERVICE;
}

/// A site that no tenant has.
pub(crate) fn nowhere() -> SiteId {
    nanum_contracts::ids::Id::named("nowhere", "nothing")
}
