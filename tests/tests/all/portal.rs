//! The portal in a real browser: a citizen books and cancels, a clerk decides and hands out, all without JavaScript;
//! and no page has a fault that axe can find.
//!
//! `NANUM_TEST_SCREENSHOTS=<folder>` keeps a picture of each page.

mod wishes;

use std::{path::Path, time::Duration};

use fantoccini::{Client, Locator, elements::Element};
use nanum_tests::{
    calendar::in_seoul_in_days,
    parts::browser::{Browser, BrowserSettings},
    people::Person,
    platform::Platform,
};

/// How long a page may take to come.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a page may take to go when a form was sent.
const LEAVING_MILLISECONDS: u64 = 10_000;

/// A person at a browser.
struct Reader<'a> {
    browser: &'a Browser,
    url: String,
}

impl Reader<'_> {
    fn client(&self) -> &Client {
        self.browser
    }

    async fn opens(&self, path: &str) {
        self.client()
            .goto(&format!("{}{path}", self.url))
            .await
            .unwrap_or_else(|error| panic!("{path}: {error}"));
    }

    /// A page that is coming is waited for.
    async fn sees(&self, css: &str) -> Element {
        match self.client().wait().at_most(PATIENCE).for_element(Locator::Css(css)).await {
            Ok(element) => element,
            Err(error) => panic!("{css} is not on the page: {error}\n{}", self.text().await),
        }
    }

    async fn does_not_see(&self, css: &str) {
        let found = self.client().find_all(Locator::Css(css)).await.expect("a page");
        assert!(found.is_empty(), "{css} is on the page:\n{}", self.text().await);
    }

    /// What is clicked here sends a form, and the browser answers when the next page begins to come, or before: so this
    /// waits until the page with the button is gone.
    async fn clicks(&self, css: &str) {
        let clicked = self.sees(css).await;
        clicked.click().await.unwrap_or_else(|error| panic!("click {css}: {error}"));
        for _ in 0..LEAVING_MILLISECONDS / 20 {
            if clicked.tag_name().await.is_err() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("after {css} the same page is still there:\n{}", self.text().await);
    }

    async fn writes(&self, css: &str, text: &str) {
        let field = self.sees(css).await;
        field.clear().await.expect("a field");
        field.send_keys(text).await.expect("a field");
    }

    async fn chooses(&self, css: &str, value: &str) {
        self.sees(css)
            .await
            .select_by_value(value)
            .await
            .unwrap_or_else(|error| panic!("{css} {value}: {error}"));
    }

    async fn text(&self) -> String {
        let body = self.client().find(Locator::Css("body")).await.expect("a body");
        body.text().await.expect("a text")
    }

    async fn reads(&self, words: &str) {
        let text = self.text().await;
        assert!(text.contains(words), "{words:?} is not on the page:\n{text}");
    }

    async fn signs_in_as(&self, person: &str) {
        self.opens("/seosan/sign-in").await;
        self.clicks(&format!("button[data-person='{person}']")).await;
    }

    async fn signs_out(&self) {
        self.clicks("[data-action='sign-out']").await;
        self.does_not_see("[data-action='sign-out']").await;
    }

    /// Keeps a picture, when pictures are wanted.
    async fn is_pictured(&self, name: &str) {
        if let Ok(folder) = std::env::var("NANUM_TEST_SCREENSHOTS") {
            self.browser.save_screenshot(&Path::new(&folder).join(format!("{name}.png"))).await;
        }
    }
}

/// The id of one of Seosan's resources, by its English name.
async fn resource(platform: &Platform, name: &str) -> String {
    let list = Person::passing_by(&platform.url(), "seosan").reads("resources?limit=100").await.done().body;
    let rows = list["rows"].as_array().expect("rows");
    let row = rows.iter().find(|row| row["name"]["en"] == name).unwrap_or_else(|| panic!("no {name}"));
    row["id"].as_str().expect("an id").to_owned()
}

fn in_three_days() -> String {
    in_seoul_in_days(3).to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_books_and_cancels_and_a_clerk_works_at_the_desk_without_javascript() {
    let platform = Platform::all_in_one().await;
    let browser = Browser::start_without_javascript().await;
    let reader = Reader { browser: &browser, url: platform.url() };
    a_citizen_finds_and_reserves(&platform, &reader).await;
    a_citizen_asks_for_the_meeting_room(&platform, &reader).await;
    a_clerk_accepts_and_hands_out(&reader).await;
    a_citizen_cancels(&reader).await;
}

async fn a_citizen_finds_and_reserves(platform: &Platform, reader: &Reader<'_>) {
    reader.opens("/?lang=ko").await;
    reader.writes("#q", "동아리방").await;
    reader.clicks("[data-action='search']").await;
    reader.reads("동아리방 1").await;
    let room = resource(platform, "Club room 1").await;
    let page = format!("/seosan/resources/{room}?date={}", in_three_days());
    reader.opens(&page).await;
    reader.sees("#invitation").await;
    reader.signs_in_as("minji").await;
    reader.opens(&page).await;
    reader.chooses("#starts_at", &first_value(reader, "#starts_at").await).await;
    reader.clicks("[data-action='reserve']").await;
    reader.sees("[role='status']").await;
    reader.reads("동아리방 1").await;
}

async fn first_value(reader: &Reader<'_>, css: &str) -> String {
    let option = reader.sees(&format!("{css} option")).await;
    option.attr("value").await.expect("an option").expect("a value")
}

async fn a_citizen_asks_for_the_meeting_room(platform: &Platform, reader: &Reader<'_>) {
    let room = resource(platform, "Meeting room").await;
    reader.opens(&format!("/seosan/resources/{room}?date={}", in_three_days())).await;
    reader.clicks("[data-action='reserve']").await;
    reader.sees("[role='status']").await;
    reader.signs_out().await;
}

async fn a_clerk_accepts_and_hands_out(reader: &Reader<'_>) {
    reader.signs_in_as("clerk").await;
    reader.opens("/seosan/desk").await;
    reader.sees("#site").await.select_by_label("서산시 시민센터").await.expect("the centre's desk");
    reader.clicks("[data-action='show-desk']").await;
    reader.clicks("[data-action='accept']").await;
    reader.does_not_see("[data-action='accept']").await;
    reader.sees("#site").await.select_by_label("서산 공구도서관").await.expect("the tool library's desk");
    reader.clicks("[data-action='show-desk']").await;
    reader.writes("#card", "SSN-000001").await;
    reader.writes("#lend-barcode", "SSN-T-0001").await;
    reader.clicks("[data-action='lend']").await;
    reader.sees("[role='status']").await;
    reader.writes("#return-barcode", "SSN-T-0001").await;
    reader.clicks("[data-action='take-back']").await;
    reader.sees("[role='status']").await;
    reader.writes("#return-barcode", "NO-SUCH-THING").await;
    reader.clicks("[data-action='take-back']").await;
    reader.sees("[aria-invalid='true'], [role='alert']").await;
    reader.signs_out().await;
}

async fn a_citizen_cancels(reader: &Reader<'_>) {
    reader.signs_in_as("minji").await;
    reader.opens("/seosan/mine").await;
    let before =
        reader.client().find_all(Locator::Css("[data-action='cancel-reservation']")).await.expect("a page");
    assert_eq!(before.len(), 2, "{}", reader.text().await);
    reader.clicks("[data-action='cancel-reservation']").await;
    reader.sees("[role='status']").await;
    let after =
        reader.client().find_all(Locator::Css("[data-action='cancel-reservation']")).await.expect("a page");
    assert_eq!(after.len(), 1, "{}", reader.text().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_has_a_fault_that_axe_can_find() {
    let platform = Platform::all_in_one().await;
    let room = resource(&platform, "Club room 1").await;
    let titles = Person::passing_by(&platform.url(), "seosan").reads("titles?limit=5").await.done().body;
    let title = titles["rows"][0]["id"].as_str().expect("a title").to_owned();
    let resource_page = format!("/seosan/resources/{room}?date={}", in_three_days());
    let mut pages = vec![
        ("hub", "/?q=".to_owned(), None),
        ("city", "/seosan".to_owned(), None),
        ("resource", resource_page, Some("minji")),
        ("title", format!("/seosan/titles/{title}"), Some("minji")),
        ("mine", "/seosan/mine".to_owned(), Some("minji")),
        ("desk", "/seosan/desk".to_owned(), Some("clerk")),
        ("sign-in", "/seosan/sign-in".to_owned(), None),
        ("not-found", "/seosan/no-such-page".to_owned(), None),
    ];
    pages.extend(wishes::is_set_up(&platform).await.pages);
    let narrow = BrowserSettings { width_pixels: 390, height_pixels: 844, ..BrowserSettings::default() };
    let (wide, phone) = (Browser::start().await, Browser::start_with(narrow).await);
    let mut violations = Vec::new();
    let mut hours = ["10:00", "12:00", "14:00", "16:00", "18:00"].windows(2);
    for (browser, size) in [(&wide, "wide"), (&phone, "phone")] {
        let reader = Reader { browser, url: platform.url() };
        for (name, path, person) in &pages {
            if let Some(person) = person {
                reader.client().delete_all_cookies().await.expect("a browser");
                reader.signs_in_as(person).await;
            }
            for language in ["ko", "en"] {
                let separator = if path.contains('?') { '&' } else { '?' };
                reader.opens(&format!("{path}{separator}lang={language}")).await;
                violations.extend(faults(&reader, &format!("{name}-{size}-{language}")).await);
            }
        }
        reader.client().delete_all_cookies().await.expect("a browser");
        reader.signs_in_as("minji").await;
        for language in ["ko", "en"] {
            let [from, to] = hours.next().expect("hours enough") else { unreachable!("hours come in twos") };
            wishes::is_refused(&platform, &reader, from, to, language).await;
            violations.extend(faults(&reader, &format!("refused-{size}-{language}")).await);
        }
    }
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

/// What axe finds on the page that is open; a picture of it is kept under the name.
async fn faults(reader: &Reader<'_>, name: &str) -> Vec<String> {
    reader.is_pictured(name).await;
    let found = reader.browser.axe_violations().await.into_iter();
    found.map(|what| format!("{name}: {what}")).collect()
}
