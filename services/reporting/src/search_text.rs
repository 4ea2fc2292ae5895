//! Search text: how texts are brought to one form, so that a search finds what a person means and not what they typed.

use nanum_contracts::{LocalizedText, Problem};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Longest search, in characters.
pub const SEARCH_LENGTH_MAX: usize = 200;
/// Most words of a search: each is looked for in every listing.
pub const SEARCH_WORDS_MAX: usize = 10;

/// A text without differences of case, width, accent, quotes and dashes, and without what is not to be seen: `ＰＥＲＣＥＵＳＥ à béton`
/// is `perceuse a beton`. Syllables of Hangul stay whole.
pub fn folded(text: &str) -> String {
    letters(text, false).nfc().collect()
}

/// The letters of a text, taken apart; umlauts as people write them who have none, `ue` for `ü`, when it is asked for.
fn letters(text: &str, spelt_out: bool) -> String {
    let mut folded = String::with_capacity(text.len());
    // Whole first: what belongs together is told apart from what only follows.
    for whole in text.nfc() {
        let spelling = SPELT_OUT.iter().find(|(umlaut, _)| spelt_out && whole.to_lowercase().eq([*umlaut]));
        if let Some((_, spelling)) = spelling {
            folded.push_str(spelling);
            continue;
        }
        for letter in
            std::iter::once(whole).nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase)
        {
            match letter {
                // Letters that Unicode does not take apart, though people write them so.
                'ß' => folded.push_str("ss"),
                'œ' => folded.push_str("oe"),
                'æ' => folded.push_str("ae"),
                'ø' => folded.push('o'),
                'ł' => folded.push('l'),
                'ς' => folded.push('σ'),
                // Phones type the curly ones, and editors the long ones.
                '‘' | '’' | '‚' | '‛' | '′' | '´' | '`' | 'ʻ' | 'ʼ' | 'ʹ' => folded.push('\''),
                '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›' | '″' => folded.push('"'),
                '\u{2010}'..='\u{2015}' | '−' | '⁃' | '﹘' => folded.push('-'),
                letter if is_unseen(letter) => {}
                letter => folded.push(letter),
            }
        }
    }
    folded
}

/// How letters with a mark are written by people who do not have them: in German, Danish, Norwegian and Swedish.
const SPELT_OUT: [(char, &str); 5] = [('ä', "ae"), ('ö', "oe"), ('ü', "ue"), ('ø', "oe"), ('å', "aa")];

/// Characters that leave no mark on paper: soft hyphens, joiners, marks of direction, fillers.
fn is_unseen(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}')
}

/// What a search finds of a thing: all its words as they are written and spelt out, and of its name also without blanks between
/// Hangul, taken apart for a syllable that is half typed, and by first consonants.
pub fn findable(name: &str, rest: &str) -> String {
    let text = format!("{name}\n{rest}");
    let mut forms = vec![folded(&text)];
    let spelt_out: String = letters(&text, true).nfc().collect();
    if spelt_out != forms[0] {
        forms.push(spelt_out);
    }
    if name.chars().any(is_hangul) {
        let together = without_blanks_in_hangul(&folded(name));
        forms.push(together.nfd().collect());
        forms.push(first_consonants(&together));
        forms.push(together);
    }
    forms.join("\n")
}

fn is_hangul(letter: char) -> bool {
    matches!(letter, '\u{ac00}'..='\u{d7a3}' | '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}')
}

/// People write compounds of Hangul with a blank or without.
fn without_blanks_in_hangul(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let is_between = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| letters.get(before));
        letters[at] == ' '
            && before.is_some_and(|it| is_hangul(*it))
            && letters.get(at + 1).is_some_and(|it| is_hangul(*it))
    };
    (0..letters.len()).filter(|at| !is_between(*at)).map(|at| letters[at]).collect()
}

/// `전동드릴` is `ㅈㄷㄷㄹ`.
fn first_consonants(text: &str) -> String {
    let taken_apart = text.nfd();
    taken_apart.filter(|letter| !matches!(letter, '\u{1160}'..='\u{11ff}')).collect()
}

/// A word that is searched for, in each form in which it may stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word(pub Vec<String>);

impl Word {
    fn of(typed: &str) -> Self {
        let mut forms = vec![folded(typed)];
        forms.push(letters(typed, true).nfc().collect());
        if typed.chars().any(is_hangul) {
            let taken_apart: String = forms[0].nfd().collect();
            forms.extend(as_if_more_follows(&taken_apart));
            forms.push(taken_apart);
        }
        forms.retain(|form| !form.is_empty());
        forms.dedup();
        Self(forms)
    }
}

/// A final consonant may be the first one of the next syllable, which is not typed yet: `돗` of `도서`.
fn as_if_more_follows(taken_apart: &str) -> Option<String> {
    const FIRST: [char; 19] = [
        'ᄀ', 'ᄁ', 'ᄂ', 'ᄃ', 'ᄄ', 'ᄅ', 'ᄆ', 'ᄇ', 'ᄈ', 'ᄉ', 'ᄊ', 'ᄋ', 'ᄌ', 'ᄍ', 'ᄎ', 'ᄏ', 'ᄐ',
        'ᄑ', 'ᄒ',
    ];
    const LAST: [char; 19] =
        ['ᆨ', 'ᆩ', 'ᆫ', 'ᆮ', '\0', 'ᆯ', 'ᆷ', 'ᆸ', '\0', 'ᆺ', 'ᆻ', 'ᆼ', 'ᆽ', '\0', 'ᆾ', 'ᆿ', 'ᇀ', 'ᇁ', 'ᇂ'];
    let last = taken_apart.chars().last()?;
    let at = LAST.iter().position(|letter| *letter == last)?;
    let stem = taken_apart.strip_suffix(last)?;
    Some(format!("{stem}{}", FIRST[at]))
}

/// A text in all its languages, one a line.
pub fn in_all_languages(text: &LocalizedText) -> String {
    text.iter().map(|(_, text)| text).collect::<Vec<_>>().join("\n")
}

/// The words of a search, which must all occur.
///
/// # Errors
/// `NotUnderstood` for more than the limits allow.
pub fn words_of(search: &str) -> Result<Vec<Word>, Problem> {
    let length = search.chars().count();
    if length > SEARCH_LENGTH_MAX {
        return Err(Problem::not_understood(format!(
            "text: {length} characters; at most {SEARCH_LENGTH_MAX}"
        )));
    }
    // A blank that is not to be seen parts no words.
    let seen: String = search.chars().filter(|letter| !is_unseen(*letter)).collect();
    let words: Vec<Word> = seen.split_whitespace().map(Word::of).collect();
    let mut words: Vec<Word> = words.into_iter().filter(|word| !word.0.is_empty()).collect();
    let count = words.len();
    if count > SEARCH_WORDS_MAX {
        return Err(Problem::not_understood(format!("text: {count} words; at most {SEARCH_WORDS_MAX}")));
    }
    // The longest are the rarest: a listing without them is passed over sooner.
    words.sort_by_key(|word| std::cmp::Reverse(word.0[0].len()));
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
        let found = words_of("  a  회의실\ta ").unwrap();
        assert_eq!(found.iter().map(|word| word.0[0].as_str()).collect::<Vec<_>>(), ["회의실", "a"]);
    }

    fn finds(typed: &str, written: &str) -> bool {
        let text = findable(written, "");
        words_of(typed).unwrap().iter().all(|word| word.0.iter().any(|form| text.contains(form)))
    }

    #[test]
    fn people_find_what_they_do_not_tell_apart() {
        for (typed, written) in [
            ("L'atelier", "L’atelier"),
            ("l’heure", "L'heure"),
            ("e-bike", "E\u{2011}Bike"),
            ("E\u{2010}Bike", "e-bike"),
            ("3-5", "3–5 Jahre"),
            ("3−5", "3-5"),
            ("Buecher", "Bücher"),
            ("bücher", "Buecher"),
            ("bu\u{308}cher", "Buecher"),
            ("Mueller Buecher", "Müllers Bücher"),
            ("bucher", "Bücher"),
            ("Smorrebrod", "Smørrebrød"),
            ("Smoerrebroed", "Smørrebrød"),
            ("οδος", "ΟΔΟΣ"),
            ("ΟΔΟΣ", "οδος"),
            ("카페라떼", "카페\u{200b}라떼"),
            ("fahrrad", "Fahr\u{ad}rad"),
            ("전동드릴", "전동 드릴"),
            ("전동 드릴", "전동드릴"),
            ("ㅈㄷㄷㄹ", "전동 드릴"),
            ("ㄷㅅㄱ", "작은 도서관"),
            ("도ㅅ", "도서관"),
            ("돗", "도서관"),
            ("전도", "전동 드릴"),
            ("회읫", "회의실"),
        ] {
            assert!(finds(typed, written), "{typed} finds {written}");
        }
        for (typed, written) in
            [("ㄱㄱ", "도서관"), ("Bueche", "Buche"), ("도서실", "도서관"), ("방가", "가방")]
        {
            assert!(!finds(typed, written), "{typed} does not find {written}");
        }
    }
}
