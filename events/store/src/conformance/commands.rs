//! Commands: each happens once, however often it is sent.

use std::collections::BTreeSet;

use futures::future::join_all;

use super::{Desk, RACING_WRITERS, Verdict};
use crate::{Append, Appended, CommandRecord, Expected};

pub(super) async fn a_repeated_command_answers_with_its_first_placement(desk: Desk) -> Verdict {
    let stream = desk.stream();
    desk.stores(&desk.command(&stream, Expected::NoStream, 1)).await?;
    let first = desk.command(&stream, Expected::Revision(0), 3);
    let placed = desk.stores(&first).await?;
    desk.stores(&desk.command(&stream, Expected::Any, 2)).await?;
    for expected in [first.expected, Expected::NoStream, Expected::Revision(99), Expected::Any] {
        let repeated = Append { expected, ..first.clone() };
        ensure_eq!(desk.append(&repeated).await?, Appended::AlreadyApplied(placed));
    }
    ensure_eq!(desk.read(&stream).await?.len(), 6);
    Ok(())
}

pub(super) async fn one_command_may_write_to_two_streams(desk: Desk) -> Verdict {
    let here = desk.command(&desk.stream(), Expected::NoStream, 1);
    let there = Append { stream: desk.stream(), ..here.clone() };
    desk.stores(&here).await?;
    desk.stores(&there).await?;
    let ids: BTreeSet<_> = [desk.read(&here.stream).await?, desk.read(&there.stream).await?]
        .concat()
        .into_iter()
        .map(|event| event.id)
        .collect();
    ensure_eq!(ids.len(), 2);
    Ok(())
}

pub(super) async fn a_command_is_found_by_its_id(desk: Desk) -> Verdict {
    let stream = desk.stream();
    let append = desk.command(&stream, Expected::NoStream, 2);
    let command = append.commands[0].metadata.command;
    ensure_eq!(desk.find(command).await?, None);
    let placed = desk.stores(&append).await?;
    desk.stores(&desk.command(&stream, Expected::Any, 1)).await?;
    let fingerprint = append.commands[0].metadata.fingerprint.to_string();
    ensure_eq!(
        desk.find(command).await?,
        Some(CommandRecord { stream: stream.clone(), placed, fingerprint })
    );
    Ok(())
}

pub(super) async fn a_command_sent_many_times_at_once_is_applied_once(desk: Desk) -> Verdict {
    let append = desk.command(&desk.stream(), Expected::NoStream, 2);
    let outcomes = join_all((0..RACING_WRITERS).map(|_| desk.append(&append))).await;
    let mut stored = 0;
    for outcome in outcomes {
        match outcome? {
            Appended::Stored(placed) if placed.last_revision == 1 => stored += 1,
            Appended::AlreadyApplied(placed) if placed.last_revision == 1 => {}
            other => return Err(format!("{other:?} for a repeated command")),
        }
    }
    ensure_eq!(stored, 1);
    ensure_eq!(desk.read(&append.stream).await?.len(), 2);
    Ok(())
}

pub(super) async fn several_commands_are_appended_as_one(desk: Desk) -> Verdict {
    let stream = desk.stream();
    desk.stores(&desk.command(&stream, Expected::NoStream, 1)).await?;
    let several = desk.commands(&stream, Expected::Revision(0), 3, 2);
    let placed = desk.stores(&several).await?;
    ensure_eq!((placed.first_revision, placed.last_revision), (1, 6));
    let events = desk.read(&stream).await?;
    for (number, command) in (0_u64..).zip(&several.commands) {
        let found = desk.find(command.metadata.command).await?.map(|record| record.placed);
        let place = found.map(|placed| (placed.first_revision, placed.last_revision));
        ensure_eq!(place, Some((2 * number + 1, 2 * number + 2)));
        let revisions: Vec<_> = events
            .iter()
            .filter(|event| event.metadata.command == command.metadata.command)
            .map(|event| event.revision)
            .collect();
        ensure_eq!(revisions, [2 * number + 1, 2 * number + 2]);
    }
    Ok(())
}

pub(super) async fn several_commands_of_which_one_was_applied_write_nothing(desk: Desk) -> Verdict {
    let stream = desk.stream();
    let first = desk.command(&stream, Expected::NoStream, 2);
    let placed = desk.stores(&first).await?;
    for at in 0..3 {
        let mut several = desk.commands(&stream, Expected::Revision(1), 2, 1);
        let others: Vec<_> = several.commands.iter().map(|command| command.metadata.command).collect();
        several.commands.insert(at, first.commands[0].clone());
        ensure_eq!(desk.append(&several).await?, Appended::AlreadyApplied(placed));
        for other in others {
            ensure_eq!(desk.find(other).await?, None);
        }
    }
    ensure_eq!(desk.read(&stream).await?.len(), 2);
    let several = desk.commands(&stream, Expected::Revision(1), 3, 1);
    desk.stores(&several).await?;
    let again = desk.append(&several).await?;
    let first = desk.find(several.commands[0].metadata.command).await?.map(|record| record.placed);
    ensure_eq!(Some(again), first.map(Appended::AlreadyApplied));
    Ok(())
}
