//! A city with its lending desk: Lending over a real log, asked over the bus, beside a Membership of two sites.

use std::{path::Path, sync::Arc};

use nanum_bus::{Bus, local::LocalBus};
use nanum_contracts::{
    Actor, Answer, Operation, Problem, TenantId,
    ids::{HoldId, Id, MemberId, SiteId, TitleId},
    lending::{
        AddItem, DefineTitle, GetHold, Hold, HoldState, LendItem, Loan, PlaceHold, TakeBackItem, TakenBack,
        Title, TitleDefinition, TitleKind,
    },
    membership::{GetKnown, GetSite, Known, Site, SiteDefinition},
    request::Outcome,
};
use nanum_runtime::{Asked, Call, Client, Service, Shell, clock::ManualClock, config::Settings, ids::Ids};

pub(crate) struct City {
    pub(crate) shell: Shell,
    pub(crate) client: Client,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) tenant: TenantId,
    folder: tempfile::TempDir,
}

struct Sites;

impl Sites {
    async fn get_site(self: Arc<Self>, asked: Asked<GetSite>) -> Outcome<Site> {
        let zone = match asked.body.site {
            site if site == warehouse() => "Asia/Seoul",
            site if site == library() => "Europe/Brussels",
            _ => return Err(Problem::not_found("site")),
        };
        let definition = SiteDefinition {
            name: serde_json::from_str(r#"{"en":"A site"}"#).unwrap(),
            address: "1 Street".to_owned(),
            latitude: 36.8,
            longitude: 126.4,
            hours: Vec::new(),
        };
        let zone = zone.to_owned().try_into().unwrap();
        Ok(Answer::of(Site { id: asked.body.site, zone, definition }))
    }

    /// Everybody is a member but the one who never was.
    async fn get_known(self: Arc<Self>, asked: Asked<GetKnown>) -> Outcome<Known> {
        match asked.body.member {
            stranger if stranger == member("a stranger") => Err(Problem::not_found("member")),
            _ => Ok(Answer::of(Known::default())),
        }
    }
}

pub(crate) fn warehouse() -> SiteId {
    SiteId::named("test", "tool warehouse")
}

pub(crate) fn library() -> SiteId {
    SiteId::named("test", "library")
}

pub(crate) fn member(name: &str) -> MemberId {
    MemberId::named("test", name)
}

pub(crate) fn drill() -> TitleDefinition {
    TitleDefinition {
        site: warehouse(),
        kind: TitleKind::Tool,
        name: serde_json::from_str(r#"{"en":"Drill"}"#).unwrap(),
        creator: None,
        description: None,
        loan_days: 7,
        hold_kept_days: 7,
        donor: None,
    }
}

impl City {
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at("2026-11-20T15:30:00Z".parse().unwrap()));
        Self::over(folder, clock).await
    }

    async fn over(folder: tempfile::TempDir, clock: Arc<ManualClock>) -> Self {
        let data = folder.path().to_str().unwrap().to_owned();
        let bus: Arc<dyn Bus> = Arc::new(LocalBus::new());
        let shell =
            Shell::new(Settings::load_with(None, &[("data.folder", data)]).unwrap(), bus, clock.clone());
        let mut membership = Service::open(&shell, "membership").unwrap();
        membership.answer::<GetSite, _, _, _>(&Arc::new(Sites), Sites::get_site);
        membership.answer::<GetKnown, _, _, _>(&Arc::new(Sites), Sites::get_known);
        membership.start().await.unwrap();
        nanum_lending::start(shell.clone()).await.unwrap();
        let client = shell.client();
        Self { shell, client, clock, tenant: "seosan".parse().unwrap(), folder }
    }

    /// Stops, forgets every view, and starts again from the log.
    pub(crate) async fn reopened_without_views(self) -> Self {
        self.reopened_after(|lending| std::fs::remove_dir_all(lending.join("views"))).await
    }

    /// Stops as if before the last answers were kept, and starts again.
    pub(crate) async fn reopened_without_answers(self) -> Self {
        let forget = |lending: &Path| {
            for entry in std::fs::read_dir(lending)? {
                let path = entry?.path();
                // The file and what SQLite keeps beside it while it is open.
                if path.to_string_lossy().contains("answers.sqlite") && path.exists() {
                    std::fs::remove_file(path)?;
                }
            }
            Ok(())
        };
        self.reopened_after(forget).await
    }

    pub(crate) async fn reopened_after(self, forget: impl FnOnce(&Path) -> std::io::Result<()>) -> Self {
        self.shell.shutdown.request();
        self.shell.bus.close(std::time::Duration::from_secs(5)).await;
        forget(&self.folder.path().join("lending")).unwrap();
        Self::over(self.folder, self.clock).await
    }

    /// Waits until the hold is in a state.
    pub(crate) async fn comes_to(&self, hold: HoldId, state: HoldState) {
        let mut seen = None;
        for _ in 0..500 {
            seen = Some(self.asks(GetHold { hold }).await.unwrap().state);
            if seen == Some(state) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("the hold is not {state:?} within 10 seconds, but {seen:?}");
    }

    pub(crate) fn call(&self) -> Call {
        Call::command(&self.tenant, Actor::Platform("test".to_owned()), &Ids)
    }

    pub(crate) async fn asks<O: Operation>(&self, body: O) -> Result<O::Reply, Problem> {
        self.client.ask(self.call(), body).await.map(|answer| answer.reply)
    }

    pub(crate) async fn asks_in<O: Operation>(&self, tenant: &str, body: O) -> Result<O::Reply, Problem> {
        let call = Call::query(&tenant.parse().unwrap(), Actor::Anonymous);
        self.client.ask(call, body).await.map(|answer| answer.reply)
    }

    /// The same key again is the same command.
    pub(crate) async fn asks_with_key<O: Operation>(&self, key: &str, body: O) -> Result<O::Reply, Problem> {
        self.client.ask(self.call().with_key(key), body).await.map(|answer| answer.reply)
    }

    pub(crate) async fn has_a_title(&self, definition: TitleDefinition) -> Title {
        self.asks(DefineTitle { title: None, definition }).await.unwrap()
    }

    pub(crate) async fn has_a_drill(&self, barcodes: &[&str]) -> Title {
        let mut title = self.has_a_title(drill()).await;
        for barcode in barcodes {
            title = self.adds(title.id, barcode).await.unwrap();
        }
        title
    }

    pub(crate) async fn adds(&self, title: TitleId, barcode: &str) -> Result<Title, Problem> {
        self.asks(AddItem { title, item: None, barcode: barcode.to_owned() }).await
    }

    pub(crate) async fn lends(&self, barcode: &str, borrower: &str) -> Result<Loan, Problem> {
        self.asks(LendItem { barcode: barcode.to_owned(), borrower: member(borrower) }).await
    }

    pub(crate) async fn takes_back(&self, barcode: &str) -> Result<TakenBack, Problem> {
        self.asks(TakeBackItem { barcode: barcode.to_owned() }).await
    }

    pub(crate) async fn places_hold(&self, title: TitleId, name: &str) -> Result<Hold, Problem> {
        self.asks(PlaceHold { title, member: member(name) }).await
    }
}
