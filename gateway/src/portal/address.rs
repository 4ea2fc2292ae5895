//! Paths within the portal, and what stands behind their question mark.

use form_urlencoded::{Serializer, parse};

/// Longest path that somebody is sent back to.
const RETURN_LENGTH_MAX: usize = 500;

/// A path with a query; names without a value are left out.
pub(crate) fn with_query(path: &str, query: &[(&str, &str)]) -> String {
    let mut written = Serializer::new(String::new());
    for (name, value) in query.iter().filter(|(_, value)| !value.is_empty()) {
        written.append_pair(name, value);
    }
    let written = written.finish();
    if written.is_empty() {
        return path.to_owned();
    }
    let mark = if path.contains('?') { '&' } else { '?' };
    format!("{path}{mark}{written}")
}

/// A query without some names.
pub(crate) fn query_without(query: &str, unwanted: &[&str]) -> String {
    let kept = parse(query.as_bytes()).filter(|(name, _)| !unwanted.contains(&name.as_ref()));
    Serializer::new(String::new()).extend_pairs(kept).finish()
}

/// The first value of a name in a query.
pub(crate) fn value_of(query: &str, name: &str) -> Option<String> {
    parse(query.as_bytes()).find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
}

/// A path that somebody may be sent back to: one of ours, never another site.
pub(crate) fn own_path(path: &str) -> Option<&str> {
    let ours = path.starts_with('/') && !path.starts_with("//") && path.len() <= RETURN_LENGTH_MAX;
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (ours && plain).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        assert_eq!(own_path("/seosan/mine?x=1"), Some("/seosan/mine?x=1"));
        for other in
            ["//evil.example", "https://evil.example", "/\\evil.example", "seosan", "/a b", "/a\nb", ""]
        {
            assert_eq!(own_path(other), None, "{other}");
        }
    }

    #[test]
    fn a_query_is_written_and_read_back() {
        let path = with_query("/", &[("q", "전동 드릴&"), ("tenant", "")]);
        assert_eq!(path, "/?q=%EC%A0%84%EB%8F%99+%EB%93%9C%EB%A6%B4%26");
        let (_, query) = path.split_once('?').unwrap();
        assert_eq!(value_of(query, "q").as_deref(), Some("전동 드릴&"));
        assert_eq!(query_without("lang=ko&q=a&done=x", &["lang", "done"]), "q=a");
        assert_eq!(with_query("/x?a=1", &[("b", "2")]), "/x?a=1&b=2");
    }
}
