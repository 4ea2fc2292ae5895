use serde::Deserialize;

use super::*;

#[derive(Serialize, Deserialize, PartialEq)]
#[serde(remote = "Self")]
struct Name(String);
crate::personal_data!(Name as "test.name");

#[derive(Serialize, Deserialize)]
#[serde(remote = "Self")]
struct Nickname(String);
crate::personal_data!(Nickname as "test.nickname");

fn somebody(tenant: &str, number: u128) -> DataSubject {
    DataSubject { tenant: tenant.parse().unwrap(), person: Uuid::from_u128(number) }
}

fn name(text: &str) -> Name {
    Name(text.to_owned())
}

fn open(folder: &Path) -> KeyRing {
    KeyRing::open(&folder.join("keys.sqlite"), WithoutKeys::Begin).unwrap()
}

fn ring() -> (tempfile::TempDir, KeyRing) {
    let folder = tempfile::tempdir().unwrap();
    let ring = open(folder.path());
    (folder, ring)
}

#[tokio::test]
async fn what_was_sealed_opens_for_its_person_after_a_restart() {
    let (folder, ring) = ring();
    let minji = somebody("seosan", 1);
    let sealed = ring.seal(&minji, &name("김민지")).await.unwrap();
    assert!(!serde_json::to_string(&sealed).unwrap().contains("김민지"));
    assert!(!format!("{sealed:?} {:?}", name("김민지")).contains("김민지"));
    let secret = ring.secret().clone();
    drop(ring);
    let ring = open(folder.path());
    assert_eq!(ring.unseal(&minji, &sealed).await.unwrap(), Some(name("김민지")));
    assert_eq!(*ring.secret(), secret);
}

#[tokio::test]
async fn a_seal_is_bound_to_person_tenant_and_purpose() {
    let (_folder, ring) = ring();
    let minji = somebody("seosan", 1);
    let sealed = ring.seal(&minji, &name("김민지")).await.unwrap();
    for other in [somebody("seosan", 2), somebody("seoul", 1)] {
        ring.seal(&other, &name("another")).await.unwrap();
        let opened = ring.unseal(&other, &sealed).await;
        assert!(matches!(opened, Err(SealError::Broken)), "{opened:?}");
    }
    let text = serde_json::to_value(&sealed).unwrap();
    let passed_off: Sealed<Nickname> = serde_json::from_value(text.clone()).unwrap();
    let opened = ring.unseal(&minji, &passed_off).await;
    assert!(matches!(opened, Err(SealError::Broken)), "{opened:?}");
    for cut in [&text.as_str().unwrap()[..20], "", "no base64"] {
        let cut: Sealed<Name> = serde_json::from_value(cut.into()).unwrap();
        assert!(matches!(ring.unseal(&minji, &cut).await, Err(SealError::Broken)));
    }
}

#[tokio::test]
async fn an_erased_person_stays_closed_gets_no_key_again_and_the_key_leaves_the_files() {
    let (folder, ring) = ring();
    let (minji, junho) = (somebody("seosan", 1), somebody("seosan", 2));
    let sealed = ring.seal(&minji, &name("김민지")).await.unwrap();
    let of_another = ring.seal(&junho, &name("박준호")).await.unwrap();
    let key = ring.key(&minji).await.unwrap().unwrap();
    assert!(somewhere_in(folder.path(), &key), "the test must be able to find a key");
    ring.erase(&minji).await.unwrap();
    ring.erase(&minji).await.unwrap();
    assert_eq!(ring.unseal(&minji, &sealed).await.unwrap(), None);
    assert!(!somewhere_in(folder.path(), &key));
    assert_eq!(ring.unseal(&junho, &of_another).await.unwrap(), Some(name("박준호")));
    assert!(matches!(ring.seal(&minji, &name("김민지")).await, Err(SealError::Erased)));
    assert_eq!(open(folder.path()).erased().await.unwrap(), [minji]);
}

#[tokio::test]
async fn two_who_seal_for_a_new_person_at_once_share_one_key() {
    let (folder, ring) = ring();
    let rival = open(folder.path());
    assert_eq!(rival.secret(), ring.secret());
    let minji = somebody("seosan", 1);
    let (a, b) = (name("a"), name("b"));
    let (one, other) = tokio::join!(ring.seal(&minji, &a), rival.seal(&minji, &b));
    assert_eq!(rival.unseal(&minji, &one.unwrap()).await.unwrap(), Some(name("a")));
    assert_eq!(ring.unseal(&minji, &other.unwrap()).await.unwrap(), Some(name("b")));
}

#[test]
fn lost_keys_are_missed_and_not_made_anew_until_somebody_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.sqlite");
    for _ in 0..2 {
        assert!(matches!(KeyRing::open(&path, WithoutKeys::Refuse), Err(SealError::Missing)));
    }
    KeyRing::open(&path, WithoutKeys::Begin).unwrap();
    KeyRing::open(&path, WithoutKeys::Refuse).unwrap();
}

#[test]
fn keys_of_before_there_was_a_secret_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.sqlite");
    let before = Connection::open(&path).unwrap();
    before
        .execute_batch(
            "CREATE TABLE keys (tenant TEXT NOT NULL, person BLOB NOT NULL, key BLOB NOT NULL,
                PRIMARY KEY (tenant, person)) STRICT, WITHOUT ROWID;
             INSERT INTO keys VALUES ('seosan', x'01', x'02');",
        )
        .unwrap();
    for without in [WithoutKeys::Begin, WithoutKeys::Refuse] {
        assert!(matches!(KeyRing::open(&path, without), Err(SealError::OfBefore)));
    }
}

#[test]
fn only_the_owner_may_read_the_keys() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, _ring) = ring();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let mode = entry.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
    }
}

fn somewhere_in(folder: &Path, bytes: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let content = std::fs::read(entry.unwrap().path()).unwrap();
        content.windows(bytes.len()).any(|window| window == bytes)
    })
}
