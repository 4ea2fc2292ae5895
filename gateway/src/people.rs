//! Members who asked a moment ago, as Membership knew them then.
//!
//! Only members are kept: who has just registered is known at once. Within one process Membership's log tells whether
//! anything has happened since, so that a withdrawn role or an erased person counts with the very next request. Over NATS
//! nobody tells in time, and they are kept for [`UNTOLD_FOR`] at most: a withdrawn role counts within that time.

use std::{fmt, time::Duration};

use nanum_contracts::{
    TenantId,
    membership::{Identity, Person},
};
use tokio::time::Instant;

/// Members kept: everybody who asks within a busy hour, in a few megabytes.
const MEMBERS_KEPT: u64 = 20_000;
/// How long a member is taken for what they were when Membership's log cannot be seen.
const UNTOLD_FOR: Duration = Duration::from_secs(1);
/// The same when it can: another process may write it too, and its news come by a poll.
const TOLD_FOR: Duration = Duration::from_secs(60);

pub(crate) struct People(moka::sync::Cache<(TenantId, Identity), Kept>);

#[derive(Clone)]
struct Kept {
    person: Person,
    /// Where Membership's log stood before it was asked, if that could be seen.
    head: Option<u64>,
    since: Instant,
}

impl Kept {
    fn counts(&self, head: Option<u64>) -> bool {
        let kept_for = if head.is_some() { TOLD_FOR } else { UNTOLD_FOR };
        self.head == head && self.since.elapsed() < kept_for
    }
}

impl Default for People {
    fn default() -> Self {
        Self(moka::sync::Cache::new(MEMBERS_KEPT))
    }
}

impl fmt::Debug for People {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "People({})", self.0.entry_count())
    }
}

impl People {
    /// The member, if they are known and Membership's log stands at `head` as it did then.
    pub(crate) fn get(&self, tenant: &TenantId, identity: &Identity, head: Option<u64>) -> Option<Person> {
        let kept = self.0.get(&(tenant.clone(), identity.clone()))?;
        kept.counts(head).then_some(kept.person)
    }

    /// Keeps a member. `head` is where Membership's log stood *before* it was asked: what happened in between makes it
    /// asked again.
    pub(crate) fn keep(&self, tenant: &TenantId, identity: &Identity, head: Option<u64>, person: Person) {
        self.0.insert((tenant.clone(), identity.clone()), Kept { person, head, since: Instant::now() });
    }
}

#[cfg(test)]
mod tests {
    use nanum_contracts::{
        Role,
        ids::{Id, MemberId},
    };

    use super::*;
    use crate::testing::tenant;

    fn minji() -> Identity {
        Identity { issuer: "demo".to_owned(), subject: "seosan/minji".to_owned() }
    }

    fn administrator() -> Person {
        let member = MemberId::named("seosan", "minji");
        Person { member, roles: vec![Role::Administrator], language: "ko".parse().unwrap() }
    }

    #[tokio::test(start_paused = true)]
    async fn a_member_is_asked_for_again_once_anything_has_happened() {
        let people = People::default();
        people.keep(&tenant("seosan"), &minji(), Some(7), administrator());
        assert_eq!(people.get(&tenant("seosan"), &minji(), Some(7)), Some(administrator()));
        assert_eq!(people.get(&tenant("seosan"), &minji(), Some(8)), None);
        assert_eq!(people.get(&tenant("seosan"), &minji(), None), None);
        tokio::time::advance(TOLD_FOR).await;
        assert_eq!(people.get(&tenant("seosan"), &minji(), Some(7)), None);
    }

    #[tokio::test(start_paused = true)]
    async fn where_nobody_tells_a_member_is_kept_for_a_second_at_most() {
        let people = People::default();
        people.keep(&tenant("seosan"), &minji(), None, administrator());
        tokio::time::advance(UNTOLD_FOR - Duration::from_millis(1)).await;
        assert_eq!(people.get(&tenant("seosan"), &minji(), None), Some(administrator()));
        tokio::time::advance(Duration::from_millis(1)).await;
        assert_eq!(people.get(&tenant("seosan"), &minji(), None), None);
    }

    #[tokio::test]
    async fn a_member_of_one_tenant_is_nobody_in_another() {
        let people = People::default();
        people.keep(&tenant("seosan"), &minji(), Some(7), administrator());
        assert_eq!(people.get(&tenant("seoul"), &minji(), Some(7)), None);
        let other = Identity { issuer: "another".to_owned(), ..minji() };
        assert_eq!(people.get(&tenant("seosan"), &other, Some(7)), None);
    }
}
