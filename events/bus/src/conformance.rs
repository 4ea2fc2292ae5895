//! What every engine must do, as cases that run against a real one. Each case uses services of its own, so a suite can run
//! on a bus in use.

mod desk;
mod events;
mod requests;

use std::sync::Arc;

use futures::future::BoxFuture;

use self::desk::Desk;
use crate::{Bus, BusError};

/// Makes another participant on the bus under test, as another process would be: for NATS a connection, in one process a
/// handle. The suite closes what it makes.
pub type Make = Arc<dyn Fn() -> BoxFuture<'static, Result<Arc<dyn Bus>, BusError>> + Send + Sync>;

/// The cases that passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub passed: Vec<&'static str>,
}

/// The first case that did not pass.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{case}: {cause}")]
pub struct Failure {
    pub case: &'static str,
    pub cause: String,
}

type Verdict = Result<(), String>;
type Case = (&'static str, fn(Desk) -> BoxFuture<'static, Verdict>);

macro_rules! cases {
    ($($case:ident),+ $(,)?) => { &[$((stringify!($case), |desk| Box::pin($case(desk)))),+] };
}
macro_rules! ensure_eq {
    ($left:expr, $right:expr) => {{
        let (left, right) = (&$left, &$right);
        if left != right {
            return Err(format!("{} is {left:?} instead of {right:?}", stringify!($left)));
        }
    }};
}
macro_rules! ensure {
    ($holds:expr) => {
        if !$holds {
            return Err(format!("it does not hold that {}", stringify!($holds)));
        }
    };
}
use {cases, ensure, ensure_eq};

/// Runs every case.
///
/// # Errors
/// The first case that fails, with what was seen.
pub async fn run(make: Make) -> Result<Report, Failure> {
    let mut passed = Vec::new();
    for (case, check) in events::CASES.iter().chain(requests::CASES) {
        let desk = Desk::new(&make);
        let verdict = check(desk.clone()).await;
        desk.close().await;
        verdict.map_err(|cause| Failure { case, cause })?;
        passed.push(*case);
    }
    Ok(Report { passed })
}
