//! Collections of any size: generated from a seed, the same on every machine, or read from manual pages.

use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;

use lablore::corpus::Corpus;
use lablore::corpus::document::Document;
use lablore::corpus::outline::outline;
use lablore::corpus::record::{Entity, EntityKind};
use lablore::corpus::source::Source;

/// Random numbers (SplitMix64: Steele, Lea and Flood, 2014).
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// A number below another.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit.max(1) as u64).unwrap_or(0)
    }
}

const SYLLABLES: [&str; 24] = [
    "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "qi", "ro", "su", "ta", "ve", "wi", "xo",
    "zu", "ran", "sel", "tor", "min",
];

/// The word of a rank: a number in a foreign script, so to speak.
fn word(rank: usize) -> String {
    let mut rank = rank + SYLLABLES.len();
    let mut out = String::new();
    while rank > 0 {
        out.push_str(SYLLABLES[rank % SYLLABLES.len()]);
        rank /= SYLLABLES.len();
    }
    out
}

/// How many different words there are.
const WORDS: usize = 200_000;

/// A word as often as texts have it: the n-th one with a chance of about 1 / n (Zipf).
fn zipf(random: &mut Random) -> usize {
    #[expect(clippy::cast_precision_loss, reason = "a chance")]
    let share = random.below(1 << 20) as f64 / f64::from(1 << 20);
    let logarithm = (f64::from(u32::try_from(WORDS).unwrap_or(u32::MAX))).ln();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the number of words")]
    let rank = (share * logarithm).exp() as usize;
    rank.saturating_sub(1)
}

fn document(number: usize, text: String) -> Document {
    let source = Source { id: format!("text-{number}"), title: String::new(), ..Source::default() };
    outline(source, false, text, &[])
}

/// Passages in one document.
const PASSAGES: usize = 5_000;

/// A collection of so many generated passages of three sentences, and so many entities.
pub fn generated(passages: usize, entities: usize) -> Corpus {
    let mut random = Random(7);
    let mut documents = Vec::new();
    let mut left = passages;
    while left > 0 {
        let count = left.min(PASSAGES);
        left -= count;
        let mut text = String::new();
        for _ in 0..count {
            for _ in 0..3 {
                for place in 0..14 {
                    let word = word(zipf(&mut random));
                    if place == 0 {
                        text.push_str(&word[..1].to_uppercase());
                        text.push_str(&word[1..]);
                    } else {
                        let _ = write!(text, " {word}");
                    }
                }
                text.push_str(". ");
            }
            // A rule keeps short paragraphs apart, which would else be one passage.
            text.push_str("\n\n---\n\n");
        }
        documents.push(document(documents.len(), text));
    }
    Corpus { documents, entities: (0..entities).map(entity).collect(), ..Corpus::default() }
}

fn entity(number: usize) -> Entity {
    let name = format!("{} {}", capital(&word(WORDS + 31 * number)), capital(&word(number)));
    Entity {
        id: format!("entity-{number}"),
        kind: EntityKind::Lab,
        name,
        chinese: Vec::new(),
        aliases: vec![format!("{}-{}", word(2 * WORDS + 17 * number), number % 100)],
        former_names: Vec::new(),
    }
}

fn capital(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

/// The paragraphs of manual pages below a folder, without their markup, until there are so many passages.
pub fn manuals(folder: &Path, passages: usize) -> Corpus {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "gz") {
                files.push(path);
            }
        }
    }
    files.sort();
    let mut documents: Vec<Document> = Vec::new();
    let mut found = 0;
    let mut text = String::new();
    for (number, path) in files.iter().enumerate() {
        let mut page = String::new();
        if let Ok(file) = std::fs::File::open(path)
            && flate2::read::GzDecoder::new(file).read_to_string(&mut page).is_ok()
        {
            add_page(&page, &mut text);
        }
        if text.len() > 2_000_000 || number + 1 == files.len() {
            let mut next = document(documents.len(), std::mem::take(&mut text));
            next.passages.truncate(passages - found);
            found += next.passages.len();
            documents.push(next);
            if found >= passages {
                break;
            }
        }
    }
    Corpus { documents, ..Corpus::default() }
}

/// Adds the paragraphs of a page in roff: lines of text are kept, macros end a paragraph.
fn add_page(page: &str, out: &mut String) {
    for line in page.lines() {
        match line.strip_prefix(['.', '\'']) {
            Some(macros) if macros.starts_with("SH") => {
                let _ = write!(out, "\n\n## {}\n\n", macros[2..].trim().trim_matches('"'));
            }
            Some(macros) if macros.starts_with(['B', 'I']) => {
                out.push_str(macros.get(2..).unwrap_or_default());
                out.push(' ');
            }
            Some(_) => out.push_str("\n\n"),
            None => {
                out.push_str(&line.replace("\\fB", "").replace("\\fI", "").replace("\\fR", "").replace("\\-", "-"));
                out.push(' ');
            }
        }
    }
    out.push_str("\n\n");
}

/// Questions of five words that stand together in some passage.
pub fn questions(corpus: &Corpus, count: usize) -> Vec<String> {
    let mut random = Random(11);
    let mut out = Vec::new();
    while out.len() < count {
        let document = &corpus.documents[random.below(corpus.documents.len())];
        let Some(passage) = document.passages.get(random.below(document.passages.len())) else { continue };
        let words: Vec<&str> = document
            .passage_text(passage)
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| word.len() > 4)
            .collect();
        if words.len() >= 8 {
            let start = random.below(words.len() - 5);
            out.push(words[start..start + 5].join(" "));
        }
    }
    out
}
