//! Groups of members.

use std::sync::Arc;

use nanum_contracts::{
    Answer, Problem, TenantId,
    ids::{GroupId, Id},
    membership::{DefineGroup, GetGroup, Group, GroupDefinition},
    request::Outcome,
};
use nanum_runtime::Asked;

use super::Desk;
use crate::domain::group::GroupCommand;

impl Desk {
    /// Founds a group or changes it. All in it must be members when they come into it.
    ///
    /// # Errors
    /// A rule's no; *not found* when somebody is no member.
    pub async fn define_group(self: Arc<Self>, asked: Asked<DefineGroup>) -> Outcome<Group> {
        let Asked { cause, body: DefineGroup { group, definition }, .. } = asked;
        let id = group.unwrap_or_else(|| cause.new_id("group"));
        let present = self.group(&cause.tenant, id).await?.map_or(Vec::new(), |present| present.members);
        for member in definition.members.iter().filter(|member| !present.contains(member)) {
            self.must_be_a_member(&cause.tenant, *member).await?;
        }
        let command = GroupCommand::Define { group: id, definition };
        let executed = self.groups.execute(&cause, id.uuid(), &command).await?;
        let definition = executed.state.definition.clone().ok_or_else(Problem::defect)?;
        Ok(executed.answer(Group { id, definition }))
    }

    /// One group.
    ///
    /// # Errors
    /// *Not found*.
    pub async fn get_group(self: Arc<Self>, asked: Asked<GetGroup>) -> Outcome<Group> {
        let id = asked.body.group;
        let definition = self.group(asked.tenant(), id).await?;
        definition
            .map(|definition| Answer::of(Group { id, definition }))
            .ok_or_else(|| Problem::not_found("group"))
    }

    pub(super) async fn group(
        &self,
        tenant: &TenantId,
        group: GroupId,
    ) -> Result<Option<GroupDefinition>, Problem> {
        let loaded = self.groups.load(tenant, group.uuid()).await?;
        Ok(loaded.and_then(|loaded| loaded.state.definition.clone()))
    }
}
