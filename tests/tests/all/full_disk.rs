//! A disk that gets full under a city at work: the program ends by itself and says why, nobody was told of anything that
//! is not there, and with room again it goes on.

use std::time::Duration;

use nanum_tests::{crowd::Crowd, eventually, parts::small_disk::SmallDisk, platform::Platform, recount};

/// Three times what the demonstration network needs.
const DISK_MEBIBYTES: u32 = 128;
/// A full log is noticed by the next command that would change something.
const ENDS_WITHIN: Duration = Duration::from_secs(60);
const WORKS_WITHIN: Duration = Duration::from_secs(60);
const COMMANDS_AGAIN: usize = 50;
/// `EX_SOFTWARE`: it was asked rightly and could not go on.
const EXIT_FAILED: i32 = 70;

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_ends_the_program_and_loses_nothing() {
    let disk = SmallDisk::of_mebibytes(DISK_MEBIBYTES);
    let mut platform = Platform::all_in_one_on(&disk).await;
    let mut crowd = Crowd::of(&platform, "goyang", fastrand::u64(..)).await;
    crowd
        .works_during(async |told| {
            let works = async |before: usize| {
                eventually("the city works", WORKS_WITHIN, async || {
                    let since = told.commands() - before;
                    if since >= COMMANDS_AGAIN { Ok(()) } else { Err(format!("{since} commands")) }
                })
                .await;
            };
            works(0).await;
            disk.is_filled();
            let (status, output) = platform.one_ends_by_itself(0, ENDS_WITHIN).await;
            assert_eq!(status.code(), Some(EXIT_FAILED), "{output}");
            assert!(output.contains("cannot be written"), "{output}");
            disk.has_room_again();
            platform.run().await;
            works(told.commands()).await;
        })
        .await;
    recount::assert_all_is_so(&platform, &crowd).await;
    platform.stops().await;
}
