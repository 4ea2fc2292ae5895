//! Whoever reserves many dates at once, goes on with them, moves them and gives them up.

use super::*;

#[derive(Debug, Clone)]
pub(super) enum Repeating {
    Make { which: usize, at: i64, hours: i64, set_aside: bool },
    Extend { number: usize, at: i64, hours: i64, set_aside: bool },
    CancelAll { number: usize },
    ChangeAll { number: usize, at: i64, hours: i64 },
}

pub(super) fn repeating(
    at: std::ops::Range<i64>,
    hours: std::ops::Range<i64>,
) -> impl Strategy<Value = Repeating> {
    let (which, number, time) = (0..TREE.len(), 1..4_usize, (at, hours));
    prop_oneof![
        2 => (which, time.clone(), any::<bool>())
            .prop_map(|(which, (at, hours), set_aside)| Repeating::Make { which, at, hours, set_aside }),
        2 => (number.clone(), time.clone(), any::<bool>())
            .prop_map(|(number, (at, hours), set_aside)| Repeating::Extend { number, at, hours, set_aside }),
        1 => number.clone().prop_map(|number| Repeating::CancelAll { number }),
        2 => (number, time).prop_map(|(number, (at, hours))| Repeating::ChangeAll { number, at, hours }),
    ]
}

impl World {
    pub(super) fn repeats(&mut self, repeating: &Repeating) -> Option<SpaceCommand> {
        let rules = |set_aside: bool| if set_aside { Rules::SetAside } else { Rules::Kept };
        Some(match *repeating {
            Repeating::Make { which, at, hours, set_aside } => {
                self.series += 1;
                let wanted = self.days(named(TREE[which].0), self.series, clock(at, hours), 2);
                SpaceCommand::MakeSeries(WantedSeries { rules: rules(set_aside), ..wanted })
            }
            Repeating::Extend { number, at, hours, set_aside } => {
                let resource = self.given.space.dates_of(series(number)).last()?.terms.resource;
                let wanted = self.days(resource, number, clock(at, hours), 4);
                let ended = Ended { dates: 0, at: self.given.now };
                let wanted = WantedSeries { rules: rules(set_aside), ..wanted };
                SpaceCommand::ExtendSeries { wanted, ended }
            }
            Repeating::CancelAll { number } => SpaceCommand::CancelSeries {
                series: series(number),
                from: None,
                reason: None,
                acting: Acting::default(),
            },
            Repeating::ChangeAll { number, at, hours } => {
                let (from, to) = clock(at, hours);
                SpaceCommand::ChangeSeries {
                    series: series(number),
                    starting: None,
                    from,
                    to,
                    acting: Acting::default(),
                    known: None,
                    counted: BTreeMap::new(),
                }
            }
        })
    }

    /// So many days from today on; what cannot be had is left out.
    fn days(
        &mut self,
        resource: ResourceId,
        number: usize,
        (from, to): (WallTime, WallTime),
        days: usize,
    ) -> WantedSeries {
        let every_day = self.given.every_day(resource, series(number), (from, to), days);
        let SpaceCommand::MakeSeries(wanted) = every_day else { panic!("{every_day:?}") };
        wanted
    }
}
