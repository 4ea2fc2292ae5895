//! Content lines of iCalendar: escaped, folded, ended (RFC 5545, 3.1 and 3.3.11).

use jiff::Timestamp;

/// Longest line in octets, without its end (RFC 5545, 3.1).
const LINE_OCTETS_MAX: usize = 75;

/// A text made of content lines.
#[derive(Debug, Default)]
pub(super) struct Lines(String);

impl Lines {
    /// A value that stands as it is: a word, a number, an address. It may hold no line break.
    pub(super) fn line(&mut self, name: &str, value: &str) {
        let mut room = LINE_OCTETS_MAX;
        for letter in name.chars().chain([':']).chain(value.chars()) {
            if letter.len_utf8() > room {
                // The blank that begins the next line counts.
                self.0.push_str("\r\n ");
                room = LINE_OCTETS_MAX - 1;
            }
            self.0.push(letter);
            room -= letter.len_utf8();
        }
        self.0.push_str("\r\n");
    }

    /// A text for people.
    pub(super) fn text(&mut self, name: &str, text: &str) {
        let mut escaped = String::with_capacity(text.len());
        for letter in text.replace("\r\n", "\n").chars() {
            match letter {
                '\\' | ';' | ',' => escaped.extend(['\\', letter]),
                '\n' => escaped.push_str("\\n"),
                '\t' => escaped.push(letter),
                // No other control character may stand in a text.
                control if control.is_control() => {}
                letter => escaped.push(letter),
            }
        }
        self.line(name, &escaped);
    }

    /// An instant, in UTC.
    pub(super) fn instant(&mut self, name: &str, at: Timestamp) {
        self.line(name, &written(at));
    }

    pub(super) fn begin(&mut self, component: &str) {
        self.line("BEGIN", component);
    }

    pub(super) fn end(&mut self, component: &str) {
        self.line("END", component);
    }

    pub(super) fn into_text(self) -> String {
        self.0
    }
}

/// An instant as values hold it.
pub(super) fn written(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str, text: &str) -> String {
        let mut lines = Lines::default();
        lines.text(name, text);
        lines.into_text()
    }

    #[test]
    fn a_line_of_75_octets_stands_whole_and_a_longer_one_is_folded() {
        let of = |octets: usize| line("SUMMARY", &"x".repeat(octets - "SUMMARY:".len()));
        assert_eq!(of(74).matches("\r\n").count(), 1);
        assert_eq!(of(75).matches("\r\n").count(), 1);
        assert_eq!(of(76), format!("SUMMARY:{}\r\n x\r\n", "x".repeat(67)));
        assert_eq!(of(75 + 74).matches("\r\n").count(), 2);
        assert_eq!(of(75 + 75).matches("\r\n").count(), 3);
    }

    #[test]
    fn no_letter_is_torn_and_no_line_is_too_long() {
        let text = "서산시 시민센터, 동아리방 😀 ".repeat(20);
        let written = line("DESCRIPTION", &text);
        for line in written.split("\r\n") {
            assert!(line.len() <= LINE_OCTETS_MAX, "{} octets", line.len());
        }
        assert_eq!(written.replace("\r\n ", ""), format!("DESCRIPTION:{}\r\n", text.replace(',', "\\,")));
    }

    #[test]
    fn nothing_in_a_text_ends_its_line_or_begins_another_value() {
        let text = "a;b,c\\d\r\ne\nf\u{7}\u{85}g\rBEGIN:VEVENT";
        assert_eq!(line("X", text), "X:a\\;b\\,c\\\\d\\ne\\nfgBEGIN:VEVENT\r\n");
    }
}
