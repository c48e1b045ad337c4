//! Spans of time in a text: "within four weeks", "8 months", "两年".

use super::fold::is_han;

/// Units of time, as English and Spanish write one and several.
const UNITS: [(&str, &str); 12] = [
    ("hour", "hours"),
    ("day", "days"),
    ("week", "weeks"),
    ("month", "months"),
    ("year", "years"),
    ("decade", "decades"),
    ("hora", "horas"),
    ("dia", "dias"),
    ("semana", "semanas"),
    ("mes", "meses"),
    ("ano", "anos"),
    ("decada", "decadas"),
];

/// Numbers in words with which one unit or several are counted.
const COUNTS: [&str; 12] =
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "single", "half"];

/// Chinese units behind a number.
const HAN_UNITS: [&str; 6] = ["小时", "天", "周", "星期", "个月", "年"];

/// Digits of a year, which is no number of years: 2025年.
const YEAR: usize = 4;

/// Whether a folded text tells how long something took: several of a unit, or one that is counted ("17-month rise").
#[must_use]
pub fn has_duration(folded: &str) -> bool {
    let words: Vec<&str> = folded.split(|letter: char| !letter.is_alphanumeric() || is_han(letter)).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let counted = |at: usize| {
        let before = at.checked_sub(1).map(|before| words[before]);
        before.is_some_and(|word| COUNTS.contains(&word) || word.starts_with(|letter: char| letter.is_ascii_digit()))
    };
    let is_told =
        |(at, word): (usize, &&str)| UNITS.iter().any(|(one, several)| word == several || word == one && counted(at));
    words.iter().enumerate().any(is_told) || has_han_duration(folded)
}

/// Whether a Chinese unit stands behind a number that is no year.
fn has_han_duration(folded: &str) -> bool {
    let counts = |letter: char| letter.is_ascii_digit() || "一二两三四五六七八九十几半数".contains(letter);
    HAN_UNITS.iter().any(|unit| {
        folded.match_indices(unit).any(|(at, _)| {
            let before: Vec<char> = folded[..at].chars().rev().skip_while(|letter| *letter == ' ').collect();
            let digits = before.iter().take_while(|letter| counts(**letter)).count();
            digits > 0 && digits < YEAR
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_units_that_are_counted_or_several() {
        for (text, expected) in [
            ("it took four weeks", true),
            ("within months", true),
            ("in ~2.5 years", true),
            ("an 8-month-old startup", true),
            ("about 11 months. it was founded in 2023", true),
            ("约5个月", true),
            ("两年后", true),
            ("tardo 3 semanas", true),
            ("founded in 2023, that year", false),
            ("the largest loss in a day", false),
            ("于2023年3月成立", false),
            ("monthly users", false),
        ] {
            assert_eq!(has_duration(text), expected, "{text}");
        }
    }
}
