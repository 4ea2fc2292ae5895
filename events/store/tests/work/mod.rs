//! Random work for a log, the same for every engine.

use nanum_store::conformance::model::{Expecting, Work};
use proptest::{collection::vec, option, prelude::*, sample::subsequence};

const STREAMS: u8 = 4;
const COMMANDS: u8 = 12;

fn expecting() -> impl Strategy<Value = Expecting> {
    prop_oneof![
        2 => Just(Expecting::Any),
        1 => Just(Expecting::NoStream),
        4 => Just(Expecting::Last(0)),
        1 => (-2_i8..=2).prop_map(Expecting::Last),
    ]
}

fn commands() -> impl Strategy<Value = Vec<(u8, u8)>> {
    let numbers = subsequence((0..COMMANDS).collect::<Vec<_>>(), 1..=3).prop_shuffle();
    (numbers, vec(1_u8..4, 3)).prop_map(|(numbers, events)| numbers.into_iter().zip(events).collect())
}

/// One piece of work.
pub(crate) fn work() -> impl Strategy<Value = Work> {
    let stream = 0..STREAMS;
    prop_oneof![
        8 => (stream.clone(), expecting(), commands())
            .prop_map(|(stream, expecting, commands)| Work::Append { stream, expecting, commands }),
        2 => (stream.clone(), 0_u8..12, 0_u8..12)
            .prop_map(|(stream, from, max)| Work::ReadStream { stream, from, max }),
        2 => (stream.clone(), option::of(0_u8..12), 0_u8..12)
            .prop_map(|(stream, from, max)| Work::ReadBack { stream, from, max }),
        2 => (vec(stream, 0..3), 1_u8..20).prop_map(|(streams, page)| Work::ReadAll { streams, page }),
        2 => (0..COMMANDS).prop_map(|command| Work::FindCommand { command }),
        1 => Just(Work::Reopen),
    ]
}
