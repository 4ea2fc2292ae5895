//! Asks the services for what the plan holds.
//!
//! Every id is made from the file's keys and every question is one that changes nothing when all is so already: an
//! import that was interrupted, or is repeated, ends with the same network.

use std::time::Duration;

use futures::{StreamExt, TryStreamExt, stream};
use indicatif::{ProgressBar, ProgressStyle};
use nanum_contracts::{Operation, Problem, TenantId, problem::ProblemKind};
use nanum_runtime::{Client, Shell, StartError};

use super::plan::{Plan, TenantPlan};

/// Questions under way at once: enough to share the waits for the disk.
const ASKED_AT_ONCE: usize = 32;
/// A service that is starting is asked again this often.
const TRIES_MAX: u32 = 10;
const PAUSE: Duration = Duration::from_millis(500);

struct Importer {
    shell: Shell,
    client: Client,
    progress: ProgressBar,
}

/// Carries out the plan with a progress bar.
///
/// # Errors
/// The first refusal; what was done before stays, and a repeat goes on.
pub(crate) async fn carry_out(shell: &Shell, plan: Plan) -> Result<(), StartError> {
    let counts = plan.counts();
    let steps =
        counts.tenants + counts.sites + counts.resources + counts.titles + counts.items + counts.members;
    let importer = Importer { shell: shell.clone(), client: shell.client(), progress: bar(steps as u64) };
    for tenant in &plan.tenants {
        importer.ask(&TenantId::network(), tenant.tenant.clone()).await?;
        importer.each(tenant, tenant.sites.clone()).await?;
    }
    stream::iter(&plan.tenants)
        .map(|tenant| importer.contents(tenant))
        .buffer_unordered(4)
        .try_collect::<()>()
        .await?;
    importer.progress.finish_and_clear();
    Ok(())
}

fn bar(steps: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("  {msg} [{bar:40}] {pos}/{len} {elapsed}")
        .map(|s| s.progress_chars("=> "));
    let bar = ProgressBar::new(steps).with_message("loading the network");
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

impl Importer {
    async fn contents(&self, tenant: &TenantPlan) -> Result<(), StartError> {
        let members = stream::iter(&tenant.members).map(|(register, roles)| async move {
            self.ask(&tenant.slug, register.clone()).await?;
            self.send(&tenant.slug, roles.clone()).await
        });
        members.buffer_unordered(ASKED_AT_ONCE).try_collect::<()>().await?;
        if let Some(holidays) = &tenant.holidays {
            self.send(&tenant.slug, holidays.clone()).await?;
        }
        let (wholes, parts): (Vec<_>, Vec<_>) =
            tenant.resources.iter().cloned().partition(|resource| resource.definition.part_of.is_none());
        self.each(tenant, wholes).await?;
        // A part comes after its whole, as in the file.
        for part in parts {
            self.ask(&tenant.slug, part).await?;
        }
        let titles = stream::iter(&tenant.titles).map(|(title, items)| async move {
            self.ask(&tenant.slug, title.clone()).await?;
            for item in items {
                self.ask(&tenant.slug, item.clone()).await?;
            }
            Ok(())
        });
        titles.buffer_unordered(ASKED_AT_ONCE).try_collect::<()>().await
    }

    async fn each<O: Operation + Clone>(&self, tenant: &TenantPlan, all: Vec<O>) -> Result<(), StartError> {
        let asked = stream::iter(all).map(|one| self.ask(&tenant.slug, one));
        asked.buffer_unordered(ASKED_AT_ONCE).try_collect::<()>().await
    }

    async fn ask<O: Operation + Clone>(&self, tenant: &TenantId, body: O) -> Result<(), StartError> {
        self.send(tenant, body).await?;
        self.progress.inc(1);
        Ok(())
    }

    async fn send<O: Operation + Clone>(&self, tenant: &TenantId, body: O) -> Result<(), StartError> {
        let mut tries = 0;
        loop {
            tries += 1;
            let call = self.shell.platform_call(tenant, "import");
            match self.client.ask(call, body.clone()).await {
                Ok(_) => return Ok(()),
                Err(problem) if problem.kind == ProblemKind::TryAgain && tries < TRIES_MAX => {
                    tokio::time::sleep(PAUSE).await;
                }
                Err(problem) => return Err(refused::<O>(tenant, &problem)),
            }
        }
    }
}

fn refused<O: Operation>(tenant: &TenantId, problem: &Problem) -> StartError {
    StartError::Other(format!("{tenant}: {} was refused: {problem}", O::NAME))
}
