//! Reporting: figures of the tenants and the hub's search, from the public events of all others.
//!
//! It decides nothing, publishes nothing and knows no person; so it is flat: two views and a desk that asks them.

pub mod desk;
pub mod search_text;
pub mod views;

use std::sync::Arc;

use nanum_contracts::reporting::SERVICE;
use nanum_runtime::{Service, Shell, StartError};

use crate::{
    desk::Desk,
    views::{FOLLOWED, uses_by_site_and_month::UsesBySiteAndMonth, what_is_shared::WhatIsShared},
};

/// Starts the service in a program.
///
/// # Errors
/// When a view or the bus cannot be used.
pub async fn start(shell: Shell) -> Result<(), StartError> {
    let mut service = Service::open(&shell, SERVICE)?;
    let desk = Arc::new(Desk {
        uses: service.view_of_others(&FOLLOWED, UsesBySiteAndMonth).await?,
        shared: service.view_of_others(&FOLLOWED, WhatIsShared).await?,
        clock: service.shell().clock.clone(),
    });
    service.answer(&desk, Desk::get_uses_report);
    service.answer(&desk, Desk::search_hub);
    service.start().await
}
