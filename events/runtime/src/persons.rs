//! The persons that a command names: a member, and the group that they act for, looked up in their tenant before anything is
//! written.
//!
//! One place for all services, so that no use case writes an id of somebody who is not there. Membership knows; its answer is used
//! for one command and kept nowhere.

use nanum_contracts::{
    Actor, Problem,
    ids::{GroupId, MemberId},
    membership::{GetKnown, Known},
    problem::ProblemKind,
};
use uuid::Uuid;

use crate::{Aggregates, Call, Cause, Client, Decider};

/// What Membership knows of a member, and of the group that they act for.
///
/// # Errors
/// *Not found* for an id that was never registered, is another tenant's, or was erased, and for a group that is none; *try again*
/// when Membership does not answer.
pub async fn known(
    client: &Client,
    cause: &Cause,
    service: &str,
    (member, group): (MemberId, Option<GroupId>),
) -> Result<Known, Problem> {
    let mut call = Call::query(&cause.tenant, Actor::Platform(service.to_owned()));
    call.correlation.clone_from(&cause.correlation);
    Ok(client.ask(call, GetKnown { member, group }).await?.reply)
}

/// As [`known`], before a command on an aggregate. A command that was carried out keeps its first answer, whatever has become of the
/// member since: then nothing is known, and nothing needs to be.
///
/// # Errors
/// As for [`known`]; *try again* when the log does not answer.
pub async fn known_before<A: Decider>(
    client: &Client,
    cause: &Cause,
    (aggregates, id): (&Aggregates<A>, Uuid),
    person: (MemberId, Option<GroupId>),
) -> Result<Option<Known>, Problem> {
    match known(client, cause, A::SERVICE, person).await {
        Err(problem)
            if problem.kind == ProblemKind::NotFound && aggregates.executed(cause, id).await?.is_some() =>
        {
            Ok(None)
        }
        outcome => outcome.map(Some),
    }
}
