//! A weekly training: many dates in one act, and one mail for all of them.

use std::time::Duration;

use jiff::{ToSpan as _, civil::Weekday};
use nanum_tests::{eventually, parts::mail::Mail, people::Person};

use super::*;

const BOUND: Duration = Duration::from_secs(30);
/// Which of the members, and where they get mail.
const TRAINER: usize = 0;
const ADDRESS: &str = "goyang-member0@people.example";

#[tokio::test(flavor = "multi_thread")]
async fn whoever_makes_a_series_or_gives_the_rest_of_it_up_gets_one_mail_that_names_its_dates() {
    let mut stage = Stage::is_set().await;
    let hall = stage.adds("체육관", json!({ "kind": "hall" })).await;
    let tuesdays = ten_tuesdays_from(stage.day);
    let series = stage.ten_tuesdays_are_reserved(&hall).await;
    let mails = stage.mails_to_the_trainer(1).await;
    assert!(mails[0].subject.contains("정기 예약 확정: 체육관"), "{:?}", mails[0]);
    names_exactly(&mails[0], &tuesdays);
    assert!(mails[0].body.contains("오후 7:00 – 오후 9:00"), "{:?}", mails[0]);

    stage.the_second_date_is_given_up_by_itself(&series).await;
    let mails = stage.mails_to_the_trainer(2).await;
    assert!(mails[1].subject.starts_with("예약 취소: 체육관"), "{:?}", mails[1]);

    stage.the_rest_is_given_up(&series, tuesdays[4]).await;
    let mails = stage.mails_to_the_trainer(3).await;
    assert!(mails[2].subject.contains("정기 예약 취소: 체육관"), "{:?}", mails[2]);
    names_exactly(&mails[2], &tuesdays[4..]);

    // Messages are queued in the order of what happened: what is told of this comes after all that was told before.
    stage.reserves(TRAINER, &hall, "10:00", "11:00").await.done();
    stage.mails_to_the_trainer(4).await;
    let told = stage.trainer().reads("members/me/messages").await.done().body["rows"].clone();
    let kinds: Vec<&str> =
        told.as_array().expect("rows").iter().filter_map(|row| row["kind"].as_str()).collect();
    let expected = ["reservation-confirmed", "series-cancelled", "reservation-cancelled", "series-made"];
    assert_eq!(kinds, expected, "newest first");
    stage.platform.stops().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_goes_on_with_one_mail_and_only_a_clerk_sets_its_rules_aside() {
    let mut stage = Stage::is_set().await;
    let hall = stage.adds("체육관", json!({ "kind": "hall" })).await;
    let (trainer, clerk) = (stage.trainer(), &stage.city.clerks[0]);
    let recurrence =
        |from: &str| json!({ "first": stage.day, "from": from, "to": "09:00", "rule": "FREQ=DAILY;COUNT=2" });
    let path = format!("resources/{hall}/series");
    let early = json!({ "recurrence": recurrence("07:00"), "set_rules_aside": true });
    trainer.posts(&path, early.clone()).await.refused(403);
    let ahead = json!({ "recurrence": recurrence("07:00") });
    let ahead = trainer.posts(&format!("resources/{hall}/series-previews"), ahead).await.done().body;
    assert_eq!(ahead["dates"][0]["why_not"]["rule"], "within-hours", "{ahead}");
    let mut for_the_trainer = early;
    for_the_trainer["member"] = json!(stage.city.members[TRAINER].id);
    let series = clerk.posts(&path, for_the_trainer).await.done().id();
    assert!(stage.mails_to_the_trainer(1).await[0].subject.contains("정기 예약 확정"));

    let extensions = format!("series/{series}/extensions");
    let further = json!({ "rule": "FREQ=DAILY;COUNT=4", "set_rules_aside": true });
    trainer.posts(&extensions, further.clone()).await.refused(403);
    stage.city.members[1].person.posts(&extensions, further.clone()).await.refused(404);
    let ahead =
        clerk.posts(&format!("series/{series}/extension-previews"), further.clone()).await.done().body;
    assert_eq!(ahead["dates"].as_array().map(Vec::len), Some(2), "{ahead}");
    let extended = clerk.posts(&extensions, further.clone()).await.done().body;
    assert_eq!(extended["dates"].as_array().map(Vec::len), Some(4), "{extended}");
    let mails = stage.mails_to_the_trainer(2).await;
    assert!(mails[1].subject.contains("정기 예약 연장: 체육관"), "{:?}", mails[1]);
    names_exactly(&mails[1], &[stage.day + 2.days(), stage.day + 3.days()]);
    clerk.posts(&extensions, further).await.refused(409);
    stage.platform.stops().await;
}

/// The first ten Tuesdays from a day on.
fn ten_tuesdays_from(day: Date) -> Vec<Date> {
    let first =
        day.yesterday().and_then(|before| before.nth_weekday(1, Weekday::Tuesday)).expect("a Tuesday");
    (0..10).map(|week| first + week.weeks()).collect()
}

/// A date as Koreans write it.
fn written(date: &Date) -> String {
    let days = ["월", "화", "수", "목", "금", "토", "일"];
    let day = days[usize::try_from(date.weekday().to_monday_zero_offset()).expect("a day of a week")];
    format!("{}년 {}월 {}일 {day}요일", date.year(), date.month(), date.day())
}

/// The dates of a mail are these and no others.
fn names_exactly(mail: &Mail, dates: &[Date]) {
    let named = mail.body.lines().map(str::trim).filter(|line| line.ends_with("요일"));
    assert_eq!(named.collect::<Vec<_>>(), dates.iter().map(written).collect::<Vec<_>>(), "{mail:?}");
}

impl Stage {
    fn trainer(&self) -> &Person {
        &self.city.members[TRAINER].person
    }

    async fn ten_tuesdays_are_reserved(&self, hall: &str) -> String {
        let rule = "FREQ=WEEKLY;BYDAY=TU;COUNT=10";
        let first = ten_tuesdays_from(self.day)[0];
        let recurrence = json!({ "first": first, "from": "19:00", "to": "21:00", "rule": rule });
        let path = format!("resources/{hall}/series");
        let made = self.trainer().posts(&path, json!({ "recurrence": recurrence })).await.done();
        assert_eq!(made.body["dates"].as_array().map(Vec::len), Some(10), "{}", made.body);
        made.id()
    }

    async fn the_second_date_is_given_up_by_itself(&self, series: &str) {
        let dates = self.trainer().reads(&format!("series/{series}")).await.done().body["dates"].clone();
        let second = dates[1]["reservation"].as_str().expect("a reservation");
        self.trainer().posts(&format!("reservations/{second}/cancellation"), json!({})).await.done();
    }

    async fn the_rest_is_given_up(&self, series: &str, from: Date) {
        let path = format!("series/{series}/cancellation");
        self.trainer().posts(&path, json!({ "from": from })).await.done();
    }

    /// All mails that the trainer has got, in order: so many and no more.
    async fn mails_to_the_trainer(&self, count: usize) -> Vec<Mail> {
        let mails = eventually(&format!("{count} mails to the trainer"), BOUND, async || {
            let mut mails = self.platform.mail().messages();
            mails.retain(|mail| mail.to.iter().any(|to| to == ADDRESS));
            if mails.len() >= count { Ok(mails) } else { Err(format!("{mails:#?}")) }
        })
        .await;
        assert_eq!(mails.len(), count, "{mails:#?}");
        mails
    }
}
