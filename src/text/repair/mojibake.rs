//! UTF-8 that was read as Mac Roman or Windows-1252 and encoded again: `‚úÖ` back to ✅, `â€™` back to ’.
//!
//! Files are mixed, so each run of characters that such a reading can yield is judged by itself. A run is only decoded
//! if it holds a sequence that clean text would not: an accented letter before a closing quote (`café…”`) also happens
//! to be valid UTF-8, and stays. Sequences that lost a character on the way are completed only where one completion
//! exists.
//!
//! `plsfix` judges a line as a whole, also rewrites quotes, ligatures and entities, and can cut a long line inside a
//! character: it does not suffice here.

use std::borrow::Cow;
use std::ops::Range;

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252};

/// What Apple's logo stands for in Mac Roman: the first byte of most emoji. Many programs drop it.
const APPLE_LOGO: char = '\u{f8ff}';

/// Marks that stand behind a letter in clean text, and so prove nothing.
const CLOSING_MARKS: &str = "…‘’“”–—›»™®©°·•ªº¹²³\u{a0}\u{ad}";

/// Signs of mathematics that stand behind a root sign in clean text.
const MATHEMATICAL_SIGNS: &str = "π∑∏∫∞Ω∂µ";

/// Decodes what was decoded wrongly, one layer of it.
pub(super) fn repair(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let pages = [CodePage::windows_1252(), CodePage::mac_roman()];

    let mut read: Vec<(Range<usize>, String)> = Vec::new();
    let mut doubtful: Vec<Run> = Vec::new();
    let mut is_proven = [false; 2];
    for range in runs(text, &pages) {
        let run = Run {
            characters: text[range.clone()].chars().collect(),
            before: text[..range.start].chars().next_back(),
            after: text[range.end..].chars().next(),
            range,
        };
        match run.read(&pages) {
            Some((page, reading)) => {
                is_proven[page] = true;
                read.push((run.range, reading));
            }
            None => doubtful.push(run),
        }
    }
    if read.is_empty() {
        return Cow::Borrowed(text);
    }
    for run in doubtful {
        let proven = pages.iter().zip(is_proven).filter(|(_, is_proven)| *is_proven);
        if let Some(letters) = proven.into_iter().find_map(|(page, _)| run.read_as_letters(page)) {
            read.push((run.range, letters));
        }
    }
    read.sort_unstable_by_key(|(range, _)| range.start);

    let mut repaired = String::with_capacity(text.len());
    let mut copied = 0;
    for (range, reading) in read {
        repaired.push_str(&text[copied..range.start]);
        repaired.push_str(&reading);
        copied = range.end;
    }
    repaired.push_str(&text[copied..]);
    let [is_windows, _] = is_proven;
    Cow::Owned(if is_windows { restore_lost_spaces(&repaired) } else { repaired })
}

/// The runs of characters that are not ASCII and that at least one code page knows.
fn runs<'a>(text: &'a str, pages: &'a [CodePage]) -> impl Iterator<Item = Range<usize>> + 'a {
    let mut position = 0;
    let is_in_run = |character: char| !character.is_ascii() && pages.iter().any(|page| page.knows(character));
    std::iter::from_fn(move || {
        let start = position + text[position..].find(is_in_run)?;
        let length = text[start..].find(|character| !is_in_run(character));
        position = length.map_or(text.len(), |length| start + length);
        Some(start..position)
    })
}

/// A run of characters with its neighbours.
struct Run {
    characters: Vec<char>,
    before: Option<char>,
    after: Option<char>,
    range: Range<usize>,
}

impl Run {
    /// The best reading, with the number of its page, if any page reads the run with good reason.
    fn read(&self, pages: &[CodePage]) -> Option<(usize, String)> {
        if self.characters.len() < 2 {
            return None;
        }
        let mut best: Option<(usize, Reading)> = None;
        for (index, page) in pages.iter().enumerate() {
            let reading = page.read(&self.characters, self.before, self.after);
            let is_better =
                best.as_ref().is_none_or(|(_, best)| (reading.covered, reading.proofs) > (best.covered, best.proofs));
            if reading.proofs > 0 && is_better {
                best = Some((index, reading));
            }
        }
        best.map(|(index, reading)| (index, reading.text))
    }

    /// The letters or Chinese marks that a run stands for which proves nothing by itself (`Per√∫`, `2Êúà29`), in a text that is proven
    /// to be damaged in this way elsewhere.
    fn read_as_letters(&self, page: &CodePage) -> Option<String> {
        let reading = page.read(&self.characters, self.before, self.after);
        if reading.covered < self.characters.len() {
            return None;
        }
        // An accented letter that ends a word with closing marks behind it (`café…”`).
        let follows_letter = self.before.is_some_and(char::is_alphabetic);
        let marks = &self.characters[1..];
        let ends_word = follows_letter && marks.iter().all(|mark| CLOSING_MARKS.contains(*mark));
        let is_in_word = self.before.is_some_and(char::is_lowercase)
            || (page.kind == PageKind::MacRoman && self.after.is_some_and(char::is_lowercase));
        let is_letter = |letter: char| match letter {
            '\u{80}'..='\u{24f}' => is_in_word && letter.is_alphabetic(),
            'Α'..='ω' => letter.is_alphabetic(),
            '\u{3000}'..='\u{303f}' | '\u{ff01}'..='\u{ff65}' => !ends_word,
            '\u{2e80}'.. => letter.is_alphabetic() && !ends_word,
            _ => false,
        };
        reading.text.chars().all(is_letter).then_some(reading.text)
    }
}

/// Windows-1252 turns the byte A0 into a no-break space, which many programs turn into a plain one: `Ã la` was `à la`,
/// and `Â ` was a no-break space. Only asked for where other damage of this page stood.
fn restore_lost_spaces(text: &str) -> String {
    let mut restored = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(position) = rest.find(['Ã', 'Â']) {
        let (head, tail) = rest.split_at(position);
        restored.push_str(head);
        let letter = if tail.starts_with('Ã') { 'Ã' } else { 'Â' };
        let behind = &tail[letter.len_utf8()..];
        let follows_letter = restored.ends_with(char::is_alphabetic);
        let next = behind.trim_start_matches(' ').chars().next();
        let was_space = behind.starts_with(' ');
        if was_space && letter == 'Ã' && !follows_letter && next.is_some_and(char::is_lowercase) {
            restored.push('à');
            // Two spaces: the first was the lost one.
            rest = behind.strip_prefix(' ').filter(|rest| rest.starts_with(' ')).unwrap_or(behind);
        } else if was_space && letter == 'Â' && !restored.ends_with(char::is_uppercase) {
            rest = behind;
        } else {
            restored.push(letter);
            rest = behind;
        }
    }
    restored.push_str(rest);
    restored
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PageKind {
    Windows1252,
    MacRoman,
}

/// A code page backwards: from characters to the bytes they were read from.
struct CodePage {
    kind: PageKind,
    /// Sorted by character.
    bytes: Vec<(char, u8)>,
}

/// How a page reads a run.
#[derive(Debug, Default)]
struct Reading {
    text: String,
    /// How many of the run's characters belong to decoded sequences.
    covered: usize,
    /// How many sequences clean text would not hold.
    proofs: usize,
}

/// A sequence of characters that stands for one character of UTF-8.
struct Sequence {
    decoded: char,
    length: usize,
    is_proof: bool,
}

impl CodePage {
    fn windows_1252() -> Self {
        // Bytes without a character of their own, and pages read as Latin-1, come as control characters.
        let controls = (0x80..=0x9f).map(|byte| (char::from(byte), byte));
        Self::new(PageKind::Windows1252, WINDOWS_1252, controls)
    }

    fn mac_roman() -> Self {
        // Older tables have the currency sign for the euro, and the unit ohm for the letter.
        let older = [('¤', 0xdb), ('\u{2126}', 0xbd)];
        Self::new(PageKind::MacRoman, MACINTOSH, older.into_iter())
    }

    fn new(kind: PageKind, encoding: &'static Encoding, also: impl Iterator<Item = (char, u8)>) -> Self {
        let mut bytes: Vec<(char, u8)> = (0x80..=0xff)
            .filter_map(|byte| {
                let read = [byte];
                let (decoded, _) = encoding.decode_without_bom_handling(&read);
                decoded.chars().next().map(|character| (character, byte))
            })
            .chain(also)
            .collect();
        bytes.sort_unstable();
        bytes.dedup_by_key(|(character, _)| *character);
        Self { kind, bytes }
    }

    fn byte(&self, character: char) -> Option<u8> {
        // Above the lozenge both pages know only two ligatures and the logo: most scripts end here.
        if character > '\u{25ca}' && !matches!(character, '\u{f8ff}' | '\u{fb01}' | '\u{fb02}') {
            return None;
        }
        self.bytes.binary_search_by_key(&character, |(known, _)| *known).ok().map(|index| self.bytes[index].1)
    }

    fn knows(&self, character: char) -> bool {
        self.byte(character).is_some()
    }

    /// Reads a run from left to right; what is no sequence stays as it is.
    fn read(&self, run: &[char], before: Option<char>, after: Option<char>) -> Reading {
        let mut reading = Reading::default();
        let mut letters_in_a_row = 0;
        let mut position = 0;
        while position < run.len() {
            let before = position.checked_sub(1).map(|index| run[index]).or(before);
            let Some(sequence) = self.sequence(&run[position..], before, after) else {
                reading.text.push(run[position]);
                letters_in_a_row = 0;
                position += 1;
                continue;
            };
            reading.text.push(sequence.decoded);
            reading.covered += sequence.length;
            reading.proofs += usize::from(sequence.is_proof);
            // Scripts of two bytes a letter: no single sequence proves anything, a word of them does.
            letters_in_a_row =
                if sequence.length == 2 && sequence.decoded.is_alphabetic() { letters_in_a_row + 1 } else { 0 };
            reading.proofs += usize::from(letters_in_a_row == 3);
            position += sequence.length;
        }
        reading
    }

    /// The sequence that stands at the start of these characters.
    fn sequence(&self, run: &[char], before: Option<char>, after: Option<char>) -> Option<Sequence> {
        let lead = self.byte(run[0])?;
        if let Some(sequence) = self.incomplete(run, lead, before) {
            return Some(sequence);
        }
        let length = match lead {
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf3 => 4,
            _ => return None,
        };
        let characters = run.get(..length)?;
        let mut bytes = [0; 4];
        for (byte, character) in bytes.iter_mut().zip(characters) {
            *byte = self.byte(*character)?;
        }
        let decoded = decode(&bytes[..length])?;
        let after = run.get(length).copied().or(after);
        let is_proof = match self.kind {
            PageKind::Windows1252 => is_proof_of_windows_1252(characters, before, after),
            PageKind::MacRoman => is_proof_of_mac_roman(characters, before, after),
        };
        Some(Sequence { decoded, length, is_proof })
    }

    /// Sequences of which a character is known to get lost.
    fn incomplete(&self, run: &[char], lead: u8, before: Option<char>) -> Option<Sequence> {
        let continuation = |index: usize| {
            run.get(index).and_then(|character| self.byte(*character)).filter(|byte| (0x80..=0xbf).contains(byte))
        };
        if self.kind == PageKind::Windows1252 {
            // The page has no character for 8F and 9D: the emoji selector and the closing quote.
            if continuation(2).is_some() {
                return None;
            }
            let decoded = match (lead, continuation(1)?) {
                (0xe2, 0x80) => '”',
                (0xef, 0xb8) => '\u{fe0f}',
                _ => return None,
            };
            return Some(Sequence { decoded, length: 2, is_proof: true });
        }
        if lead != 0x9f || before == Some(APPLE_LOGO) || before.is_some_and(char::is_alphabetic) {
            return None;
        }
        let (second, third) = (continuation(1)?, continuation(2)?);
        let decoded = decode(&[0xf0, lead, second, third])?;
        let are_letters = run[1..3].iter().all(|character| is_small_letter(*character));
        (('\u{1f100}'..='\u{1faff}').contains(&decoded) && !are_letters).then_some(Sequence {
            decoded,
            length: 3,
            is_proof: true,
        })
    }
}

/// One character of UTF-8, if it is one that texts hold.
fn decode(bytes: &[u8]) -> Option<char> {
    let decoded = std::str::from_utf8(bytes).ok()?.chars().next()?;
    let is_plausible = match decoded {
        '\u{0}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{fffb}' => false,
        '\u{0}'..='\u{fffd}' | '\u{10000}'..='\u{1fbff}' | '\u{20000}'..='\u{323af}' | '\u{e0000}'..='\u{e01ef}' => {
            true
        }
        _ => false,
    };
    is_plausible.then_some(decoded)
}

fn is_proof_of_windows_1252(characters: &[char], before: Option<char>, after: Option<char>) -> bool {
    let proves = |character: &char| !CLOSING_MARKS.contains(*character);
    match characters {
        ['Â' | 'Ã', second] => {
            // The end of a word in capitals (`AMANHÃ…`), or the letter itself in quotes.
            let ends_word = before.is_some_and(|before| before.is_uppercase() || "«“‘„‚‹".contains(before))
                && !after.is_some_and(char::is_alphabetic);
            !(ends_word && "…‘’“”–—›»".contains(*second))
        }
        ['Ä' | 'Å', second] => {
            let makes_letter = !matches!(second, '\u{a0}' | '®' | '©');
            makes_letter && (proves(second) || is_letter_after_mark(*second, after))
        }
        // Box drawing and dashes: both marks can be closing ones, which no word has twice.
        ['â', second, third] => !("…’”–—»\u{a0}".contains(*second) && "…’”–—»".contains(*third)),
        // Two letters prove nothing, and a no-break space before an opening mark is French.
        [_, _] | [_, '\u{a0}', _] => false,
        [_, second, third] => proves(second) || proves(third),
        _ => true,
    }
}

fn is_proof_of_mac_roman(characters: &[char], before: Option<char>, after: Option<char>) -> bool {
    match characters {
        ['¬', second] => !second.is_lowercase() || matches!(second, 'ª' | 'º' | 'ø' | 'µ'),
        ['√', second] if MATHEMATICAL_SIGNS.contains(*second) => {
            // `m√∫sica`: mathematics has no two letters on either side of a root.
            before.is_some_and(|before| before.is_ascii_lowercase())
                && after.is_some_and(|after| after.is_ascii_lowercase())
        }
        [first, _] => *first == '√',
        // Quoted capitals: `„ÄÖÜ“`.
        ['‚' | '„', second, third] => !(second.is_uppercase() && third.is_uppercase()),
        ['·', second, third] => !(second.is_alphabetic() && third.is_alphabetic()),
        [first, second, third] => {
            let are_letters = is_small_letter(*second) && is_small_letter(*third);
            matches!(first, '‡' | '‰') || !are_letters
        }
        _ => true,
    }
}

/// A closing mark inside a word (`piÄ™kny`), where clean text has only the apostrophe.
fn is_letter_after_mark(mark: char, after: Option<char>) -> bool {
    mark != '’' && after.is_some_and(|after| after.is_ascii_lowercase())
}

/// A small letter that words are written with: ordinal signs count as signs.
fn is_small_letter(character: char) -> bool {
    character.is_lowercase() && !matches!(character, 'ª' | 'º')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(damaged: &str, repaired: &str) {
        assert_eq!(repair(damaged), repaired, "{damaged}");
    }

    /// Damages a text as programs do: its UTF-8 bytes are taken for characters of a code page.
    fn damage(text: &str, encoding: &'static Encoding) -> String {
        encoding.decode_without_bom_handling(text.as_bytes()).0.into_owned()
    }

    #[test]
    fn mac_roman_is_undone() {
        check("(ÈÄö‰πâÂçÉÈóÆ)", "(通义千问)");
        check("(Êô∫Ë∞±Ê∏ÖË®Ä, meaning", "(智谱清言, meaning");
        check("Step\u{c2}áΩÊï∞", "Step几数".replace('几', "\u{51fd}").as_str());
        check("‚úÖ", "✅");
        check("‚ùå", "❌");
        check("8 months‚Äîone of", "8 months—one of");
        check("(¬•0.58/M)", "(¥0.58/M)");
        check("# \u{f8ff}üá®\u{f8ff}üá≥ Chinese", "# 🇨🇳 Chinese");
        check("m√∫sica, espa√±ol, √ºber, Per√∫", "música, español, über, Perú");
    }

    #[test]
    fn windows_1252_is_undone() {
        check("the countryâ€™s", "the country’s");
        check("â€œSo,â€\u{9d} she said â€“ no", "“So,” she said – no");
        check("â€¦ caf\u{c3}© naÃ¯ve", "… café naïve");
        check("5Â°C, Â¥100", "5°C, ¥100");
        check("âœ… done, â†’ next", "✅ done, → next");
        check("(é€šä¹‰å\u{8d}ƒé—®)", "(通义千问)");
        check("ðŸ˜€", "😀");
        check("ZÅ‚oty, Å¼ubr, sÄ…", "Złoty, żubr, są");
    }

    #[test]
    fn lost_characters_are_restored_where_one_fits() {
        check("# üá®üá≥ Chinese", "# 🇨🇳 Chinese");
        check("â€œSo,â€ she said", "“So,” she said");
        check("âš ï¸ careful", "âš ï¸ careful".replace("ï¸", "\u{fe0f}").as_str());
        check("Ã©tÃ© Ã la plage", "été à la plage");
        check("cafÃ©Â noir", "café noir");
    }

    #[test]
    fn a_run_is_judged_by_itself() {
        check("通义 (‚úÖ) é, ñ, â€™", "通义 (✅) é, ñ, ’");
        check("2Êúà29, ‰∏Ä‰∏á1„ÄÅ2", "2月29, 一万1、2");
        check("caféâ€™s Größe ‚Äî São", "café’s Größe — São");
        check("✅‚úÖ✅", "✅✅✅");
        check("“café…” itâ€™s “olé”—", "“café…” it’s “olé”—");
    }

    #[test]
    fn every_script_survives_a_round_trip() {
        let texts = [
            "通义千问、智谱清言，百川智能。",
            "「零一万物」",
            "Привет, мир",
            "日本語のテキスト",
            "한국어",
            "naïve café — “quoted” … 50 € ✓ 🚀 🇨🇳",
            "¿Qué? ¡Sí! año",
            "Größe, Übermut, daß",
        ];
        for text in texts {
            for encoding in [WINDOWS_1252, MACINTOSH] {
                check(&damage(text, encoding), text);
            }
        }
    }

    #[test]
    fn clean_text_stays() {
        for text in [
            "São Paulo, naïve café, Größe, coração, AMANHÃ…",
            "« CAFÉ\u{a0}» et « Été »",
            "“café…” and ‘olé’—“olé”—Spaß“ „Ü“ „ÄÖÜ“ IL Y MARQUÉ…",
            "à\u{a0}« dire »",
            "a √2 and 2√π, r√∞, ¬p ∨ q, ±5 °C, 100 µm, ½ ≤ ¾",
            "杨植麟（唐杰）— 幻方：“智谱清言”",
            "楊植麟「幻方」",
            "Vietnamese: Đặng Thị Huệ; Icelandic: Þórður; Polish: żółć; Finnish: hääyöaie",
            "Ελληνικά, Русский, العربية, हिन्दी, 한국어, ✅ ❌ 🇨🇳 ¥100",
            "“Été” «Àpropos» ‘Ángel’ — él —él",
            "Marca® Señal™ №5 5′ 3″ → • ·",
        ] {
            check(text, text);
        }
    }
}
