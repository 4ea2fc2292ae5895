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

    /// A Membership of which a test decides what it says of Minji, and where its log stands.
    struct Membership {
        roles: std::sync::Mutex<Vec<Role>>,
        asked: std::sync::atomic::AtomicUsize,
        head: tokio::sync::watch::Sender<u64>,
    }

    #[async_trait::async_trait]
    impl nanum_bus::Responder for Membership {
        async fn respond(&self, operation: &str, request: bytes::Bytes) -> bytes::Bytes {
            let request: serde_json::Value = serde_json::from_slice(&request).unwrap();
            let reply = match operation {
                "get-tenant" => serde_json::json!({
                    "slug": request["body"]["slug"], "kind": "member", "name": {"en": "A"}, "languages": ["en"],
                    "zone": "UTC", "currency": "EUR", "issuers": ["demo"],
                }),
                "identify-person" => {
                    self.asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                    let roles = self.roles.lock().unwrap().clone();
                    serde_json::json!(Person { roles, ..administrator() })
                }
                _ => serde_json::json!([]),
            };
            let outcome: nanum_contracts::request::Outcome<_> = Ok(nanum_contracts::Answer::of(reply));
            serde_json::to_vec(&outcome).unwrap().into()
        }
    }

    #[async_trait::async_trait]
    impl nanum_bus::Outbox for Membership {
        fn service(&self) -> &str {
            "membership"
        }

        async fn read(
            &self,
            after: u64,
        ) -> Result<(Vec<std::sync::Arc<nanum_contracts::CloudEvent>>, u64), nanum_bus::BusError> {
            Ok((Vec::new(), after))
        }

        fn head_watch(&self) -> tokio::sync::watch::Receiver<u64> {
            self.head.subscribe()
        }
    }

    #[tokio::test]
    async fn a_withdrawn_role_counts_with_the_next_request_and_nobody_is_asked_in_between() {
        use std::sync::{Arc, atomic::Ordering};

        use nanum_bus::{Bus, local::LocalBus};

        use crate::testing;
        let membership = Arc::new(Membership {
            roles: vec![Role::Administrator].into(),
            asked: 0.into(),
            head: tokio::sync::watch::Sender::new(7),
        });
        let bus = Arc::new(LocalBus::new());
        bus.attach(membership.clone()).await.unwrap();
        for service in ["membership", "booking"] {
            bus.serve(service, membership.clone()).await.unwrap();
        }
        let shutdown = nanum_runtime::Shutdown::new();
        let (settings, ids) = (testing::settings(), nanum_runtime::ids::Ids);
        let gateway = Arc::new(crate::Gateway::new(settings, bus, testing::clock(), ids, shutdown).unwrap());
        let client = testing::Client::signed_in(&gateway, "seosan/minji");
        let all = "/v1/seosan/reservations";
        for _ in 0..5 {
            assert_ne!(client.gets(all).await.problem(), "not-allowed");
        }
        assert_eq!(membership.asked.load(Ordering::SeqCst), 1, "nothing has happened in between");
        membership.roles.lock().unwrap().clear();
        membership.head.send_replace(8);
        assert_eq!(client.gets(all).await.problem(), "not-allowed");
        assert_eq!(membership.asked.load(Ordering::SeqCst), 2);
    }
}
