use std::{
    fs,
    path::{Path, PathBuf},
};

use nanum_contracts::{Role, membership::RegisterMember, problem::ProblemKind};

use crate::city::{City, somebody};

#[tokio::test]
async fn nothing_personal_stands_in_any_file_but_sealed() {
    let city = City::begins().await;
    let person = somebody("planted-subject", Some("PLANTED-CARD"));
    let minji = city.asks_again("seosan", "sign-up", person.clone()).await.unwrap().reply;
    let mut moved = RegisterMember { member: Some(minji.id), ..person };
    moved.contact.name = "Planted Othername".to_owned();
    city.asks_again("seosan", "move", moved).await.unwrap();
    let roles =
        nanum_contracts::membership::AssignRoles { member: minji.id, roles: vec![Role::Administrator] };
    city.asks_again("seosan", "roles", roles).await.unwrap();
    let files = files_in(city.folder());
    let names: Vec<_> = files.iter().filter_map(|file| file.file_name()?.to_str()).collect();
    for expected in
        ["log.sqlite", "log.sqlite-wal", "answers.sqlite-wal", "keys.sqlite", "which-sites.v1.sqlite"]
    {
        assert!(names.contains(&expected), "{names:?}");
    }
    assert!(
        files.iter().any(|file| holds(file, b"member.registered.v1")),
        "the test must be able to find a text"
    );
    for file in
        files.iter().filter(|file| !file.file_name().unwrap().to_str().unwrap().starts_with("keys.sqlite"))
    {
        for planted in ["planted-subject", "PLANTED-CARD", "Name planted", "Othername", "@seosan.example"] {
            assert!(!holds(file, planted.as_bytes()), "{planted} in {}", file.display());
        }
    }
}

#[tokio::test]
async fn a_repeated_command_gets_its_first_answer_though_no_answer_was_kept() {
    let city = City::begins().await;
    let minji = somebody("minji", Some("SSN-1"));
    let first = city.asks_again("seosan", "sign-up", minji.clone()).await.unwrap();
    let moved = RegisterMember { member: Some(first.reply.id), ..somebody("minji", Some("SSN-2")) };
    let second = city.asks_again("seosan", "move", moved.clone()).await.unwrap();
    for _ in 0..2 {
        let again = city.asks_again("seosan", "sign-up", minji.clone()).await.unwrap();
        assert_eq!((again.reply, again.position), (first.reply.clone(), first.position.clone()));
    }
    assert_eq!(city.asks_again("seosan", "move", moved).await.unwrap().reply, second.reply);
    let other = city.asks_again("seosan", "sign-up", somebody("junho", None)).await;
    assert_eq!(other.unwrap_err().kind, ProblemKind::KeyReused);
    // The repeat has claimed nothing.
    city.registers("seosan", somebody("junho", Some("SSN-1"))).await.unwrap();
}

#[tokio::test]
async fn members_are_known_after_a_restart() {
    let city = City::begins().await;
    let minji = city.registers("seosan", somebody("minji", Some("SSN-1"))).await.unwrap();
    let again = city.replica().await;
    assert_eq!(again.shows("seosan", minji.id).await.unwrap(), minji);
    assert_eq!(again.identifies("seosan", "minji").await.unwrap().member, minji.id);
}

pub(crate) fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_in(&path) } else { vec![path] }).collect()
}

pub(crate) fn holds(file: &Path, text: &[u8]) -> bool {
    fs::read(file).unwrap().windows(text.len()).any(|window| window == text)
}
