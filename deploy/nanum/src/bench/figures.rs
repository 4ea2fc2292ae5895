//! Figures and how they are shown: the median of several rounds, never one of them alone.

use std::{fmt::Write as _, time::Duration};

use serde::Serialize;

use super::{BenchError, machine::Machine};

/// What stands over every figure.
const DURABILITY: &str = "every append is answered after fdatasync (SQLite, WAL, synchronous = FULL)";

/// One thing measured several times.
#[derive(Debug, Serialize)]
pub(super) struct Figure {
    what: String,
    unit: &'static str,
    median: f64,
    least: f64,
    most: f64,
    rounds: usize,
}

impl Figure {
    /// Of what was measured in each round.
    pub(super) fn of(what: impl Into<String>, unit: &'static str, mut measured: Vec<f64>) -> Self {
        measured.sort_by(f64::total_cmp);
        let at = |index: usize| measured.get(index).copied().unwrap_or(f64::NAN);
        let last = measured.len().saturating_sub(1);
        let median = f64::midpoint(at(last / 2), at(last.div_ceil(2)));
        Self { what: what.into(), unit, median, least: at(0), most: at(last), rounds: measured.len() }
    }

    pub(super) fn median(&self) -> f64 {
        self.median
    }
}

#[derive(Debug, Serialize)]
struct Measured {
    section: String,
    figures: Vec<Figure>,
    notes: Vec<String>,
}

/// What a section found.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) figures: Vec<Figure>,
    /// What must be known to read them.
    pub(super) notes: Vec<String>,
}

/// Everything that was measured, and on what.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    machine: Machine,
    durability: &'static str,
    version: &'static str,
    sections: Vec<Measured>,
}

impl Report {
    pub(super) fn new(machine: Machine) -> Self {
        Self { machine, durability: DURABILITY, version: env!("CARGO_PKG_VERSION"), sections: Vec::new() }
    }

    pub(super) fn add(&mut self, section: &str, findings: Findings) {
        let Findings { figures, notes } = findings;
        self.sections.push(Measured { section: section.to_owned(), figures, notes });
    }

    pub(super) fn json(&self) -> Result<String, BenchError> {
        Ok(serde_json::to_string_pretty(self)?)
    }

    pub(super) fn table(&self) -> String {
        let mut text = format!("nanum {}, {}\ndurability: {}\n", self.version, self.machine, self.durability);
        for measured in &self.sections {
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "\n{:<52} {:>12} {:>25}  rounds",
                measured.section, "median", "(least – most)"
            );
            for figure in &measured.figures {
                let range = format!("({} – {})", shown(figure.least), shown(figure.most));
                let median = shown(figure.median);
                let _ = writeln!(
                    text,
                    "  {:<50} {median:>12} {range:>25}  {:>2}  {}",
                    figure.what, figure.rounds, figure.unit
                );
            }
            for note in &measured.notes {
                let _ = writeln!(text, "  · {note}");
            }
        }
        text
    }
}

/// As many digits as mean something.
fn shown(value: f64) -> String {
    match value.abs() {
        large if large >= 100.0 => with_thousands(value.round() as i64),
        middle if middle >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

fn with_thousands(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::from(if value < 0 { "-" } else { "" });
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The value below which the given part of the samples lies, in milliseconds.
pub(super) fn percentile_ms(sorted: &[Duration], part: f64) -> f64 {
    let index = ((sorted.len() as f64 * part).ceil() as usize).clamp(1, sorted.len().max(1)) - 1;
    sorted.get(index).map_or(f64::NAN, |sample| sample.as_secs_f64() * 1_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_the_median_with_the_least_and_the_most() {
        let odd = Figure::of("", "", vec![3.0, 1.0, 2.0]);
        assert_eq!((odd.least, odd.median, odd.most), (1.0, 2.0, 3.0));
        assert_eq!(Figure::of("", "", vec![4.0, 1.0]).median, 2.5);
        assert!(Figure::of("", "", Vec::new()).median.is_nan());
    }

    #[test]
    fn a_percentile_is_a_sample_and_the_last_is_the_greatest() {
        let samples: Vec<_> = (1..=100).map(Duration::from_millis).collect();
        assert_eq!(percentile_ms(&samples, 0.5), 50.0);
        assert_eq!(percentile_ms(&samples, 0.99), 99.0);
        assert_eq!(percentile_ms(&samples, 1.0), 100.0);
        assert!(percentile_ms(&[], 0.5).is_nan());
    }

    #[test]
    fn large_numbers_are_grouped_and_small_ones_keep_their_digits() {
        let shown: Vec<_> = [1_234_567.8, 999.6, 12.34, 0.056].map(shown).into();
        assert_eq!(shown, ["1,234,568", "1,000", "12.3", "0.06"]);
    }
}
