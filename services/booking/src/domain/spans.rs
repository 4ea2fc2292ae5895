//! Lists of time spans in order, none touching the next.

use nanum_contracts::time::TimeSpan;

/// What two spans share.
pub(super) fn common(one: TimeSpan, other: TimeSpan) -> Option<TimeSpan> {
    TimeSpan::new(one.starts_at().max(other.starts_at()), one.ends_at().min(other.ends_at())).ok()
}

/// What of a span lies beside another: before it, after it.
pub(crate) fn beside(span: TimeSpan, other: TimeSpan) -> Vec<TimeSpan> {
    let before = TimeSpan::new(span.starts_at(), span.ends_at().min(other.starts_at()));
    let after = TimeSpan::new(span.starts_at().max(other.ends_at()), span.ends_at());
    before.into_iter().chain(after).collect()
}

/// What of the spans lies within the window.
pub(super) fn within(spans: &[TimeSpan], window: TimeSpan) -> Vec<TimeSpan> {
    spans.iter().filter_map(|&span| common(span, window)).collect()
}

/// The same time as spans in order, those that overlap or touch made one.
pub(super) fn joined(mut spans: Vec<TimeSpan>) -> Vec<TimeSpan> {
    spans.sort_unstable_by_key(|span| span.starts_at());
    let mut joined: Vec<TimeSpan> = Vec::with_capacity(spans.len());
    for span in spans {
        let reached = joined.last().copied().filter(|last| span.starts_at() <= last.ends_at());
        let grown =
            reached.and_then(|last| TimeSpan::new(last.starts_at(), last.ends_at().max(span.ends_at())).ok());
        match (joined.last_mut(), grown) {
            (Some(last), Some(grown)) => *last = grown,
            _ => joined.push(span),
        }
    }
    joined
}
