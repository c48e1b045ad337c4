//! Furniture of web pages that a copy brought along: buttons, an author's initials, slide numbers, chips of names run
//! together. A line goes only if nothing is lost with it; headings, bylines and titles of other articles stay.

use std::borrow::Cow;
use std::collections::HashMap;

use super::fence::Fence;
use super::vocabulary::{Vocabulary, words};

/// Lines that are buttons or notices wherever they stand alone, in small letters without marks around them.
const FURNITURE: &[&str] = &[
    "accept all",
    "accept all cookies",
    "accept cookies",
    "add a comment",
    "ai rewrite",
    "back to top",
    "click to share",
    "cookie preferences",
    "cookie settings",
    "copy link",
    "create account",
    "enable javascript",
    "join the conversation",
    "jump to content",
    "leave a comment",
    "leave a reply",
    "listen to this article",
    "load more",
    "log in",
    "manage cookies",
    "next article",
    "next post",
    "open in app",
    "previous article",
    "previous post",
    "read it as",
    "read more",
    "reject all",
    "scroll to top",
    "share on facebook",
    "share on linkedin",
    "share on twitter",
    "share on x",
    "share this",
    "share this article",
    "share this post",
    "show less",
    "show more",
    "sign in",
    "sign up",
    "skip to content",
    "skip to main content",
    "skip to navigation",
    "subscribe now",
    "subscribe to our newsletter",
    "toggle menu",
    "toggle navigation",
    "view all",
    "view comments",
];

/// Words that may as well be headings or entries of a list: furniture only next to other furniture.
const FURNITURE_WORDS: &[&str] = &[
    "advertisement",
    "all rights reserved",
    "bookmark",
    "close",
    "comments",
    "contact",
    "copy",
    "download",
    "follow",
    "follow us",
    "home",
    "like",
    "login",
    "main menu",
    "menu",
    "next",
    "previous",
    "print",
    "privacy policy",
    "register",
    "related articles",
    "related posts",
    "reply",
    "save",
    "search",
    "share",
    "sponsored",
    "subscribe",
    "terms of service",
    "tweet",
];

/// A run of slide or section numbers, each alone on its line, this long is a numbering.
const MIN_SLIDE_NUMBERS: usize = 3;

const MAX_CHIPS_BYTES: usize = 200;
const MIN_CHIPS: usize = 3;

/// Drops the furniture of a text, and one of the two blank lines that are left around it.
pub(super) fn drop(text: &str) -> Cow<'_, str> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let is_furniture = find_furniture(text, &lines);
    if !is_furniture.contains(&true) {
        return Cow::Borrowed(text);
    }

    let mut kept = String::with_capacity(text.len());
    let mut follows_dropped = false;
    let mut follows_blank = true;
    for (line, is_furniture) in lines.iter().zip(is_furniture) {
        if is_furniture {
            follows_dropped = true;
            continue;
        }
        let is_blank = line.trim().is_empty();
        if is_blank && follows_blank && follows_dropped {
            continue;
        }
        kept.push_str(line);
        follows_blank = is_blank;
        follows_dropped &= is_blank;
    }
    Cow::Owned(kept)
}

fn find_furniture(text: &str, lines: &[&str]) -> Vec<bool> {
    let mut fence = Fence::default();
    let contents: Vec<&str> = lines.iter().map(|line| if fence.covers(line) { "" } else { line.trim() }).collect();
    // Neighbours are the lines around it that are not blank.
    let filled: Vec<usize> = (0..contents.len()).filter(|index| !contents[*index].is_empty()).collect();

    let mut is_furniture = vec![false; lines.len()];
    for index in &filled {
        is_furniture[*index] = is_notice(contents[*index]);
    }
    mark_words_beside(&contents, &filled, &mut is_furniture);
    mark_slide_numbers(&contents, &filled, &mut is_furniture);
    mark_initials_and_chips(text, &contents, &filled, &mut is_furniture);
    is_furniture
}

/// A line that is nothing but a known button or notice.
fn is_notice(line: &str) -> bool {
    let Some(words) = bare(line) else {
        return false;
    };
    let is_summary_notice = words.starts_with("summarized with ") && words.ends_with(" at publish time");
    FURNITURE.contains(&words.as_str()) || is_summary_notice
}

/// The words of a short line in small letters, without arrows and dots around them. Headings and lists have none.
fn bare(line: &str) -> Option<String> {
    let is_short = line.len() <= 60;
    let is_marked = line.starts_with(['#', '-', '*', '•', '>', '|', '+', '"', '“']);
    if !is_short || is_marked || line.ends_with(['.', '!', '?', ':', ';', ',']) {
        return None;
    }
    Some(line.trim_matches(|character: char| !character.is_alphanumeric()).to_lowercase())
}

/// Menu words next to lines that are furniture already, in both directions.
fn mark_words_beside(contents: &[&str], filled: &[usize], is_furniture: &mut [bool]) {
    let is_word = |index: usize| bare(contents[index]).is_some_and(|word| FURNITURE_WORDS.contains(&word.as_str()));
    for pair in filled.windows(2) {
        is_furniture[pair[1]] |= is_furniture[pair[0]] && is_word(pair[1]);
    }
    for pair in filled.windows(2).rev() {
        is_furniture[pair[0]] |= is_furniture[pair[1]] && is_word(pair[0]);
    }
}

/// `00`, `01`, `02` …, each alone on its line and in order.
fn mark_slide_numbers(contents: &[&str], filled: &[usize], is_furniture: &mut [bool]) {
    let numbers: Vec<(usize, u32)> = filled
        .iter()
        .filter_map(|index| {
            let content = contents[*index];
            let is_number = content.len() == 2 && content.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| content.parse().ok()).flatten().map(|number| (*index, number))
        })
        .collect();
    for series in numbers.chunk_by(|(_, first), (_, second)| *second == first + 1) {
        if series.len() >= MIN_SLIDE_NUMBERS && series[0].1 <= 1 {
            for (index, _) in series {
                is_furniture[*index] = true;
            }
        }
    }
}

/// An avatar's letters above a name, and chips: lines that need the words of the whole text.
fn mark_initials_and_chips(text: &str, contents: &[&str], filled: &[usize], is_furniture: &mut [bool]) {
    let mut vocabulary: Option<Vocabulary<'_>> = None;
    for (place, index) in filled.iter().enumerate() {
        let content = contents[*index];
        let next = filled.get(place + 1).map_or("", |next| contents[*next]);
        let may_be_initials = are_initials(content, next);
        if !may_be_initials && !may_be_chips(content) {
            continue;
        }
        let vocabulary = vocabulary.get_or_insert_with(|| Vocabulary::of(text));
        // Letters that the text also uses as a word (`AI`) are one.
        is_furniture[*index] |=
            if may_be_initials { vocabulary.count_as_written(content) == 1 } else { are_chips(content, vocabulary) };
    }
}

/// One to three capitals that the next line's first words begin with. A single one needs a dated byline below it:
/// a glossary has single letters as headings.
fn are_initials(line: &str, next: &str) -> bool {
    let letters: Vec<char> = line.chars().take(4).collect();
    if !(1..=3).contains(&letters.len()) || !letters.iter().all(|letter| letter.is_uppercase()) {
        return false;
    }
    let mut names = next.split([' ', '-']);
    let fits = letters.iter().all(|letter| {
        names
            .next()
            .is_some_and(|name| name.starts_with(*letter) && name.chars().nth(1).is_some_and(char::is_lowercase))
    });
    let is_byline = next.len() <= 80
        && next.ends_with(|last: char| last.is_ascii_digit())
        && next.split(' ').nth(1).is_some_and(|name| name.starts_with(char::is_uppercase));
    fits && (letters.len() > 1 || is_byline)
}

/// A short line of names without a sentence, some of them run together.
fn may_be_chips(line: &str) -> bool {
    let is_short = line.len() <= MAX_CHIPS_BYTES;
    let inner_capitals =
        line.as_bytes().windows(2).filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase()).count();
    is_short
        && inner_capitals >= MIN_CHIPS
        && !line.ends_with(['.', '!', '?', ':', ';'])
        && !line.contains(['|', '`', '(', '"', '=', ','])
        && !line.split(' ').any(|word| word.starts_with(char::is_lowercase))
}

/// Whether a line is names run together, each of which also stands elsewhere in the text: nothing is lost with it.
fn are_chips(line: &str, vocabulary: &Vocabulary<'_>) -> bool {
    let mut here: HashMap<&str, usize> = HashMap::new();
    for (_, word) in words(line) {
        *here.entry(word).or_insert(0) += 1;
    }
    let is_elsewhere = |word: &str| vocabulary.count_as_written(word) > here.get(word).copied().unwrap_or(0);
    let mut longest = 0;
    let all_known = words(line).all(|(_, word)| {
        if is_elsewhere(word) {
            return true;
        }
        let names = count_names(word, is_elsewhere);
        longest = longest.max(names.unwrap_or(0));
        names.is_some()
    });
    all_known && longest >= MIN_CHIPS
}

/// Of how many known names a word is made, if it is; each begins with a capital or a figure.
fn count_names(word: &str, is_known: impl Fn(&str) -> bool) -> Option<usize> {
    let starts: Vec<usize> = word
        .char_indices()
        .filter(|(_, character)| character.is_uppercase() || character.is_ascii_digit())
        .map(|(position, _)| position)
        .chain(std::iter::once(word.len()))
        .collect();
    if starts.first() != Some(&0) {
        return None;
    }
    // The fewest names up to each start.
    let mut fewest: Vec<Option<usize>> = vec![None; starts.len()];
    fewest[0] = Some(0);
    for end in 1..starts.len() {
        fewest[end] = (0..end)
            .filter_map(|start| {
                let names = fewest[start]?;
                is_known(&word[starts[start]..starts[end]]).then_some(names + 1)
            })
            .min();
    }
    fewest.last().copied().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(damaged: &str, repaired: &str) {
        assert_eq!(drop(damaged), repaired);
    }

    #[test]
    fn buttons_go() {
        check(
            "Text.\n\n✦ Summarized with Claude at publish time\nAI rewrite\nRead it as…\n\nMore.\n",
            "Text.\n\nMore.\n",
        );
        check("Home\nSkip to content\nMenu\nShare\n\nText.\n", "Text.\n");
        check("Text.\n\nNext article\nThe AI race", "Text.\n\nThe AI race");
    }

    #[test]
    fn initials_above_a_name_go() {
        check("LW\n\nLiang Wenfeng — founder\n", "Liang Wenfeng — founder\n");
        check("Text.\n\nG\nGermán Falcioni April 20, 2026\n", "Text.\n\nGermán Falcioni April 20, 2026\n");
    }

    #[test]
    fn slide_numbers_go() {
        check("00\n\nOne\n\n01\n\nTwo\n\n02\n\nThree\n", "One\n\nTwo\n\nThree\n");
    }

    #[test]
    fn chips_that_stand_elsewhere_go() {
        let text = "Labs\n\nDeepSeekQwenMoonshot/Kimi GLMMiniMax01.AI\n\nDeepSeek, Qwen, Moonshot, Kimi, GLM, MiniMax, 01.AI.\n";
        check(text, "Labs\n\nDeepSeek, Qwen, Moonshot, Kimi, GLM, MiniMax, 01.AI.\n");
    }

    #[test]
    fn content_stays() {
        for text in [
            "Search\n\nWe search.\n\nShare\n",
            "# Read more\n\n- Sign in\n",
            "AI\n\nArtificial Intelligence is what AI means.\n",
            "G\n\nGLM, a model.\n",
            "404\n\n12\n\nText 07\n",
            "Keep exploring\n\nWant to go deeper?\n",
            "DeepSeekQwenMoonshot\n",
            "OpenAI DeepSeek MiniMax\n\nOpenAI, DeepSeek and MiniMax.\n",
            "```\nSign in\n```\n",
        ] {
            check(text, text);
        }
    }
}
