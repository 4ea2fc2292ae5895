//! Whether each event stands where it must: streams begin one after the other, revisions have no gap, a command is applied
//! to a stream once.

use uuid::Uuid;

/// An event's place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Applied {
    pub(super) position: u64,
    pub(super) stream: i64,
    pub(super) revision: u64,
    pub(super) command: Uuid,
}

#[derive(Debug, Default)]
pub(super) struct Places {
    /// The next revision of each stream; the first stream has number 1.
    next_revisions: Vec<u64>,
    /// A short key of each command in its stream, and where its first event stands.
    commands: Vec<(u64, u64)>,
    before: Option<Applied>,
    index: usize,
}

impl Places {
    /// The event's index among the events of its command.
    pub(super) fn add(&mut self, event: Applied) -> Result<usize, String> {
        let number = usize::try_from(event.stream - 1).map_err(|_| "its stream has no number".to_owned())?;
        if number == self.next_revisions.len() {
            self.next_revisions.push(0);
        }
        let next =
            self.next_revisions.get_mut(number).ok_or_else(|| "its stream begins out of turn".to_owned())?;
        if event.revision != *next {
            return Err(format!("its revision is {} instead of {next}", event.revision));
        }
        *next += 1;
        let goes_on = self
            .before
            .is_some_and(|before| before.command == event.command && before.stream == event.stream);
        self.index = if goes_on { self.index + 1 } else { 0 };
        if !goes_on {
            self.commands.push((short_key(&event), event.position));
        }
        self.before = Some(event);
        Ok(self.index)
    }

    pub(super) fn streams(&self) -> u64 {
        self.next_revisions.len() as u64
    }

    pub(super) fn commands(&self) -> u64 {
        self.commands.len() as u64
    }

    /// Two positions each of commands that may have been applied twice to one stream, by the second.
    pub(super) fn applied_twice(&mut self) -> Vec<(u64, u64)> {
        self.commands.sort_unstable();
        let twice = self.commands.windows(2).filter(|pair| pair[0].0 == pair[1].0);
        let mut twice: Vec<_> = twice.map(|pair| (pair[0].1, pair[1].1)).collect();
        twice.sort_unstable_by_key(|(_, again)| *again);
        twice
    }
}

/// Different commands seldom have the same; whoever finds two looks closer.
fn short_key(event: &Applied) -> u64 {
    /// Odd and without a pattern: spreads the numbers of streams over all bits.
    const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
    let (high, low) = event.command.as_u64_pair();
    (high ^ low.rotate_left(32)).wrapping_add(event.stream.unsigned_abs().wrapping_mul(SPREAD))
}
