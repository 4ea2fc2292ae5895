//! What a city reserves, through the API as its people use it: one platform, one city, a sentence a test.

mod calendars;
mod changing;
mod charging;
mod days;
mod series;
mod sharing_space;
mod systems;
mod waiting;
mod youth_space;

use jiff::civil::Date;
use nanum_tests::{calendar::in_seoul_in_days, city::City, people::Reply, platform::Platform};
use serde_json::{Value, json};

const MEMBERS: usize = 4;

/// A city of this module's own, and a day far enough ahead for everything.
struct Stage {
    platform: Platform,
    city: City,
    site: String,
    day: Date,
}

impl Stage {
    async fn is_set() -> Self {
        let platform = Platform::all_in_one().await;
        let city = City::opens(&platform, "goyang", MEMBERS, 1).await;
        let sites = city.admin.reads("sites").await.done().body;
        let site = sites[0]["id"].as_str().expect("a site").to_owned();
        Self { platform, city, site, day: in_seoul_in_days(5) }
    }

    /// A resource like any other of the city, but for what is said.
    async fn adds(&self, name: &str, but: Value) -> String {
        let mut resource = json!({
            "site": self.site, "kind": "room", "name": { "ko": name }, "units": 1, "approval": false,
            "hours": [{ "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "09:00", "to": "22:00" }],
            "step_minutes": 30, "shortest_minutes": 30, "longest_minutes": 240,
        });
        for (field, value) in but.as_object().expect("fields") {
            resource[field] = value.clone();
        }
        self.city.admin.posts("resources", resource).await.done().id()
    }

    /// A span of the day, `10:00` to `12:00`.
    fn span(&self, from: &str, to: &str) -> Value {
        let at = |time: &str| format!("{}T{time}:00+09:00", self.day);
        json!({ "starts_at": at(from), "ends_at": at(to) })
    }

    /// A member asks for a time.
    async fn reserves(&self, member: usize, resource: &str, from: &str, to: &str) -> Reply {
        let path = format!("resources/{resource}/reservations");
        self.city.members[member].person.posts(&path, json!({ "span": self.span(from, to) })).await
    }

    /// When a resource is shown free on the day, as `10:00-12:00`.
    async fn shown_free(&self, resource: &str) -> Vec<String> {
        let path = format!("resources/{resource}/free-times?from={}&days=1", self.day);
        let answer = self.city.members[0].person.reads(&path).await.done().body;
        let local = |instant: &Value| {
            let instant: jiff::Timestamp = instant.as_str().expect("an instant").parse().expect("an instant");
            instant.in_tz("Asia/Seoul").expect("a zone").strftime("%H:%M").to_string()
        };
        let spans = answer["days"][0]["free"].as_array().expect("spans");
        spans
            .iter()
            .map(|span| format!("{}-{}", local(&span["starts_at"]), local(&span["ends_at"])))
            .collect()
    }
}
