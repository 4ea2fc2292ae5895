//! Kills a program at random instants, while guests take seats, and holds its files against what it had acknowledged.

use std::{collections::BTreeMap, path::Path, process::Stdio, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, ChildStdout, Command},
    time::timeout,
};
use uuid::Uuid;

use crate::{Broken, ensure, place::Place};

const KILLS: usize = 12;
/// After its first acknowledgement the program lives for less than this.
const LIVES_AT_MOST: Duration = Duration::from_millis(200);
/// The first acknowledgement comes within this: two cores may be compiling beside it.
const BEGINS_WITHIN: Duration = Duration::from_secs(60);

pub(super) async fn check(program: &Path) -> Result<(), Broken> {
    let place = Place::new()?;
    let mut acknowledged = BTreeMap::new();
    for _ in 0..KILLS {
        acknowledged.extend(what_it_acknowledges_until_it_is_killed(program, &place).await?);
        let logged = place.logged()?;
        for (guest, position) in &acknowledged {
            let found = logged.get(position).map(|logged| logged.guest);
            ensure(found == Some(*guest), || {
                format!("acknowledged at position {position} and not there after the kill: {guest}")
            })?;
        }
        let guests: std::collections::BTreeSet<_> = logged.values().map(|logged| logged.guest).collect();
        ensure(guests.len() == logged.len(), || "a guest has two seats after a kill".to_owned())?;
        let (mark, rows) = place.mark_and_rows()?;
        ensure(mark == rows, || format!("the view is marked {mark} and has {rows} rows after the kill"))?;
    }
    Ok(())
}

/// Guests and positions, as the program said them.
async fn what_it_acknowledges_until_it_is_killed(
    program: &Path,
    place: &Place,
) -> Result<Vec<(Uuid, u64)>, Broken> {
    let mut child = Command::new(program)
        .arg(place.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|cause| Broken::cannot(&program.display().to_string(), cause))?;
    let said = child.stdout.take().ok_or_else(|| Broken("no output".to_owned()))?;
    let mut said = BufReader::new(said).lines();
    let first = timeout(BEGINS_WITHIN, said.next_line()).await;
    let first = first.map_err(|cause| Broken::cannot("the program's first seat", cause))?;
    let mut acknowledged = Vec::new();
    acknowledged.extend(first.ok().flatten().as_deref().and_then(parse));
    let lives = LIVES_AT_MOST.mul_f64(fastrand::f64());
    // Read on meanwhile: a program that waits for its reader acknowledges nothing.
    let _ = timeout(lives, read(&mut said, &mut acknowledged)).await;
    kill(&mut child).await?;
    read(&mut said, &mut acknowledged).await;
    ensure(!acknowledged.is_empty(), || "the program acknowledged nothing".to_owned())?;
    Ok(acknowledged)
}

/// Reads until the program is gone. The last line may be half a line: nobody was told that.
async fn read(said: &mut tokio::io::Lines<BufReader<ChildStdout>>, acknowledged: &mut Vec<(Uuid, u64)>) {
    while let Ok(Some(line)) = said.next_line().await {
        acknowledged.extend(parse(&line));
    }
}

fn parse(line: &str) -> Option<(Uuid, u64)> {
    let (guest, rest) = line.split_once(' ')?;
    let position = rest.strip_suffix('.')?;
    Some((guest.parse().ok()?, position.parse().ok()?))
}

async fn kill(child: &mut Child) -> Result<(), Broken> {
    child.kill().await.map_err(|cause| Broken::cannot("kill", cause))
}
