//! The right to erasure, proved from outside: unusual strings are planted, used all over the platform, erased, and looked for in
//! every byte of every file.

use std::{path::Path, time::Duration};

use nanum_tests::{
    calendar::in_seoul_in_days,
    eventually,
    people::Person,
    platform::Platform,
    scanner::{Find, Scanner},
};
use serde_json::{Value, json};
use tempfile::TempDir;

const BOUND: Duration = Duration::from_secs(30);
const CITY: &str = "seosan";
/// Everything of ours, as loudly as it can be.
const LOUD: (&str, &str) = (
    "NANUM__TELEMETRY__LOG",
    "info,nanum=trace,nanum_runtime=trace,nanum_gateway=trace,nanum_membership=trace,nanum_notification=trace,nanum_store=trace,nanum_bus=trace,nanum_lending=trace,nanum_booking=trace",
);

/// Somebody whose data nobody else has.
struct Planted {
    subject: &'static str,
    name: &'static str,
    email: &'static str,
    card: &'static str,
    language: &'static str,
}

const DUKKAE: Planted = Planted {
    subject: "seosan/qzxj-dukkae-81",
    name: "홍두깨쀍쮺",
    email: "Dukkae.Qzxj@nowhere-wvq.example",
    card: "QZXJ-CARD-0081",
    language: "ko",
};
const ZEPHYRINE: Planted = Planted {
    subject: "seosan/vvwq-zephyrine-82",
    name: "Zéphyrine Vvwq-Knülp",
    email: "zephyrine+vvwq@nowhere-wvq.example",
    card: "VVWQ~CARD~0082",
    language: "en",
};

impl Planted {
    fn texts(&self) -> [&'static str; 4] {
        [self.subject, self.name, self.email, self.card]
    }
}

/// One of them at work in the city.
struct Somebody {
    planted: &'static Planted,
    person: Person,
    id: String,
    loan: String,
}

#[test]
fn the_scanner_finds_every_form_in_any_file() {
    let folder = TempDir::new().unwrap();
    let texts = [DUKKAE.texts(), ZEPHYRINE.texts()].concat();
    let scanner = Scanner::of(&texts, &[]);
    assert!(scanner.forms().len() > 100, "{}", scanner.forms().len());
    for (at, (_, form)) in scanner.forms().iter().enumerate() {
        let file = folder.path().join("deep/er").join(at.to_string());
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, [&[0, 255, 7][..], form, b"\n{}"].concat()).unwrap();
    }
    let finds = scanner.finds_under(folder.path());
    for (at, (name, _)) in scanner.forms().iter().enumerate() {
        let expected = Find { file: Path::new("deep/er").join(at.to_string()), what: name.clone() };
        assert!(finds.contains(&expected), "{name} is not found");
    }
    std::fs::write(folder.path().join("innocent"), "Kim Minji").unwrap();
    assert!(finds.iter().all(|find| find.file.starts_with("deep")));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_an_erased_member_nothing_is_left_in_any_byte_with_mails_in_the_folder() {
    let platform = Platform::all_in_one_with(&[LOUD, ("NANUM__MAIL__URL", "")]).await;
    let written = async |platform: &Platform, somebody: &Somebody| {
        let of_them = Scanner::of(&[somebody.planted.email], &[]);
        let mails = of_them.finds_under(platform.data()).len();
        if mails >= 2 { Ok(()) } else { Err(format!("{mails} mails")) }
    };
    the_right_to_erasure(platform, written, &["mail"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_an_erased_member_nothing_is_left_in_any_byte_with_a_mail_server() {
    let platform = Platform::all_in_one_with(&[LOUD]).await;
    let delivered = async |platform: &Platform, somebody: &Somebody| {
        let to_them = |to: &String| to.eq_ignore_ascii_case(somebody.planted.email);
        let mails = platform.mail().messages().iter().filter(|mail| mail.to.iter().any(to_them)).count();
        if mails >= 2 { Ok(()) } else { Err(format!("{mails} mails")) }
    };
    the_right_to_erasure(platform, delivered, &[]).await;
}

/// `mailed` tells when somebody has the mails about their reservation and their loan; `clear` are the folders that may hold
/// personal data in clear before it is erased.
async fn the_right_to_erasure(
    mut platform: Platform,
    mailed: impl AsyncFn(&Platform, &Somebody) -> Result<(), String>,
    clear: &[&str],
) {
    let admin = Person::signed_in(&platform.url(), CITY, "seosan/admin").await;
    let mut somebodies = Vec::new();
    for planted in [&DUKKAE, &ZEPHYRINE] {
        let somebody = uses_the_city(&platform, &admin, planted).await;
        eventually("they are mailed", BOUND, async || mailed(&platform, &somebody).await).await;
        somebodies.push(somebody);
    }
    let keys: Vec<Vec<u8>> =
        somebodies.iter().map(|somebody| key_of(platform.data(), &somebody.id)).collect();
    let names: Vec<String> =
        somebodies.iter().map(|somebody| format!("the key of {}", somebody.id)).collect();
    let keys: Vec<(&str, &[u8])> =
        names.iter().zip(&keys).map(|(name, key)| (name.as_str(), key.as_slice())).collect();
    let scanner = Scanner::of(&[DUKKAE.texts(), ZEPHYRINE.texts()].concat(), &keys);

    stands_only_where_it_may(&scanner, &platform, clear);

    let [dukkae, zephyrine] = &somebodies[..] else { panic!("two of them") };
    let receipt = dukkae.person.posts(&erasure_of(dukkae), json!({})).await.done().body;
    assert_eq!(receipt["asked_by"]["member"], dukkae.id.as_str(), "{receipt}");
    let receipt = admin.posts(&erasure_of(zephyrine), json!({})).await.done().body;
    assert_eq!(receipt["asked_by"]["member"], admin.reads("members/me").await.done().id(), "{receipt}");
    for somebody in &somebodies {
        the_receipt_is_completed(&admin, somebody).await;
        is_nobody_any_more(&admin, somebody).await;
    }

    nothing_is_found(&scanner, &platform, "while the programs run");
    platform.is_killed_and_started_again().await;
    nothing_is_found(&scanner, &platform, "after a crash and a restart");
    platform.stops().await;
    nothing_is_found(&scanner, &platform, "after the programs have stopped");
}

fn erasure_of(somebody: &Somebody) -> String {
    format!("members/{}/erasure", somebody.id)
}

/// Registers, reserves, borrows, is found by card, reads their messages.
async fn uses_the_city(platform: &Platform, admin: &Person, planted: &'static Planted) -> Somebody {
    let person = Person::signed_in(&platform.url(), CITY, planted.subject).await;
    let registration = json!({
        "name": planted.name, "email": planted.email, "language": planted.language, "card": planted.card,
    });
    let id = person.posts_once("members", "sign-up", registration.clone()).await.done().id();
    person.posts_once("members", "sign-up", registration.clone()).await.done();
    person.posts("members", registration).await.refused(409);
    // A refusal, and an address that cannot be one: neither may be repeated in a log or a kept answer.
    let faulty = json!({ "name": planted.name, "email": planted.name, "card": planted.card });
    person.posts_once("members", "faulty", faulty).await.refused(422);

    let room = first_without_approval(&admin.reads("resources?kind=room").await.done().body);
    let day = in_seoul_in_days(if planted.language == "ko" { 5 } else { 6 });
    let span =
        json!({ "starts_at": format!("{day}T10:00:00+09:00"), "ends_at": format!("{day}T11:00:00+09:00") });
    person.posts(&format!("resources/{room}/reservations"), json!({ "span": span })).await.done();

    let card: String = planted.card.replace('~', "%7E");
    let found = admin.reads(&format!("members?card={card}")).await.done();
    assert_eq!((found.id(), &found.body["contact"]["name"]), (id.clone(), &json!(planted.name)));
    let barcode = free_barcode(admin).await;
    let loan = admin.posts("loans", json!({ "barcode": barcode, "borrower": id })).await.done().id();
    person.reads("members/me/messages").await.done();
    person.reads("members/me").await.done();
    Somebody { planted, person, id, loan }
}

fn first_without_approval(resources: &Value) -> String {
    let rows = resources["rows"].as_array().expect("a page of resources");
    let room = rows.iter().find(|row| row["approval"] == false).expect("a room without approval");
    room["id"].as_str().expect("an id").to_owned()
}

/// An item that is there to be borrowed.
async fn free_barcode(admin: &Person) -> String {
    let titles = admin.reads("titles?limit=200").await.done().body;
    let items = titles["rows"].as_array().expect("titles").iter().flat_map(|title| title["items"].as_array());
    let item = items.flatten().find(|item| item["state"] == "available").expect("an item to borrow");
    item["barcode"].as_str().expect("a barcode").to_owned()
}

/// The key as it lies in Membership's ring.
fn key_of(data: &Path, member: &str) -> Vec<u8> {
    let ring = rusqlite::Connection::open(data.join("membership/keys.sqlite")).expect("a ring of keys");
    let digits = member.split_once('_').expect("an id").1;
    ring.query_row("SELECT key FROM keys WHERE lower(hex(person)) = ?1", [digits], |row| row.get(0))
        .expect("a key")
}

/// Before the erasure: so that the scan after it can fail.
fn stands_only_where_it_may(scanner: &Scanner, platform: &Platform, clear: &[&str]) {
    let finds = scanner.finds_under(platform.data());
    for planted in [&DUKKAE, &ZEPHYRINE] {
        for folder in clear {
            let there = |text: &str| {
                finds.iter().any(|find| find.file.starts_with(folder) && find.what.starts_with(text))
            };
            assert!(there(planted.email) && there(planted.name), "{}: {finds:?}", planted.name);
        }
    }
    let keys = finds.iter().filter(|find| find.what.starts_with("the key of")).count();
    assert!(keys >= 2, "both keys must be found while they are there: {finds:?}");
    for find in &finds {
        let may = if find.what.starts_with("the key of") {
            find.file.to_string_lossy().starts_with("membership/keys.sqlite")
        } else {
            clear.iter().any(|folder| find.file.starts_with(folder))
        };
        assert!(may, "{find:?}");
    }
}

/// The receipt names every place, holds nothing personal, and is completed once the mails are gone.
async fn the_receipt_is_completed(admin: &Person, somebody: &Somebody) {
    let receipt = eventually("the receipt says that the mails are gone", BOUND, async || {
        let receipt = admin.reads(&erasure_of(somebody)).await.done().body;
        let lines = receipt["places"].as_array().cloned().unwrap_or_default();
        let mails = lines.iter().find(|line| line["place"] == "mails").cloned().unwrap_or_default();
        if mails["coverage"] == "deleted" { Ok(receipt) } else { Err(receipt.to_string()) }
    })
    .await;
    let places = receipt["places"].as_array().map_or(0, Vec::len);
    assert!(places >= 15 && receipt["erased_at"].is_string(), "{receipt}");
    let text = receipt.to_string();
    assert!(somebody.planted.texts().iter().all(|planted| !text.contains(planted)), "{text}");
    somebody.person.reads(&erasure_of(somebody)).await.refused(404);
}

async fn is_nobody_any_more(admin: &Person, somebody: &Somebody) {
    let Somebody { planted, person, id, loan } = somebody;
    let gone = admin.reads(&format!("members/{id}")).await.refused(404).body;
    assert!(gone["detail"].as_str().is_some_and(|detail| detail.contains("erased")), "{gone}");
    admin.reads(&format!("members?card={}", planted.card.replace('~', "%7E"))).await.refused(404);
    person.reads("members/me").await.refused(404);
    // What is out is out, to an id that names nobody.
    let loan = admin.reads(&format!("loans/{loan}")).await.done().body;
    assert_eq!((loan["borrower"].as_str(), &loan["ended_at"]), (Some(id.as_str()), &Value::Null), "{loan}");
    admin.puts(&format!("members/{id}/roles"), json!({ "roles": [] })).await.refused(404);
}

fn nothing_is_found(scanner: &Scanner, platform: &Platform, when: &str) {
    assert_eq!(scanner.finds_under(platform.data()), [], "{when}");
    assert_eq!(
        scanner.finds_in(platform.output().as_bytes()),
        Vec::<String>::new(),
        "in the log lines, {when}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_erased_comes_again_as_somebody_else() {
    let platform = Platform::all_in_one().await;
    let url = platform.url();
    let person = Person::signed_in(&url, CITY, DUKKAE.subject).await;
    let first = person.registers("홍두깨", "ko", "QZXJ-1").await;
    person.posts(&format!("members/{first}/erasure"), json!({})).await.done();
    let again = person.registers("홍두깨", "ko", "QZXJ-1").await;
    assert_ne!(first, again);
    // Nobody erases others but those who decide for the city.
    let other = Person::signed_in(&url, CITY, "seosan/junho").await;
    other.posts(&format!("members/{again}/erasure"), json!({})).await.refused(404);
    let clerk = Person::signed_in(&url, CITY, "seosan/clerk").await;
    clerk.posts(&format!("members/{again}/erasure"), json!({})).await.refused(403);
    Person::passing_by(&url, CITY).posts(&format!("members/{again}/erasure"), json!({})).await.refused(401);
    assert_eq!(person.reads("members/me").await.done().id(), again);
}
