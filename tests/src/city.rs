//! A city of its own for a test of many: rooms and desks, tools, members, clerks, an administrator and an integrator.

use serde_json::{Value, json};

use crate::people::Person;
use crate::platform::Platform;

const ROOMS: usize = 3;
/// A pool of like places: so many may be reserved for the same time.
const DESKS: u64 = 3;
const TITLES: usize = 3;
const ITEMS_OF_A_TITLE: usize = 2;

/// A tenant and its people, all of them registered.
#[derive(Debug)]
pub struct City {
    pub tenant: String,
    pub admin: Person,
    pub integrator: Person,
    pub clerks: Vec<Person>,
    pub members: Vec<Member>,
    pub resources: Vec<Resource>,
    pub titles: Vec<Title>,
}

#[derive(Debug)]
pub struct Member {
    pub person: Person,
    pub id: String,
}

#[derive(Debug)]
pub struct Resource {
    pub id: String,
    /// How many reservations may hold it at a time.
    pub units: u64,
}

#[derive(Debug)]
pub struct Title {
    pub id: String,
    pub barcodes: Vec<String>,
}

impl City {
    /// A new member of the network, with so many members and clerks.
    pub async fn opens(platform: &Platform, tenant: &str, members: usize, clerks: usize) -> Self {
        let url = platform.url();
        let secretary = Person::signed_in(&url, "citynet", "citynet/secretary").await;
        let definition = json!({
            "slug": tenant, "kind": "member", "name": { "ko": tenant }, "languages": ["ko"], "zone": "Asia/Seoul",
            "currency": "KRW", "issuers": ["demo"],
        });
        secretary.posts("/v1/tenants", definition).await.done();
        let admin = member(&url, tenant, "admin").await;
        let administrators = format!("/v1/tenants/{tenant}/administrators");
        secretary.posts(&administrators, json!({ "member": admin.id })).await.done();
        let admin = admin.person;

        let site = opens_site(&admin).await;
        let mut resources = Vec::new();
        for number in 0..=ROOMS {
            let units = if number == ROOMS { DESKS } else { 1 };
            resources.push(adds_resource(&admin, &site, number, units).await);
        }
        let mut titles = Vec::new();
        for number in 0..TITLES {
            titles.push(adds_title(&admin, &site, number).await);
        }
        let integrator = staff(&url, tenant, "integrator", &admin, json!("integrator")).await;
        let clerks = (0..clerks)
            .map(async |n| staff(&url, tenant, &format!("clerk{n}"), &admin, json!({ "clerk": site })).await);
        let members = (0..members).map(async |n| member(&url, tenant, &format!("member{n}")).await);
        let (clerks, members) =
            (futures::future::join_all(clerks).await, futures::future::join_all(members).await);
        Self { tenant: tenant.to_owned(), admin, integrator, clerks, members, resources, titles }
    }
}

async fn member(url: &str, tenant: &str, name: &str) -> Member {
    let person = Person::signed_in(url, tenant, &format!("{tenant}/{name}")).await;
    let id = person.registers(name, "ko", &format!("{tenant}-{name}").to_uppercase()).await;
    Member { person, id }
}

async fn staff(url: &str, tenant: &str, name: &str, admin: &Person, role: Value) -> Person {
    let Member { person, id } = member(url, tenant, name).await;
    admin.puts(&format!("members/{id}/roles"), json!({ "roles": [role] })).await.done();
    person
}

/// Open on every day from nine to ten in the evening.
fn hours() -> Value {
    json!([{ "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "09:00", "to": "22:00" }])
}

async fn opens_site(admin: &Person) -> String {
    let site = json!({
        "name": { "ko": "주민센터" }, "address": "1", "latitude": 37.28, "longitude": 127.01, "hours": hours(),
    });
    admin.posts("sites", site).await.done().id()
}

async fn adds_resource(admin: &Person, site: &str, number: usize, units: u64) -> Resource {
    let resource = json!({
        "site": site, "kind": "room", "name": { "ko": format!("모임방 {number}") }, "units": units, "approval": false,
        "hours": hours(), "step_minutes": 30, "shortest_minutes": 30, "longest_minutes": 240,
    });
    Resource { id: admin.posts("resources", resource).await.done().id(), units }
}

async fn adds_title(admin: &Person, site: &str, number: usize) -> Title {
    let title =
        json!({ "site": site, "kind": "tool", "name": { "ko": format!("드릴 {number}") }, "loan_days": 14 });
    let id = admin.posts("titles", title).await.done().id();
    let barcodes: Vec<String> = (0..ITEMS_OF_A_TITLE).map(|item| format!("T{number}-{item}")).collect();
    for barcode in &barcodes {
        admin.posts(&format!("titles/{id}/items"), json!({ "barcode": barcode })).await.done();
    }
    Title { id, barcodes }
}
