//! Who comes: the code and the button on my page, and the code at the desk.

use jiff::ToSpan as _;
use nanum_runtime::clock::Clock as _;

use super::*;

const CODE: &str = "K7M2QX";

/// The morning's reservation; check-in opens with the city's clock, and is open for so many minutes.
fn expected(needs_code: bool, minutes: i64) -> Value {
    let opens_at = crate::testing::clock().now();
    let mut reservation = a_reservation("confirmed");
    reservation["span"] = json!({ "starts_at": opens_at, "ends_at": opens_at + minutes * 2.minutes() });
    reservation["check_in"] = json!({
        "opens_at": opens_at, "due_by": opens_at + minutes.minutes(), "needs_code": needs_code, "code": CODE,
    });
    reservation
}

fn a_town_where_one_checks_in(operation: &str, request: &Value) -> Option<Result<Value, Problem>> {
    let body = &request["body"];
    Some(Ok(match operation {
        "list-reservations" => page(json!([expected(false, 15)])),
        "get-reservation" => expected(false, 15),
        "check-in" if body["by"] == "holder" || body["code"] == CODE || body["set_rules_aside"] == true => {
            expected(false, 15)
        }
        "check-in" => return Some(Err(Problem::rule("the-code-fits", "the code is another one", 10, 1))),
        _ => return town(operation, request),
    }))
}

fn a_town_where_the_code_is_given_at_the_place(
    operation: &str,
    request: &Value,
) -> Option<Result<Value, Problem>> {
    match operation {
        "list-reservations" => Some(Ok(page(json!([expected(true, 15)])))),
        _ => town(operation, request),
    }
}

fn confirmed() -> ReservationId {
    ReservationId::named("seosan", "confirmed")
}

fn button() -> String {
    format!("action=\"/seosan/reservations/{}/check-in\"", confirmed())
}

#[tokio::test]
async fn whoever_has_it_sees_the_code_and_says_that_they_are_there() {
    let gateway = gateway(a_town_where_one_checks_in).await;
    let minji = Browser::of(&gateway, "seosan/minji");
    for tongue in Tongue::ALL {
        let path = format!("/seosan/mine?lang={}", tongue.tag());
        let mine = minji.opens(&path).await;
        is_a_good_page(&mine, tongue, &path);
        assert!(mine.text.contains(CODE) && mine.text.contains(&button()), "{}", mine.text);
    }
    let come = minji.sends(&format!("/seosan/reservations/{}/check-in", confirmed()), &[KEY]).await;
    assert_eq!(location(&come), "/seosan/mine?done=checked-in");
}

#[tokio::test]
async fn where_the_code_is_given_at_the_place_there_is_no_button() {
    let gateway = gateway(a_town_where_the_code_is_given_at_the_place).await;
    let mine = Browser::of(&gateway, "seosan/minji").opens("/seosan/mine?lang=en").await.text;
    assert!(mine.contains(CODE) && !mine.contains(&button()), "{mine}");
}

#[tokio::test]
async fn whoever_works_at_the_desk_takes_the_code_or_knows_who_it_is() {
    let gateway = gateway(a_town_where_one_checks_in).await;
    let desk_staff = Browser::of(&gateway, "seosan/admin");
    let site = site().to_string();
    let here = [KEY, ("site", &*site), ("date", "2026-12-01")];
    let desk = desk_staff.opens(&format!("/seosan/desk?site={site}&date=2026-12-01&lang=en")).await;
    is_a_good_page(&desk, Tongue::En, "/seosan/desk");
    let path = format!("/seosan/desk/reservations/{}/check-in?lang=en", confirmed());
    assert!(desk.text.contains(&format!("action=\"{}\"", path.replace("?lang=en", ""))), "{}", desk.text);

    let nothing = desk_staff.sends(&path, &here).await;
    assert_eq!(nothing.status, 400);
    assert!(nothing.text.contains(&format!("id=\"code-{}-fault\"", confirmed())), "{}", nothing.text);
    let wrong = desk_staff.sends(&path, &[&here[..], &[("code", "AAAAAA")]].concat()).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("This is not the code of the reservation."), "{}", wrong.text);
    for shown in [("code", CODE), ("known", "yes")] {
        let come = desk_staff.sends(&path, &[&here[..], &[shown]].concat()).await;
        assert!(location(&come).ends_with("done=checked-in-at-the-desk"), "{}", location(&come));
    }
}
