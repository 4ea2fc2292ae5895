use jiff::Timestamp;
use uuid::Uuid;

use super::*;

fn event() -> CloudEvent {
    CloudEvent {
        specversion: "1.0".into(),
        id: Uuid::from_u128(7),
        source: "/tenants/seosan/lending".to_owned(),
        event_type: "org.nanum.lending.loan.fell-due.v2".to_owned(),
        subject: "loan/100% \"überfällig\"\r\nce-id: forged".to_owned(),
        time: Timestamp::UNIX_EPOCH,
        datacontenttype: JSON.into(),
        dataschema: "/schemas/lending/loan.fell-due.v2".to_owned(),
        sequence: "3".to_owned(),
        position: 12,
        correlationid: "서산".to_owned(),
        causationid: "cmd_1".to_owned(),
        traceparent: None,
        data: RawValue::from_string(r#"{"b": 1, "a":"서산"}"#.to_owned()).expect("JSON"),
    }
}

#[test]
fn an_event_is_read_back_as_it_was_written() {
    for traceparent in [None, Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned())] {
        let event = CloudEvent { traceparent, ..event() };
        let (subject, headers, body) = encode(&event).expect("written");
        let (tenant, service, read) = decode(&subject, Some(&headers), &body).expect("read");
        assert_eq!((tenant.as_str(), service.as_str()), ("seosan", "lending"));
        assert_eq!(serde_json::to_string(&read).expect("JSON"), serde_json::to_string(&event).expect("JSON"));
    }
}

#[test]
fn a_subject_names_tenant_service_and_event_without_its_version() {
    let (subject, headers, _) = encode(&event()).expect("written");
    assert_eq!(subject, "nanum.ev.seosan.lending.loan.fell-due");
    assert_eq!(headers.get("Nats-Msg-Id").map(ToString::to_string), Some(event().id.to_string()));
}

#[test]
fn a_header_cannot_smuggle_in_another() {
    let (_, headers, _) = encode(&event()).expect("written");
    let written = headers.get(SUBJECT).expect("a subject").as_str();
    assert!(written.is_ascii() && !written.contains(['\r', '\n', ' ']), "{written}");
}

#[test]
fn an_event_under_anothers_subject_is_refused() {
    let (_, headers, body) = encode(&event()).expect("written");
    for subject in
        ["nanum.ev.rehlingen.lending.loan.fell-due", "nanum.ev.seosan.booking.loan.fell-due", "other"]
    {
        assert_eq!(
            decode(subject, Some(&headers), &body).map(|_| ()),
            Err(Malformed::OtherOrigin),
            "{subject}"
        );
    }
}

#[test]
fn what_is_missing_or_unreadable_is_named() {
    let (subject, mut headers, body) = encode(&event()).expect("written");
    let outcome = |headers: &HeaderMap, body: &[u8]| decode(&subject, Some(headers), body).map(|_| ());
    assert_eq!(outcome(&headers, b"{"), Err(Malformed::Unreadable("body")));
    headers.insert(POSITION, "twelve");
    assert_eq!(outcome(&headers, &body), Err(Malformed::Unreadable(POSITION)));
    assert_eq!(outcome(&HeaderMap::new(), &body), Err(Malformed::Missing(SPECVERSION)));
}

#[test]
fn an_interest_means_its_subjects() {
    let tenant: TenantId = "seosan".parse().expect("a tenant");
    let of = |tenant: Option<&TenantId>, services: &[&str]| {
        let services = services.iter().map(|service| (*service).to_owned()).collect();
        subjects_of(&Interest { tenant: tenant.cloned(), services })
    };
    assert_eq!(of(None, &[]), ["nanum.ev.>"]);
    assert_eq!(of(Some(&tenant), &[]), ["nanum.ev.seosan.>"]);
    assert_eq!(of(None, &["booking", "lending"]), ["nanum.ev.*.booking.>", "nanum.ev.*.lending.>"]);
    assert_eq!(of(Some(&tenant), &["booking"]), ["nanum.ev.seosan.booking.>"]);
}
