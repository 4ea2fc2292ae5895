//! The API document: what the handlers say, completed with what holds for all of them alike.

use nanum_contracts::{
    CloudEvent, Problem,
    booking::{DoneBy, NotGranted, ReleasedFor},
    problem::ProblemKind,
};
use serde_json::{Value, json};
use utoipa::{
    OpenApi,
    openapi::{
        Components, Content, Header, OpenApi as Document, Ref, RefOr, Required,
        example::{Example, ExampleBuilder},
        path::{Operation, Parameter, ParameterBuilder, ParameterIn},
        response::{Response, ResponseBuilder},
        schema::{ArrayItems, Object, ObjectBuilder, Schema, SchemaType, Type},
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};

use crate::{PROBLEM_JSON, reply, terms};

const BEARER: &str = "bearer";

const DESCRIPTION: &str = "\
Reserve rooms and vehicles, borrow tools and books: what cities share, for programs.

**Who asks.** Public reads need no token. Everything else needs a bearer token of an identity provider that the tenant \
trusts. What you may not know of looks like *not found*, a wrong tenant included. (A demonstration network also has \
`POST /demo/issuer/token` with the form field `subject`, which gives a token for anybody.)

**Commands** take an `Idempotency-Key`: repeated with the same key and body they answer as the first time. They answer with \
the new state, its revision as `ETag` and its place in the log as `Nanum-Position`. Give `ETag` as `If-Match` to change only \
what you have seen, and `Nanum-Position` as `Nanum-After` to read only what has seen your command.

**Input** is strict: unknown fields and parameters are refused, and so are instants without an offset.

**Refusals** are problem documents (RFC 9457). Each `type` can be opened and explains itself; all are under `/problems`.

**Events** of a tenant are CloudEvents 1.0; the schemas of their data are under `/schemas/events`.";

#[derive(OpenApi)]
#[openapi(
    info(title = "Nanum", description = DESCRIPTION, license(name = "Apache-2.0", identifier = "Apache-2.0")),
    // Of the last two only events speak.
    components(schemas(Problem, CloudEvent, DoneBy, NotGranted, ReleasedFor)),
    tags(
        (name = "hub", description = "Everything that is shared in the network"),
        (name = "tenants", description = "Member cities, agencies and associate organisations"),
        (name = "sites", description = "Places with an address and opening hours"),
        (name = "resources", description = "What is reserved for a time, and when it is free"),
        (name = "reservations", description = "Who has reserved what"),
        (name = "waits", description = "Places in the queue for a time that is taken, and what is offered to whom"),
        (name = "draws", description = "Times that are drawn among those who applied, with what is needed to check it"),
        (name = "charges", description = "What reservations cost, what is owed and what is given back"),
        (name = "calendars", description = "What is reserved, for programs that show calendars (iCalendar)"),
        (name = "vehicles", description = "Stations of shared vehicles, for programs that show where to get about (GBFS 3.0)"),
        (name = "titles", description = "What is borrowed in the catalogue, and its copies"),
        (name = "holds", description = "Places in the queue for a title"),
        (name = "loans", description = "Items out with a borrower"),
        (name = "members", description = "Persons registered with a tenant"),
        (name = "reports", description = "Figures without persons"),
        (name = "events", description = "What has happened, for other systems"),
    )
)]
struct Beginning;

/// The document before any operation.
pub(super) fn beginning() -> Document {
    let mut document = Beginning::openapi();
    // Crates know neither whom to write to nor that this is one API of many crates.
    document.info.contact = None;
    document
}

/// Completes the document: parameters in paths and headers, problems, security.
pub(super) fn complete(document: &mut Document) {
    let components = document.components.get_or_insert_with(Components::default);
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    components.security_schemes.insert(BEARER.to_owned(), RefOr::T(SecurityScheme::Http(token)));
    for status in statuses() {
        components.responses.insert(response_name(status), RefOr::T(problem_response(status)));
    }
    open_what_is_extended(components);
    name_rows_of_pages(components);
    for (path, item) in &mut document.paths.paths {
        for (method, operation) in [
            (Method::Read, &mut item.get),
            (Method::Make, &mut item.post),
            (Method::Change, &mut item.put),
            (Method::Change, &mut item.delete),
        ] {
            if let Some(operation) = operation {
                complete_operation(path, method, operation);
            }
        }
    }
}

/// Writes out each schema that extends a closed one: "these fields and no others" and some more can never both hold.
fn open_what_is_extended(components: &mut Components) {
    let closed = components.schemas.clone();
    for schema in components.schemas.values_mut() {
        let RefOr::T(Schema::AllOf(parts)) = schema else { continue };
        let mut whole = Object::new();
        whole.description.clone_from(&parts.description);
        for part in &parts.items {
            let part = match part {
                RefOr::Ref(reference) => {
                    closed.get(reference.ref_location.rsplit('/').next().unwrap_or_default())
                }
                RefOr::T(_) => Some(part),
            };
            let Some(RefOr::T(Schema::Object(part))) = part else { continue };
            whole.properties.extend(part.properties.clone());
            whole.required.extend(part.required.clone());
        }
        *schema = RefOr::T(Schema::Object(whole));
    }
}

/// Says of the rows of a page what they are called, instead of writing them out again.
fn name_rows_of_pages(components: &mut Components) {
    for (name, schema) in &mut components.schemas {
        let (Some(row), RefOr::T(Schema::Object(page))) = (name.strip_prefix("Page_"), schema) else {
            continue;
        };
        if let Some(RefOr::T(Schema::Array(rows))) = page.properties.get_mut("rows") {
            rows.items = ArrayItems::RefOrSchema(Box::new(RefOr::Ref(Ref::from_schema_name(row))));
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Method {
    Read,
    Make,
    Change,
}

fn complete_operation(path: &str, method: Method, operation: &mut Operation) {
    let parameters = operation.parameters.get_or_insert_with(Vec::new);
    let in_path =
        path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).map(path_parameter);
    parameters.splice(0..0, in_path.map(RefOr::T));
    parameters.extend(header_parameters(method).into_iter().map(RefOr::T));
    if operation.security.is_none() {
        operation.security = Some(vec![SecurityRequirement::new(BEARER, Vec::<String>::new())]);
    }
    for response in operation.responses.responses.values_mut() {
        if let RefOr::T(response) = response {
            response.headers.extend(answer_headers(method));
        }
    }
    for status in statuses().into_iter().filter(|status| method.can_answer(*status)) {
        let reference = RefOr::Ref(Ref::from_response_name(response_name(status)));
        operation.responses.responses.insert(status.to_string(), reference);
    }
}

impl Method {
    /// Reads are refused for fewer reasons than commands.
    fn can_answer(self, status: u16) -> bool {
        match status {
            405 => false,
            409 | 412 | 413 | 415 | 422 => self != Self::Read,
            _ => true,
        }
    }
}

fn path_parameter(name: &str) -> Parameter {
    let (description, schema) = match name {
        "tenant" | "slug" => ("The tenant's slug", Some("TenantId")),
        "site" => ("The site's id", Some("SiteId")),
        "resource" => ("The resource's id", Some("ResourceId")),
        "reservation" => ("The reservation's id", Some("ReservationId")),
        "series" => ("The series' id", Some("SeriesId")),
        "blocking" => ("The blocking's id", Some("BlockingId")),
        "group" => ("The group's id", Some("GroupId")),
        "charge" => ("The charge's id", Some("ChargeId")),
        "draw" => ("The draw's id", Some("DrawId")),
        "wait" => ("The id of the place in the queue", Some("WaitId")),
        "title" => ("The title's id", Some("TitleId")),
        "hold" => ("The hold's id", Some("HoldId")),
        "loan" => ("The loan's id", Some("LoanId")),
        "member" => ("The member's id", Some("MemberId")),
        "key" => ("The secret part of a calendar's address", None),
        "feed" => (
            "The file of the feed: `gbfs.json`, `system_information.json`, `vehicle_types.json`, \
             `station_information.json` or `station_status.json`",
            None,
        ),
        "barcode" => ("What is printed on the item", None),
        _ => ("", None),
    };
    let schema = schema.map_or_else(text, |name| RefOr::Ref(Ref::from_schema_name(name)));
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(description))
        .schema(Some(schema))
        .build()
}

fn header_parameters(method: Method) -> Vec<Parameter> {
    let header = |name: &str, description: &str, schema: RefOr<Schema>, example: &str| {
        ParameterBuilder::new()
            .name(name)
            .parameter_in(ParameterIn::Header)
            .required(Required::False)
            .description(Some(description))
            .schema(Some(schema))
            .example(Some(example.into()))
            .build()
    };
    let key = ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .min_length(Some(1))
        .max_length(Some(terms::KEY_LENGTH_MAX));
    let key = header(
        "Idempotency-Key",
        "Repeated with the same key and body, the command happens once and answers as the first time.",
        RefOr::T(Schema::Object(key.build())),
        "3f1c9a52-reserve-club-room",
    );
    let unchanged =
        header("If-Match", "Change only if this is still the revision, as `ETag` gave it.", text(), "\"7\"");
    let after = header(
        "Nanum-After",
        "Answer only when this much has been seen, as `Nanum-Position` gave it.",
        text(),
        "booking=123, lending=4",
    );
    match method {
        Method::Read => vec![after],
        Method::Make => vec![key, after],
        Method::Change => vec![key, unchanged, after],
    }
}

fn answer_headers(method: Method) -> Vec<(String, RefOr<Header>)> {
    let header = |name: &str, description: &str| {
        let mut header = Header::new(text());
        header.description = Some(description.to_owned());
        (name.to_owned(), RefOr::T(header))
    };
    let revision = header("ETag", "The revision of what is answered, where it has one.");
    let position = header(reply::POSITION.as_str(), "Where the service's log stood after the command.");
    let location = header("Location", "Where it can be read, when it is new.");
    match method {
        Method::Read => vec![revision],
        Method::Make => vec![revision, position, location],
        Method::Change => vec![revision, position],
    }
}

fn text() -> RefOr<Schema> {
    RefOr::T(Schema::Object(ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).build()))
}

/// Every status that a problem can have, once.
fn statuses() -> Vec<u16> {
    let mut statuses: Vec<u16> = ProblemKind::ALL.iter().map(|kind| kind.status()).collect();
    statuses.sort_unstable();
    statuses.dedup();
    statuses
}

fn response_name(status: u16) -> String {
    format!("Problem{status}")
}

fn problem_response(status: u16) -> Response {
    let kinds: Vec<ProblemKind> =
        ProblemKind::ALL.iter().copied().filter(|kind| kind.status() == status).collect();
    let titles: Vec<String> =
        kinds.iter().map(|kind| format!("{} (`/problems/{}`)", kind.title(), kind.slug())).collect();
    let mut content = Content::new(Some(Ref::from_schema_name("Problem")));
    content.examples = kinds.iter().map(|kind| (kind.slug().to_owned(), RefOr::T(example(*kind)))).collect();
    let mut response =
        ResponseBuilder::new().description(titles.join("; ")).content(PROBLEM_JSON, content).build();
    if matches!(status, 429 | 503) {
        let mut after = Header::new(text());
        after.description = Some("Seconds to wait before trying again.".to_owned());
        response.headers.insert("Retry-After".to_owned(), RefOr::T(after));
    }
    response
}

fn example(kind: ProblemKind) -> Example {
    let integrator =
        kind.meaning().into_iter().find(|(who, _)| *who == "integrator").map_or("", |(_, meaning)| meaning);
    let document: Value = json!({
        "type": format!("https://nanum.example/problems/{}", kind.slug()),
        "title": kind.title(),
        "status": kind.status(),
        "detail": kind.title(),
    });
    ExampleBuilder::new().summary(integrator).value(Some(document)).build()
}
