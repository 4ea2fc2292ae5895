//! Membership: tenants, their sites, their members. The only service that holds personal data.
//!
//! [`domain`] holds the rules, [`desk`] the use cases, [`views`] the answers to questions, and [`publish`] says what
//! others are told. `reactions` notes what others have done for an erasure.
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
mod reactions;
pub mod views;

use std::sync::Arc;

use nanum_contracts::membership::{
    AppealPoints, AppointAdministrator, AssignRoles, CloseCalendar, DefineGroup, DefineSite, DefineTenant,
    EraseMember, FindCalendar, FindMemberByCard, GetErasureReceipt, GetGroup, GetKnown, GetMember,
    GetOwnCalendar, GetProofs, GetSeed, GetSite, GetStanding, GetStandingPolicy, GetTenant, GivePoints,
    IdentifyPerson, ListSites, ListTenants, NoteProofs, OpenCalendar, RegisterMember, SERVICE,
    SetStandingPolicy, WaivePoints,
};
use nanum_runtime::{Service, Shell, StartError};

pub use desk::Desk;
pub use publish::publish;
use reactions::{Confirmed, PointsForWhatHappened};

/// Starts Membership; it works until the shell's shutdown.
///
/// # Errors
/// When its log, its keys, a view or the bus cannot be used.
pub async fn start(shell: Shell) -> Result<(), StartError> {
    let mut service = Service::open(&shell, SERVICE)?;
    let desk = Arc::new(Desk::open(&mut service).await?);
    service.answer::<DefineTenant, _, _, _>(&desk, Desk::define_tenant);
    service.answer::<GetTenant, _, _, _>(&desk, Desk::get_tenant);
    service.answer::<ListTenants, _, _, _>(&desk, Desk::list_tenants);
    service.answer::<DefineSite, _, _, _>(&desk, Desk::define_site);
    service.answer::<GetSite, _, _, _>(&desk, Desk::get_site);
    service.answer::<ListSites, _, _, _>(&desk, Desk::list_sites);
    service.answer_in_confidence::<RegisterMember, _, _, _>(&desk, Desk::register_member);
    service.answer_in_confidence::<AssignRoles, _, _, _>(&desk, Desk::assign_roles);
    service.answer::<AppointAdministrator, _, _, _>(&desk, Desk::appoint_administrator);
    service.answer::<EraseMember, _, _, _>(&desk, Desk::erase_member);
    service.answer::<GetErasureReceipt, _, _, _>(&desk, Desk::get_erasure_receipt);
    service.answer::<GetMember, _, _, _>(&desk, Desk::get_member);
    service.answer::<FindMemberByCard, _, _, _>(&desk, Desk::find_member_by_card);
    service.answer::<IdentifyPerson, _, _, _>(&desk, Desk::identify_person);
    service.answer::<DefineGroup, _, _, _>(&desk, Desk::define_group);
    service.answer::<GetGroup, _, _, _>(&desk, Desk::get_group);
    service.answer_in_confidence::<NoteProofs, _, _, _>(&desk, Desk::note_proofs);
    service.answer::<GetProofs, _, _, _>(&desk, Desk::get_proofs);
    service.answer::<SetStandingPolicy, _, _, _>(&desk, Desk::set_standing_policy);
    service.answer::<GetStandingPolicy, _, _, _>(&desk, Desk::get_standing_policy);
    service.answer::<GetStanding, _, _, _>(&desk, Desk::get_standing);
    service.answer::<GivePoints, _, _, _>(&desk, Desk::give_points);
    service.answer::<AppealPoints, _, _, _>(&desk, Desk::appeal_points);
    service.answer::<WaivePoints, _, _, _>(&desk, Desk::waive_points);
    service.answer::<GetKnown, _, _, _>(&desk, Desk::get_known);
    service.answer_in_confidence::<OpenCalendar, _, _, _>(&desk, Desk::open_calendar);
    service.answer_in_confidence::<CloseCalendar, _, _, _>(&desk, Desk::close_calendar);
    service.answer::<GetOwnCalendar, _, _, _>(&desk, Desk::get_own_calendar);
    service.answer::<FindCalendar, _, _, _>(&desk, Desk::find_calendar);
    service.answer::<GetSeed, _, _, _>(&desk, Desk::get_seed);
    service.publish(publish);
    service.reaction_to_others(&Confirmed::HEARS, Confirmed { members: service.aggregates() }).await?;
    let points = PointsForWhatHappened { desk: desk.clone() };
    service.reaction_to_others(&PointsForWhatHappened::HEARS, points).await?;
    service.start().await?;
    let erasures = shell.health.part(format!("{SERVICE}: erasures"));
    tokio::spawn(desk::finish_until_done(desk, erasures, shell.shutdown));
    Ok(())
}
