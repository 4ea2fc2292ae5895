//! Membership: tenants, their sites, their members. The only service that holds personal data.
//!
//! [`domain`] holds the rules, [`desk`] the use cases, [`views`] the answers to questions, and [`publish`] says what
//! others are told.
//!
//! Personal data (who somebody is, how to address them, which card they carry) stands in the log sealed under a key of
//! its person, and in no view. The keys live in `<data>/membership/keys.sqlite`: they are **no part of the log**. Who
//! backs up the log backs up no personal data; who backs up the keys must let the copies expire, or a destroyed key
//! comes back with them. Without the file every member must be registered anew.

mod aggregates;
pub mod desk;
pub mod domain;
mod problems;
mod publish;
pub mod views;

use std::sync::Arc;

use nanum_contracts::membership::{
    AppointAdministrator, AssignRoles, DefineSite, DefineTenant, FindMemberByCard, GetMember, GetSite,
    GetTenant, IdentifyPerson, ListSites, ListTenants, RegisterMember, SERVICE,
};
use nanum_runtime::{Service, Shell, StartError};

pub use desk::Desk;
pub use publish::publish;

/// Starts Membership; it works until the shell's shutdown.
///
/// # Errors
/// When its log, its keys, a view or the bus cannot be used.
pub async fn start(shell: Shell) -> Result<(), StartError> {
    let mut service = Service::open(&shell, SERVICE)?;
    let desk = Arc::new(Desk::open(&service).await?);
    service.answer::<DefineTenant, _, _, _>(&desk, Desk::define_tenant);
    service.answer::<GetTenant, _, _, _>(&desk, Desk::get_tenant);
    service.answer::<ListTenants, _, _, _>(&desk, Desk::list_tenants);
    service.answer::<DefineSite, _, _, _>(&desk, Desk::define_site);
    service.answer::<GetSite, _, _, _>(&desk, Desk::get_site);
    service.answer::<ListSites, _, _, _>(&desk, Desk::list_sites);
    service.answer_in_confidence::<RegisterMember, _, _, _>(&desk, Desk::register_member);
    service.answer_in_confidence::<AssignRoles, _, _, _>(&desk, Desk::assign_roles);
    service.answer::<AppointAdministrator, _, _, _>(&desk, Desk::appoint_administrator);
    service.answer::<GetMember, _, _, _>(&desk, Desk::get_member);
    service.answer::<FindMemberByCard, _, _, _>(&desk, Desk::find_member_by_card);
    service.answer::<IdentifyPerson, _, _, _>(&desk, Desk::identify_person);
    service.publish(publish);
    service.start().await
}
