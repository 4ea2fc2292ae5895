//! Search text: how texts are brought to one form, so that a search finds what a person means and not what they typed.

use nanum_contracts::{LocalizedText, Problem};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Longest search, in characters.
pub const SEARCH_LENGTH_MAX: usize = 200;
/// Most words of a search: each is looked for in every listing.
pub const SEARCH_WORDS_MAX: usize = 10;

/// A text without differences of case, width and accent: `ＰＥＲＣＥＵＳＥ à béton` is `perceuse a beton`. Syllables of
/// Hangul stay whole.
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match letter {
            // Letters that Unicode does not take apart, though people write them so.
            'ß' => folded.push_str("ss"),
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            letter => folded.push(letter),
        }
    }
    folded.nfc().collect()
}

/// A text in all its languages, one a line.
pub fn in_all_languages(text: &LocalizedText) -> String {
    text.iter().map(|(_, text)| text).collect::<Vec<_>>().join("\n")
}

/// What is searched for: folded words that must all occur.
///
/// # Errors
/// `NotUnderstood` for more than the limits allow.
pub fn words_of(search: &str) -> Result<Vec<String>, Problem> {
    let length = search.chars().count();
    if length > SEARCH_LENGTH_MAX {
        return Err(Problem::not_understood(format!(
            "text: {length} characters; at most {SEARCH_LENGTH_MAX}"
        )));
    }
    let mut words: Vec<String> = folded(search).split_whitespace().map(str::to_owned).collect();
    let count = words.len();
    if count > SEARCH_WORDS_MAX {
        return Err(Problem::not_understood(format!("text: {count} words; at most {SEARCH_WORDS_MAX}")));
    }
    // The longest are the rarest: a listing without them is passed over sooner.
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.dedup();
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_width_and_accents_make_no_difference() {
        for (one, other) in [
            ("Perceuse à béton", "PERCEUSE A BETON"),
            ("ＦａｂＬａｂ", "fablab"),
            ("Straße", "strasse"),
            ("Œuvre", "oeuvre"),
            ("시민센터", "\u{1109}\u{1175}\u{1106}\u{1175}\u{11ab}\u{1109}\u{1166}\u{11ab}\u{1110}\u{1165}"),
            ("１５", "15"),
        ] {
            assert_eq!(folded(one), folded(other));
        }
        assert!(folded("동아리방 회의실").contains(&folded("회의")));
    }

    #[test]
    fn a_search_has_at_most_200_characters_and_10_words() {
        for (length, good) in [(199, true), (200, true), (201, false)] {
            assert_eq!(words_of(&"방".repeat(length)).is_ok(), good, "{length}");
        }
        for (count, good) in [(9, true), (10, true), (11, false)] {
            let text = (0..count).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
            assert_eq!(words_of(&text).is_ok(), good, "{count}");
        }
        assert_eq!(words_of("  a  회의실\ta "), Ok(vec!["회의실".to_owned(), "a".to_owned()]));
    }
}
