//! Genitives without their apostrophe, as people type them: "microsofts research lab", "the kimi founders doctorate".

use crate::text::fold::fold;

/// Most words of a name that stands in the genitive.
const LONGEST_NAME: usize = 3;
/// Fewest letters of a genitive: "ais" is none.
const FEWEST_LETTERS: usize = 4;

/// A text with the apostrophes that its genitives lack; `None` where none does. `is_name` tells whether words are the name
/// of somebody or of something that has things of its own, `is_known` whether they are any name as they stand, and
/// `is_role` whether a word behind a name is a role of which the word that follows is asked.
#[must_use]
pub fn restored(
    text: &str,
    is_name: impl Fn(&str) -> bool,
    is_known: impl Fn(&str) -> bool,
    is_role: impl Fn(&str, &str) -> bool,
) -> Option<String> {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    let mut changed = false;
    for at in 0..words.len().saturating_sub(1) {
        let letters = folded[at].bytes().all(|byte| byte.is_ascii_alphanumeric());
        let Some(owner) = folded[at].strip_suffix('s').filter(|_| letters && folded[at].len() >= FEWEST_LETTERS) else {
            continue;
        };
        let name = |owner: &str, length: usize| {
            let before = &folded[(at + 1).saturating_sub(length)..at];
            before.iter().map(String::as_str).chain([owner]).collect::<Vec<_>>().join(" ")
        };
        let lengths = || 1..=LONGEST_NAME.min(at + 1);
        let named = lengths().any(|length| is_name(&name(owner, length)))
            && !lengths().any(|length| is_known(&name(&folded[at], length)));
        let before = || (1..=LONGEST_NAME.min(at)).any(|length| is_name(&folded[at - length..at].join(" ")));
        if named || is_role(owner, &folded[at + 1]) && before() {
            let end = words[at].len() - 1;
            words[at].insert(end, '\'');
            changed = true;
        }
    }
    changed.then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_roles_get_their_apostrophes() {
        let is_name = |name: &str| ["microsoft", "kai-fu lee", "kimi"].contains(&name);
        let is_role = |role: &str, next: &str| role == "founder" && next == "doctorate";
        let restored = |text: &str| restored(text, is_name, |name| name == "ai tigers", is_role);
        for (text, expected) in [
            ("who ran microsofts research lab", Some("who ran microsoft's research lab")),
            ("Microsofts lab", Some("Microsoft's lab")),
            ("the kimi founders doctorate", Some("the kimi founder's doctorate")),
            ("the kimi founders", None),
            ("which ai tigers are there", None),
            ("models of microsoft's lab", None),
        ] {
            assert_eq!(restored(text).as_deref(), expected, "{text}");
        }
    }
}
