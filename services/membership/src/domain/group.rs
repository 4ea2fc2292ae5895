//! A group of members who act together: of which kind, under which name, who may act for it.

use nanum_contracts::{
    ids::{GroupId, MemberId},
    membership::GroupDefinition,
    wire_events,
};
use serde::{Deserialize, Serialize};

/// Longest name of a group, in characters.
pub const GROUP_NAME_LENGTH_MAX: usize = 120;
/// Most members of one group: the largest association of a city's house.
pub const GROUP_MEMBERS_MAX: usize = 1_000;

/// A group is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct GroupFounded {
    pub group: GroupId,
    pub definition: GroupDefinition,
}

/// A group is now so, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct GroupChanged {
    pub group: GroupId,
    pub definition: GroupDefinition,
}

wire_events! {
    /// What happens to a group.
    pub enum GroupEvent {
        "group.founded.v1" => GroupFounded,
        "group.changed.v1" => GroupChanged,
    }
}

/// What can be asked of a group.
#[derive(Debug, Clone)]
pub enum GroupCommand {
    /// Founds the group or changes it.
    Define { group: GroupId, definition: GroupDefinition },
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupRefusal {
    NameLength { length: usize },
    NameHasControlCharacters,
    MemberCount { count: usize },
    AgentNotAMember(MemberId),
}

/// A group as far as decisions need it.
#[derive(Debug, Clone, Default)]
pub struct Group {
    /// `None` before it was founded.
    pub definition: Option<GroupDefinition>,
}

/// A group's name has 1 to [`GROUP_NAME_LENGTH_MAX`] characters on one line.
fn name_fits(name: &str) -> Result<(), GroupRefusal> {
    let length = name.chars().count();
    if name.trim().is_empty() || length > GROUP_NAME_LENGTH_MAX {
        return Err(GroupRefusal::NameLength { length });
    }
    if name.chars().any(char::is_control) { Err(GroupRefusal::NameHasControlCharacters) } else { Ok(()) }
}

/// A group has at most [`GROUP_MEMBERS_MAX`] members.
fn members_are_countable(definition: &GroupDefinition) -> Result<(), GroupRefusal> {
    let count = definition.members.len();
    if count > GROUP_MEMBERS_MAX { Err(GroupRefusal::MemberCount { count }) } else { Ok(()) }
}

/// Who acts for a group is one of its members.
fn agents_are_members(definition: &GroupDefinition) -> Result<(), GroupRefusal> {
    let stranger = definition.agents.iter().find(|agent| !definition.members.contains(agent));
    stranger.map_or(Ok(()), |agent| Err(GroupRefusal::AgentNotAMember(*agent)))
}

/// What happens on a command, or why not.
///
/// # Errors
/// The rule that says no.
pub fn decide(group: &Group, command: &GroupCommand) -> Result<Vec<GroupEvent>, GroupRefusal> {
    let GroupCommand::Define { group: id, definition } = command;
    let mut definition = definition.clone();
    for members in [&mut definition.members, &mut definition.agents] {
        members.sort_unstable();
        members.dedup();
    }
    name_fits(&definition.name)?;
    members_are_countable(&definition)?;
    agents_are_members(&definition)?;
    Ok(match &group.definition {
        Some(present) if *present == definition => Vec::new(),
        Some(_) => vec![GroupChanged { group: *id, definition }.into()],
        None => vec![GroupFounded { group: *id, definition }.into()],
    })
}

/// The group after an event.
pub fn evolve(_: Group, event: &GroupEvent) -> Group {
    match event {
        GroupEvent::GroupFounded(GroupFounded { definition, .. })
        | GroupEvent::GroupChanged(GroupChanged { definition, .. }) => {
            Group { definition: Some(definition.clone()) }
        }
    }
}

#[cfg(test)]
mod tests {
    use nanum_contracts::{ids::Id as _, membership::GroupKind};

    use super::*;

    fn member(name: &str) -> MemberId {
        MemberId::named("seosan", name)
    }

    fn define(name: &str, members: &[&str], agents: &[&str]) -> GroupCommand {
        let ids = |names: &[&str]| names.iter().map(|name| member(name)).collect();
        let definition = GroupDefinition {
            kind: GroupKind::Team,
            name: name.to_owned(),
            members: ids(members),
            agents: ids(agents),
        };
        GroupCommand::Define { group: GroupId::named("seosan", "team"), definition }
    }

    #[test]
    fn a_group_is_founded_once_changed_when_different_and_left_alone_when_equal() {
        let founded = decide(&Group::default(), &define("Team", &["jun", "mina"], &["mina"])).unwrap();
        assert!(matches!(founded[..], [GroupEvent::GroupFounded(_)]));
        let group = founded.iter().fold(Group::default(), evolve);
        assert_eq!(decide(&group, &define("Team", &["mina", "jun", "mina"], &["mina"])), Ok(vec![]));
        let changed = decide(&group, &define("Team", &["mina"], &["mina"])).unwrap();
        assert!(matches!(changed[..], [GroupEvent::GroupChanged(_)]));
    }

    #[test]
    fn who_acts_for_a_group_is_one_of_its_members() {
        let refused = decide(&Group::default(), &define("Team", &["mina"], &["jun"]));
        assert_eq!(refused, Err(GroupRefusal::AgentNotAMember(member("jun"))));
    }

    #[test]
    fn a_group_has_a_name_on_one_line_and_not_too_many_members() {
        let named = |name: &str| decide(&Group::default(), &define(name, &[], &[])).err();
        assert_eq!(named(" "), Some(GroupRefusal::NameLength { length: 1 }));
        assert_eq!(named(&"가".repeat(120)), None);
        assert_eq!(named(&"가".repeat(121)), Some(GroupRefusal::NameLength { length: 121 }));
        assert_eq!(named("a\nb"), Some(GroupRefusal::NameHasControlCharacters));
        let many: Vec<String> = (0..1_001).map(|number| number.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(decide(&Group::default(), &define("Team", &many[..1_000], &[])).is_ok());
        let refused = decide(&Group::default(), &define("Team", &many, &[]));
        assert_eq!(refused, Err(GroupRefusal::MemberCount { count: 1_001 }));
    }
}
