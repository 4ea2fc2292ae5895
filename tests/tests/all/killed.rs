//! `kill -9` of the real programs at random instants, while a crowd uses them: what was acknowledged is there, once.

use std::time::Duration;

use nanum_tests::{crowd::Crowd, eventually, platform::Platform, recount, view_files};
use tokio::time::{Instant, sleep};

/// Kills of the all-in-one, unless `NANUM_KILL_CYCLES` asks for more (or fewer).
const KILLS: usize = 100;
/// Kills of one of six programs, for each hundred of the all-in-one.
const KILLS_OF_ONE_PER_CENT: usize = 24;
/// After so many kills everybody stops for a recount.
const KILLS_BEFORE_A_RECOUNT: usize = 20;
/// A program that is ready is killed within this: long enough that many commands are on their way.
const KILLED_WITHIN_MS: u64 = 500;
/// One in so many is killed again while it starts, within the time that a start takes.
const KILLED_WHILE_STARTING: u32 = 4;
const STARTS_IN_MS: u64 = 400;
/// Nothing changes for so long when nothing is left to do: pauses between two tries of a mail are shorter.
const QUIET: Duration = Duration::from_secs(3);
/// For views that are made anew.
const MADE_ANEW_WITHIN: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn the_all_in_one_killed_at_random_loses_nothing_and_does_nothing_twice() {
    let platform = Platform::all_in_one().await;
    kills(platform, kills_wanted()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn any_of_six_programs_killed_at_random_loses_nothing_and_does_nothing_twice() {
    let platform = Platform::six_programs().await;
    kills(platform, (kills_wanted() * KILLS_OF_ONE_PER_CENT).div_ceil(100)).await;
}

fn kills_wanted() -> usize {
    std::env::var("NANUM_KILL_CYCLES")
        .map_or(KILLS, |wanted| wanted.parse().expect("NANUM_KILL_CYCLES is a number"))
}

/// By chance, or as it was in the run whose seed is given.
fn seed() -> u64 {
    let seed = std::env::var("NANUM_KILL_SEED")
        .map_or_else(|_| fastrand::u64(..), |seed| seed.parse().expect("NANUM_KILL_SEED is a number"));
    eprintln!("the choices of this run come back with NANUM_KILL_SEED={seed}");
    seed
}

async fn kills(mut platform: Platform, kills: usize) {
    let seed = seed();
    let mut chance = fastrand::Rng::with_seed(seed);
    let mut crowd = Crowd::of(&platform, "goyang", chance.fork().u64(..)).await;
    let begun = Instant::now();
    let mut killed = 0;
    while killed < kills {
        let upto = kills.min(killed + KILLS_BEFORE_A_RECOUNT);
        crowd
            .works_during(async |_| {
                while killed < upto {
                    killed += one_is_killed(&mut platform, &mut chance).await;
                }
            })
            .await;
        recount::assert_all_is_so(&platform, &crowd).await;
    }
    eprintln!(
        "{killed} kills and {} acknowledged commands in {:.0?}, {} times somebody was told to try again",
        crowd.told().commands(),
        begun.elapsed(),
        crowd.told().tries_again()
    );
    assert!(crowd.told().commands() > kills, "the crowd worked between the kills");
    views_made_anew_are_the_same(&mut platform).await;
    recount::assert_all_is_so(&platform, &crowd).await;
    platform.stops().await;
}

/// Kills a program at a random instant, now and then again while it starts; how many kills it were.
async fn one_is_killed(platform: &mut Platform, chance: &mut fastrand::Rng) -> usize {
    let program = chance.usize(0..platform.programs());
    let mut kills = 1;
    sleep(Duration::from_millis(chance.u64(0..KILLED_WITHIN_MS))).await;
    platform.one_is_killed_and_begins_again(program).await;
    if chance.u32(0..KILLED_WHILE_STARTING) == 0 {
        sleep(Duration::from_millis(chance.u64(0..STARTS_IN_MS))).await;
        platform.one_is_killed_and_begins_again(program).await;
        kills += 1;
    }
    platform.one_is_ready(program).await;
    kills
}

/// Waits until the last mail is sent: what goes on by itself would go on after the start, too.
async fn nothing_happens_any_more(platform: &Platform) {
    eventually("nothing happens any more", MADE_ANEW_WITHIN, async || {
        let before = view_files::rows(platform.data())?;
        sleep(QUIET).await;
        if view_files::rows(platform.data())? == before { Ok(()) } else { Err("rows change".to_owned()) }
    })
    .await;
}

/// Every row of every view comes out the same from the logs alone.
async fn views_made_anew_are_the_same(platform: &mut Platform) {
    nothing_happens_any_more(platform).await;
    platform.stops().await;
    let before = view_files::rows(platform.data()).expect("views");
    view_files::delete(platform.data());
    platform.run().await;
    eventually("views made anew have the same rows", MADE_ANEW_WITHIN, async || {
        let anew = view_files::rows(platform.data())?;
        let differs = before.iter().find(|(table, rows)| anew.get(*table) != Some(rows));
        match differs {
            None => Ok(()),
            Some((table, rows)) => {
                let anew = anew.get(table).map_or(0, |rows| rows.len());
                Err(format!("{table}: {anew} rows instead of {}", rows.len()))
            }
        }
    })
    .await;
}
