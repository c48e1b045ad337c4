//! Which tokens and names stand in which sentence of which passage, in one file that is mapped, not read: what ranking
//! needs of a passage without looking at its letters again.
//!
//! The file: records of little-endian 64-bit words, then a table of passages (id, end of its record), then a footer.
//! A record: its head and the heading's marks and names, then for each unit its number, head, marks and names. A head is
//! one word, `marks << 32 | names`. A reader that meets nonsense reads an empty passage; it never panics.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use tantivy::directory::OwnedBytes;

use super::SearchError;
use super::analyzers::{Shape, Token, Tongue};
use crate::corpus::EntityId;
use crate::corpus::document::PassageId;

/// Name of the file.
pub(super) const FILE: &str = "passages.forward";

const MAGIC: u64 = u64::from_le_bytes(*b"lablore2");
const WORD: usize = 8;
const FOOTER_WORDS: usize = 5;

/// One token of a passage: hashes of its term and of its first letters, and what it looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark(u64);

impl Mark {
    /// Digits.
    pub(super) const NUMBER: u64 = 1 << 56;
    /// A capital letter.
    pub(super) const CAPITAL: u64 = 1 << 57;
    /// A capital letter that no sentence's beginning explains.
    pub(super) const INNER_CAPITAL: u64 = 1 << 58;
    /// One character of a script without spaces.
    pub(super) const CHARACTER: u64 = 1 << 59;
    /// Stands in the header of the table.
    pub(super) const HEADER: u64 = 1 << 60;

    /// The mark of a token; `first` in its sentence.
    pub(super) fn of(token: &Token<'_>, first: bool) -> Self {
        let shape = match token.shape {
            Shape::Word => 0,
            Shape::Capitalised if first => Self::CAPITAL,
            Shape::Capitalised => Self::CAPITAL | Self::INNER_CAPITAL,
            Shape::Number => Self::NUMBER,
            Shape::Character => Self::CHARACTER,
        };
        Self(token.hashes | shape)
    }

    /// The same, standing in the header of the table.
    pub(super) fn of_header(self) -> Self {
        Self(self.0 | Self::HEADER)
    }

    /// Hash of the term.
    pub(super) fn term(self) -> u32 {
        u32::try_from(self.0 & 0xffff_ffff).unwrap_or(0)
    }

    /// Hash of the word's first letters; 0 for what has too few.
    pub(super) fn beginning(self) -> u32 {
        u32::try_from(self.0 >> 32 & 0x00ff_ffff).unwrap_or(0)
    }

    /// Whether it looks so.
    pub(super) fn is(self, flag: u64) -> bool {
        self.0 & flag != 0
    }
}

/// How many letters make the beginning that related words share.
pub(super) const BEGINNING: usize = 5;

/// The first letters of a word that is long enough to have relatives by them.
pub(super) fn beginning_of<'t>(token: &Token<'t>) -> Option<&'t str> {
    beginning(token.term, token.shape)
}

fn beginning(term: &str, shape: Shape) -> Option<&str> {
    if !matches!(shape, Shape::Word | Shape::Capitalised) {
        return None;
    }
    let (at, letter) = term.char_indices().nth(BEGINNING - 1)?;
    Some(&term[..at + letter.len_utf8()])
}

/// The hash of a term in 32 bits, and above it that of its first letters in 24, which is 0 where there are too few.
pub(super) fn hashes(term: &str, shape: Shape) -> u64 {
    let beginning = beginning(term, shape).map_or(0, |start| (hash(start) & 0x00ff_ffff).max(1));
    u64::from(hash(term)) | u64::from(beginning) << 32
}

/// FNV-1a: short strings, the same on every machine.
pub(super) fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The tokens of a stretch of text, and what it names.
#[derive(Debug, Default, Clone)]
pub(super) struct Stretch {
    pub(super) marks: Vec<Mark>,
    pub(super) names: Vec<EntityId>,
}

/// The record of a passage while it is made, word by word as the file will have it. To be used again for the next one, so
/// that no memory is asked for.
#[derive(Debug, Default)]
pub(super) struct Record {
    words: Vec<u64>,
    /// Where the head of the stretch stands that is being made.
    head: usize,
}

impl Record {
    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.words.clear();
    }

    /// Begins the stretch of a unit, by its number in the document.
    pub(super) fn begin_unit(&mut self, number: u32) {
        self.words.push(u64::from(number));
        self.begin();
    }

    /// Begins a stretch: the heading's is the first and has no number.
    pub(super) fn begin(&mut self) {
        self.head = self.words.len();
        self.words.push(0);
    }

    /// Adds a token to the stretch.
    pub(super) fn mark(&mut self, mark: Mark) {
        self.words.push(mark.0);
    }

    /// Ends the stretch with what it names.
    pub(super) fn end(&mut self, names: impl IntoIterator<Item = EntityId>) {
        let first_name = self.words.len();
        self.words.extend(names.into_iter().map(|name| u64::from(name.0)));
        let marks = first_name - self.head - 1;
        self.words[self.head] = (marks as u64) << 32 | (self.words.len() - first_name) as u64;
    }
}

/// Bytes that are written at a time.
const BUFFER: usize = 1 << 16;

/// Writes the file, a passage at a time.
pub(super) struct ForwardWriter {
    out: BufWriter<File>,
    file: String,
    words: u64,
    table: Vec<(u64, u64)>,
    tokens: u64,
    spanish: u64,
}

impl ForwardWriter {
    pub(super) fn create(folder: &Path) -> Result<Self, SearchError> {
        let path = folder.join(FILE);
        let file = path.display().to_string();
        let out = File::create(&path).map_err(|source| unwritten(&file, source))?;
        Ok(Self {
            out: BufWriter::with_capacity(BUFFER, out),
            file,
            words: 0,
            table: Vec::new(),
            tokens: 0,
            spanish: 0,
        })
    }

    /// Adds a passage; its number is how many came before. `length`: its tokens without headings and stop words.
    pub(super) fn add(
        &mut self,
        id: PassageId,
        tongue: Tongue,
        length: usize,
        record: &Record,
    ) -> Result<(), SearchError> {
        for word in &record.words {
            self.put(*word)?;
        }
        self.table.push((u64::from(id.document) << 32 | u64::from(id.passage), self.words));
        self.tokens += length as u64;
        self.spanish += u64::from(tongue == Tongue::Spanish);
        Ok(())
    }

    /// Ends the file and sees that it is on the disk.
    pub(super) fn finish(mut self) -> Result<(), SearchError> {
        let passages = self.table.len() as u64;
        for (id, end) in std::mem::take(&mut self.table) {
            self.put(id)?;
            self.put(end)?;
        }
        for word in [passages, self.tokens, self.spanish, u64::from(super::analyzers::VERSION), MAGIC] {
            self.put(word)?;
        }
        self.out.flush().and_then(|()| self.out.get_ref().sync_all()).map_err(|source| unwritten(&self.file, source))
    }

    fn put(&mut self, word: u64) -> Result<(), SearchError> {
        self.words += 1;
        self.out.write_all(&word.to_le_bytes()).map_err(|source| unwritten(&self.file, source))
    }
}

fn unwritten(file: &str, source: std::io::Error) -> SearchError {
    SearchError::File { file: file.to_owned(), action: "written", source }
}

/// The mapped file.
#[derive(Debug)]
pub(super) struct Forward {
    bytes: OwnedBytes,
    /// Byte at which the table begins.
    table: usize,
    passages: usize,
    /// How many passages are Spanish; the others are handled as English.
    pub(super) spanish: usize,
    /// Tokens in all passages together, without headings and stop words.
    pub(super) tokens: u64,
}

impl Forward {
    pub(super) fn open(folder: &Path) -> Result<Self, SearchError> {
        let file = folder.join(FILE).display().to_string();
        let bytes = super::mapped::bytes(folder, FILE)?;
        let damaged = |why: &str| SearchError::Damaged { file: file.clone(), why: why.to_owned() };
        let footer = bytes.len().checked_sub(FOOTER_WORDS * WORD).ok_or_else(|| damaged("it is too short"))?;
        let word = |number: usize| word_at(&bytes, footer + number * WORD);
        if word(4) != MAGIC {
            return Err(damaged("its end is missing"));
        }
        if word(3) != u64::from(super::analyzers::VERSION) {
            return Err(damaged("it was made by another version"));
        }
        let passages = usize::try_from(word(0)).unwrap_or(usize::MAX);
        let table = passages
            .checked_mul(2 * WORD)
            .and_then(|size| footer.checked_sub(size))
            .ok_or_else(|| damaged("its table is missing"))?;
        Ok(Self { table, passages, spanish: usize::try_from(word(2)).unwrap_or(0), tokens: word(1), bytes })
    }

    /// How many passages there are.
    pub(super) fn len(&self) -> usize {
        self.passages
    }

    /// The mean length of a passage, at least 1.
    pub(super) fn mean_length(&self) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "a mean needs no more digits")]
        let mean = self.tokens as f32 / self.passages.max(1) as f32;
        mean.max(1.0)
    }

    /// The id of a passage.
    pub(super) fn id(&self, number: usize) -> PassageId {
        let packed = word_at(&self.bytes, self.table + number * 2 * WORD);
        PassageId {
            document: u16::try_from(packed >> 32).unwrap_or(u16::MAX),
            passage: u32::try_from(packed & 0xffff_ffff).unwrap_or(u32::MAX),
        }
    }

    /// The number of a passage, if it is indexed.
    pub(super) fn number_of(&self, id: PassageId) -> Option<usize> {
        let (mut low, mut high) = (0, self.passages);
        while low < high {
            let middle = usize::midpoint(low, high);
            match self.id(middle).cmp(&id) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }

    /// The tokens of a passage.
    pub(super) fn passage(&self, number: usize) -> PassageMarks<'_> {
        let end_of = |number: usize| {
            let words = word_at(&self.bytes, self.table + number * 2 * WORD + WORD);
            usize::try_from(words).map_or(self.table, |words| words.saturating_mul(WORD).min(self.table))
        };
        let start = if number == 0 { 0 } else { end_of(number - 1) };
        let record = self.bytes.get(start..end_of(number)).unwrap_or_default();
        let (heading, rest) = StretchMarks::read(record).unwrap_or_default();
        PassageMarks { heading, rest }
    }
}

fn word_at(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..).and_then(|rest| rest.first_chunk::<WORD>()).map_or(0, |word| u64::from_le_bytes(*word))
}

/// The tokens and names of one passage.
#[derive(Debug, Clone, Copy)]
pub(super) struct PassageMarks<'a> {
    /// Of its headings, its document's title and its table's header.
    pub(super) heading: StretchMarks<'a>,
    rest: &'a [u8],
}

impl<'a> PassageMarks<'a> {
    /// Its units in order: number in the document, tokens and names.
    pub(super) fn units(self) -> impl Iterator<Item = (u32, StretchMarks<'a>)> {
        let mut rest = self.rest;
        std::iter::from_fn(move || {
            let (number, behind) = rest.split_first_chunk::<WORD>()?;
            let (stretch, behind) = StretchMarks::read(behind)?;
            rest = behind;
            Some((u32::try_from(u64::from_le_bytes(*number)).ok()?, stretch))
        })
    }
}

/// The tokens and names of a stretch of text, as the file has them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct StretchMarks<'a> {
    marks: &'a [u8],
    names: &'a [u8],
}

impl<'a> StretchMarks<'a> {
    /// Reads a stretch, and what stands behind it.
    fn read(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (head, rest) = bytes.split_first_chunk::<WORD>()?;
        let head = u64::from_le_bytes(*head);
        let size = |count: u64| usize::try_from(count).ok().map(|count| count * WORD);
        let (marks, rest) = rest.split_at_checked(size(head >> 32)?)?;
        let (names, rest) = rest.split_at_checked(size(head & 0xffff_ffff)?)?;
        Some((Self { marks, names }, rest))
    }

    /// Its tokens in order.
    pub(super) fn marks(self) -> impl Iterator<Item = Mark> + Clone + 'a {
        words(self.marks).map(Mark)
    }

    /// What it names.
    pub(super) fn names(self) -> impl Iterator<Item = EntityId> + 'a {
        words(self.names).filter_map(|word| u32::try_from(word).ok()).map(EntityId)
    }
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u64> + Clone + '_ {
    bytes.as_chunks::<WORD>().0.iter().map(|word| u64::from_le_bytes(*word))
}
