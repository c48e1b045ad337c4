//! One chain for all text, at index time and for questions: words, numbers and Chinese characters, folded, without
//! inflection. What this chain calls the same token is the same token everywhere; nothing else in `search` looks at letters.
//!
//! Latin words are stemmed as English or as Spanish, whichever the text around them is ([`Tongue::of`]). Letters and
//! digits of one run are tokens of their own (`gpt4` is `gpt` and `4`), so that names match whatever their hyphens.
//! Chinese (and kana and hangul) characters are tokens one by one; pairs of neighbours are made by who needs them.

use std::borrow::Cow;
use std::cell::Cell;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use unicode_normalization::char::is_combining_mark;

use super::forward::hashes;
use super::remembered::{Word, Words};
use crate::text::fold::{fold, is_han};
use crate::text::stems::{Algorithm, new_stem};

/// Version of the chain: to be raised with every change that makes other tokens, so that old indexes are rebuilt.
pub const VERSION: u32 = 2;

/// Longest token in bytes; what is longer (a base64 blob) is cut.
const LONGEST: usize = 64;

/// How the Latin words of a text are inflected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Tongue {
    /// As English, which is also what any other language gets.
    #[default]
    English,
    /// As Spanish.
    Spanish,
}

impl Tongue {
    /// The tongue of a text by its small words; `None` where there is none or as many of both.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let (english, spanish) = small_words(text);
        match english.cmp(&spanish) {
            std::cmp::Ordering::Greater => Some(Self::English),
            std::cmp::Ordering::Less => Some(Self::Spanish),
            std::cmp::Ordering::Equal => None,
        }
    }

    /// The tongue of a piece of a text in this tongue: another one only where its small words leave no doubt, so that
    /// a name in another language does not change it.
    #[must_use]
    pub fn of_piece(self, text: &str) -> Self {
        let (english, spanish) = small_words(text);
        match self {
            Self::English if spanish >= english + 3 => Self::Spanish,
            Self::Spanish if english >= spanish + 3 => Self::English,
            same => same,
        }
    }
}

/// Small words that only one of the tongues has.
static SMALL_WORDS: LazyLock<FxHashMap<&'static [u8], Tongue>> = LazyLock::new(|| {
    let of = |stops: &'static [&'static str], others: &[&str], tongue| {
        stops.iter().filter(|word| !others.contains(word)).map(|word| (word.as_bytes(), tongue)).collect::<Vec<_>>()
    };
    let english = of(ENGLISH_STOPS, SPANISH_STOPS, Tongue::English);
    english.into_iter().chain(of(SPANISH_STOPS, ENGLISH_STOPS, Tongue::Spanish)).collect()
});

/// Most bytes of a small word.
const SMALL: usize = 10;

/// How many small words of a text are English only and Spanish only.
fn small_words(text: &str) -> (usize, usize) {
    let small = &*SMALL_WORDS;
    let (mut english, mut spanish) = (0, 0);
    let mut count = |word: &[u8]| {
        if let Some(tongue) = small.get(word) {
            english += usize::from(*tongue == Tongue::English);
            spanish += usize::from(*tongue == Tongue::Spanish);
        }
    };
    if text.is_ascii() {
        // Most texts: their letters are bytes, and folded in place.
        for word in text.as_bytes().split(|byte| !byte.is_ascii_alphanumeric()) {
            if word.is_empty() || word.len() > SMALL {
                continue;
            }
            let mut letters = [0; SMALL];
            let letters = &mut letters[..word.len()];
            letters.copy_from_slice(word);
            letters.make_ascii_lowercase();
            count(letters);
        }
        return (english, spanish);
    }
    for word in text.split(|letter: char| !letter.is_alphanumeric()) {
        if !word.is_empty() && word.len() <= SMALL {
            count(folded(word).as_bytes());
        }
    }
    (english, spanish + if text.contains(['¿', '¡']) { 2 } else { 0 })
}

/// What a token looks like where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A Latin (or Greek, Cyrillic …) word in small letters.
    Word,
    /// A word with a capital letter.
    Capitalised,
    /// Digits, perhaps with a decimal part; separators of thousands are gone.
    Number,
    /// One character of a script without spaces.
    Character,
}

/// One token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// What is compared: folded, stemmed.
    pub term: &'a str,
    /// What it looks like.
    pub shape: Shape,
    /// Whether it is too common a word to look for.
    pub stop: bool,
    /// First byte in the text.
    pub start: usize,
    /// Hashes of the term and of its first letters, as marks have them.
    pub(super) hashes: u64,
}

impl<'a> Token<'a> {
    fn new(term: &'a str, shape: Shape, stop: bool, start: usize) -> Self {
        Self { term, shape, stop, start, hashes: hashes(term, shape) }
    }
}

/// The chain for one tongue. Cheap to make.
#[derive(Clone, Copy)]
pub struct Analyzer {
    tongue: Tongue,
}

impl Analyzer {
    /// The chain for texts of a tongue.
    #[must_use]
    pub fn new(tongue: Tongue) -> Self {
        Self { tongue }
    }

    /// Which tongue.
    #[must_use]
    pub fn tongue(&self) -> Tongue {
        self.tongue
    }

    /// Gives all tokens of a text in order.
    pub fn each(&self, text: &str, take: impl FnMut(Token<'_>)) {
        thread_local! {
            static WORDS: Cell<Words> = Cell::default();
        }
        let mut words = WORDS.take();
        self.each_known(&mut words, text, take);
        WORDS.set(words);
    }

    /// The same, with the words that a longer work remembers.
    pub(super) fn each_known(self, words: &mut Words, text: &str, mut take: impl FnMut(Token<'_>)) {
        let mut rest = 0;
        while let Some(run) = next_run(text, rest) {
            rest = run.end;
            let piece = &text[run.start..run.end];
            match run.class {
                Class::Digit => {
                    let number: Cow<'_, str> = if piece.is_ascii() && !piece.contains(',') {
                        Cow::Borrowed(piece)
                    } else {
                        Cow::Owned(fold(piece).replace(',', ""))
                    };
                    take(Token::new(cut(&number), Shape::Number, false, run.start));
                }
                Class::Character => {
                    let folded = folded(piece);
                    for letter in folded.chars() {
                        let stop = HAN_STOPS.contains(&letter);
                        take(Token::new(letter.encode_utf8(&mut [0; 4]), Shape::Character, stop, run.start));
                    }
                }
                Class::Letter => {
                    if run.after_apostrophe && ENGLISH_ENDINGS.contains(&cut(&bare(piece))) {
                        continue;
                    }
                    if piece.len() > LONGEST {
                        let Word { term, shape, stop, hashes } = self.new_word(piece);
                        take(Token { term: &term, shape, stop, start: run.start, hashes });
                    } else {
                        let Word { term, shape, stop, hashes } =
                            words.known(self.tongue, piece, || self.new_word(piece));
                        take(Token { term, shape, stop, start: run.start, hashes });
                    }
                }
            }
        }
    }

    fn language(self) -> Algorithm {
        match self.tongue {
            Tongue::English => Algorithm::English,
            Tongue::Spanish => Algorithm::Spanish,
        }
    }

    fn new_word(self, piece: &str) -> Word<String> {
        let bare = bare(piece);
        let bare = cut(&bare);
        let acronym = piece.len() > 1 && !piece.chars().any(char::is_lowercase);
        let stops = match self.tongue {
            Tongue::English => ENGLISH_STOPS,
            Tongue::Spanish => SPANISH_STOPS,
        };
        let stop = !acronym && stops.binary_search(&bare).is_ok();
        let capital = piece.chars().next().is_some_and(char::is_uppercase);
        let irregular = match self.tongue {
            Tongue::English => IRREGULAR.binary_search_by_key(&bare, |(form, _)| form).ok().map(|at| IRREGULAR[at].1),
            Tongue::Spanish => None,
        };
        let shape = if capital { Shape::Capitalised } else { Shape::Word };
        let term =
            if stop { bare.to_owned() } else { new_stem(self.language(), irregular.unwrap_or(bare)).into_owned() };
        let hashes = hashes(&term, shape);
        Word { term, shape, stop, hashes }
    }
}

/// Folded letters without the full stops of `U.S.A`.
fn bare(word: &str) -> Cow<'_, str> {
    let word = folded(word);
    if word.contains('.') { Cow::Owned(word.replace('.', "")) } else { word }
}

/// Folded letters, without a copy where nothing changes.
fn folded(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(fold(word))
    }
}

fn cut(term: &str) -> &str {
    if term.len() <= LONGEST {
        return term;
    }
    let mut end = LONGEST;
    while !term.is_char_boundary(end) {
        end -= 1;
    }
    &term[..end]
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    Character,
}

/// A stretch of letters of one class.
#[derive(Clone, Copy)]
struct Run {
    start: usize,
    end: usize,
    class: Class,
    after_apostrophe: bool,
}

fn class_of(letter: char) -> Option<Class> {
    if letter.is_ascii() {
        return if letter.is_ascii_digit() {
            Some(Class::Digit)
        } else if letter.is_ascii_alphabetic() {
            Some(Class::Letter)
        } else {
            None
        };
    }
    if is_han(letter) || is_kana_or_hangul(letter) {
        Some(Class::Character)
    } else if letter.is_numeric() {
        Some(Class::Digit)
    } else if letter.is_alphabetic() || is_combining_mark(letter) {
        Some(Class::Letter)
    } else {
        None
    }
}

fn is_kana_or_hangul(letter: char) -> bool {
    matches!(letter, '\u{3005}' | '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ac00}'..='\u{d7a3}' | '\u{20000}'..='\u{3134f}')
}

/// The letter at a byte, without decoding where it is ASCII, as most are.
fn letter_at(text: &str, at: usize) -> Option<char> {
    let byte = *text.as_bytes().get(at)?;
    if byte.is_ascii() { Some(char::from(byte)) } else { text[at..].chars().next() }
}

/// The next run of letters at or behind a byte.
fn next_run(text: &str, from: usize) -> Option<Run> {
    let mut start = from;
    let (class, first) = loop {
        let letter = letter_at(text, start)?;
        match class_of(letter) {
            Some(class) => break (class, letter),
            None => start += letter.len_utf8(),
        }
    };
    let after_apostrophe = matches!(text[..start].chars().next_back(), Some('\'' | '’'));
    let mut end = start + first.len_utf8();
    let mut length = 1;
    while let Some(letter) = letter_at(text, end) {
        let next = end + letter.len_utf8();
        if class_of(letter) == Some(class) {
            end = next;
            length += 1;
            continue;
        }
        let behind = &text[next..];
        // 2.5 and 27,000 are one number; U.S.A is one word.
        let goes_on = match class {
            Class::Digit if letter == '.' => behind.starts_with(|next: char| next.is_ascii_digit()),
            Class::Digit if letter == ',' => {
                let digits = behind.bytes().take(4).take_while(u8::is_ascii_digit).count();
                digits == 3
            }
            Class::Letter if letter == '.' && length == 1 => {
                let mut next = behind.chars();
                next.next().is_some_and(char::is_uppercase) && !next.next().is_some_and(char::is_alphanumeric)
            }
            _ => false,
        };
        if !goes_on {
            break;
        }
        length = 0;
        end = next;
    }
    Some(Run { start, end, class, after_apostrophe })
}

/// What English leaves behind an apostrophe: `Newton's`, `don't`, `we're`.
const ENGLISH_ENDINGS: &[&str] = &["s", "t", "re", "ve", "ll", "d", "m"];

/// English words too common to look for, the words that questions ask with among them. Sorted.
#[rustfmt::skip]
pub(super) const ENGLISH_STOPS: &[&str] = &[
    "a", "about", "after", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "because", "been",
    "before", "being", "both", "but", "by", "can", "could", "did", "do", "does", "doing", "don", "during",
    "each", "for", "from", "had", "has", "have", "having", "he", "her", "here", "hers", "herself", "him", "himself",
    "his", "how", "i", "if", "in", "into", "is", "it", "its", "itself", "just", "many", "me", "more", "most", "much",
    "my", "myself", "no", "nor", "not", "of", "off", "on", "once", "only", "or", "other", "our", "ours",
    "ourselves", "out", "over", "own", "please", "s", "same", "she", "should", "so", "some", "such", "t", "tell", "than", "that",
    "the", "their", "theirs", "them", "themselves", "then", "there", "these", "they", "this", "those", "through",
    "to", "too", "under", "until", "up", "upon", "us", "very", "was", "we", "were", "what", "when", "where", "which",
    "while", "who", "whom", "whose", "why", "will", "with", "would", "you", "your", "yours", "yourself",
];

/// The same for Spanish, without accents. Sorted.
#[rustfmt::skip]
pub(super) const SPANISH_STOPS: &[&str] = &[
    "a", "al", "algo", "algun", "alguna", "algunas", "alguno", "algunos", "ante", "antes", "aquel", "aquella", "asi", "aunque",
    "cada", "como", "con", "contra", "cual", "cuales", "cuando", "cuanta", "cuantas", "cuanto", "cuantos", "de",
    "del", "desde", "donde", "dos", "durante", "e", "el", "ella", "ellas", "ellos", "en", "entre", "era", "eran", "eres",
    "es", "esa", "esas", "ese", "eso", "esos", "esta", "estaba", "estaban", "estan", "estar", "estas", "este", "esto", "estos", "fue",
    "fueron", "ha", "haber", "habia", "habian", "han", "hasta", "hay", "he", "hizo", "la", "las", "le", "les", "lo", "los", "mas", "me",
    "mediante", "mi", "mientras", "mucha", "muchas", "mucho", "muchos", "muy", "nada", "ni", "no", "nos", "nosotros", "o", "os", "otra", "otras",
    "otro", "otros", "para", "pero", "poco", "por", "porque", "pueda", "puede", "pueden", "que", "quien", "quienes", "se", "sea", "segun", "ser", "si",
    "sido", "sin", "sobre", "son", "su", "sus", "tal", "tambien", "tan", "tanto", "te", "tenia", "tenian", "tiene", "tienen", "toda", "todas",
    "todo", "todos", "tras", "tu", "tus", "u", "un", "una", "unas", "uno", "unos", "y", "ya", "yo",
];

/// Chinese characters that hold sentences together and say nothing alone.
#[rustfmt::skip]
const HAN_STOPS: &[char] = &[
    '的', '了', '是', '在', '和', '与', '及', '或', '也', '都', '就', '而', '吗', '呢', '吧', '啊', '么', '什', '谁', '哪', '几', '之',
    '其', '于', '为', '被', '把', '这', '那', '何', '请', '问', '有', '个', '些', '於',
];

/// Whether a Chinese character only holds a sentence together.
#[must_use]
pub fn is_function_character(letter: char) -> bool {
    HAN_STOPS.contains(&letter)
}

/// Irregular English forms and what they are forms of, since a stemmer only cuts. Sorted.
#[rustfmt::skip]
const IRREGULAR: &[(&str, &str)] = &[
    ("ate", "eat"), ("became", "become"), ("began", "begin"), ("begun", "begin"), ("blew", "blow"),
    ("blown", "blow"), ("bought", "buy"), ("broke", "break"), ("broken", "break"), ("brought", "bring"),
    ("built", "build"), ("came", "come"), ("caught", "catch"), ("children", "child"), ("chose", "choose"),
    ("chosen", "choose"), ("countries", "country"), ("dealt", "deal"), ("died", "die"), ("drawn", "draw"),
    ("drew", "draw"), ("driven", "drive"), ("drove", "drive"), ("dying", "die"), ("eaten", "eat"),
    ("fallen", "fall"), ("feet", "foot"), ("fell", "fall"), ("felt", "feel"), ("flew", "fly"), ("flown", "fly"),
    ("forgot", "forget"), ("forgotten", "forget"), ("fought", "fight"), ("froze", "freeze"), ("frozen", "freeze"),
    ("gave", "give"), ("given", "give"), ("gone", "go"), ("got", "get"), ("grew", "grow"), ("grown", "grow"),
    ("heard", "hear"), ("held", "hold"), ("hidden", "hide"), ("kept", "keep"), ("knew", "know"), ("known", "know"),
    ("led", "lead"), ("lost", "lose"), ("made", "make"), ("meant", "mean"), ("men", "man"), ("met", "meet"),
    ("mice", "mouse"), ("paid", "pay"), ("ran", "run"), ("rose", "rise"), ("said", "say"), ("sang", "sing"),
    ("sank", "sink"), ("sent", "send"), ("shaken", "shake"), ("shook", "shake"), ("shot", "shoot"),
    ("shown", "show"), ("slept", "sleep"), ("sold", "sell"), ("sought", "seek"), ("spent", "spend"),
    ("spoke", "speak"), ("spoken", "speak"), ("stole", "steal"), ("stolen", "steal"), ("stood", "stand"),
    ("struck", "strike"), ("sung", "sing"), ("sunk", "sink"), ("swam", "swim"), ("swore", "swear"),
    ("sworn", "swear"), ("taken", "take"), ("taught", "teach"), ("teeth", "tooth"), ("thought", "think"),
    ("threw", "throw"), ("thrown", "throw"), ("told", "tell"), ("took", "take"), ("understood", "understand"),
    ("went", "go"), ("women", "woman"), ("won", "win"), ("worn", "wear"), ("written", "write"), ("wrote", "write"),
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, tongue: Tongue, expected: &[&str]) {
        let mut found = Vec::new();
        Analyzer::new(tongue).each(text, |token| {
            if !token.stop {
                found.push(token.term.to_owned());
            }
        });
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn english() {
        check("The founders wrote 27,000 lines", Tongue::English, &["founder", "write", "27000", "line"]);
        check("Kimi K2.5's U.S. GPT-4o", Tongue::English, &["kimi", "k", "2.5", "us", "gpt", "4", "o"]);
        check("It’s us, don't", Tongue::English, &[]);
        check("IT in the US", Tongue::English, &["it", "us"]);
        check("Ｑｗｅｎ２", Tongue::English, &["qwen", "2"]);
    }

    #[test]
    fn spanish() {
        check("¿Quién fundó la compañía?", Tongue::Spanish, &["fund", "compani"]);
        check("los modelos que se lanzaron", Tongue::Spanish, &["model", "lanz"]);
    }

    #[test]
    fn chinese() {
        check("智譜成立於2019年", Tongue::English, &["智", "谱", "成", "立", "2019", "年"]);
        check("DeepSeek的创始人", Tongue::English, &["deepseek", "创", "始", "人"]);
        check("ＫＩＭＩとソラ 한국", Tongue::English, &["kimi", "と", "ソ", "ラ", "한", "국"]);
    }

    #[test]
    fn tongues() {
        assert_eq!(Tongue::of("the model that was made"), Some(Tongue::English));
        assert_eq!(Tongue::of("el modelo que fue hecho"), Some(Tongue::Spanish));
        assert_eq!(Tongue::of("Kimi K2"), None);
        assert_eq!(Tongue::English.of_piece("Museo de la Ciudad"), Tongue::English);
    }

    #[test]
    fn tables_are_sorted() {
        assert!(ENGLISH_STOPS.is_sorted());
        assert!(SPANISH_STOPS.is_sorted());
        assert!(IRREGULAR.is_sorted());
    }

    proptest! {
        #[test]
        fn any_text_has_tokens_in_order_and_all_tongues_see_the_same_runs(text in any::<String>()) {
            let starts = |tongue| {
                let mut starts = Vec::new();
                Analyzer::new(tongue).each(&text, |token| {
                    assert!(token.term.len() <= LONGEST);
                    starts.push(token.start);
                });
                starts
            };
            let english = starts(Tongue::English);
            prop_assert!(english.is_sorted());
            prop_assert_eq!(english, starts(Tongue::Spanish));
        }
    }
}
