//! From a text to its outline: headings, sentences, bullets, table rows, and the passages made of them.
//!
//! Markdown's headings are headings. In a text without markup a line that equals a heading of the digest, in the
//! digest's order, is one.

use std::ops::Range;

use super::document::{Document, Passage, Section, Unit, UnitKind};
use super::source::Source;
use crate::text::fold::comparable;
use crate::text::sentences::sentences;

/// Passages of prose or bullets are closed when they have grown beyond this many bytes.
const PASSAGE_BYTES: usize = 700;
/// A passage that has so many bytes is ended within a paragraph: a page without an empty line is no one passage, which
/// would be slow to rank.
const LONGEST_PASSAGE: usize = 4_000;

/// A heading that a text without markup may have as a bare line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownHeading {
    /// 2 for a section, 3 for a subsection, and so on.
    pub level: usize,
    /// The words, without numbering.
    pub title: String,
}

/// Reads the outline of a text. `known` are the headings of the digest, for originals without markup.
#[must_use]
pub fn outline(source: Source, is_original: bool, text: String, known: &[KnownHeading]) -> Document {
    let mut builder = Builder::new(&text, known);
    builder.run();
    let Builder { sections, units, passages, .. } = builder;
    Document { source, is_original, text: text.into(), sections, units, passages }
}

/// The headings of a document, as the originals' bare lines are compared with.
#[must_use]
pub fn known_headings(document: &Document) -> Vec<KnownHeading> {
    document
        .sections
        .iter()
        .filter_map(|section| {
            let title = section.path.last()?.clone();
            Some(KnownHeading { level: section.path.len() + 1, title })
        })
        .collect()
}

/// A heading as it is compared: without numbering, markup, case and final colon.
#[must_use]
pub fn heading_key(heading: &str) -> String {
    comparable(&heading_title(heading)).trim_end_matches([':', ' ']).to_owned()
}

/// The keys of the parts of a path as references write it.
#[must_use]
pub fn heading_key_path(path: &str) -> Vec<String> {
    path.split('›').map(heading_key).filter(|part| !part.is_empty()).collect()
}

/// A heading's words: without `#`, emphasis, numbering and final colon.
fn heading_title(line: &str) -> String {
    let line = line.trim().trim_start_matches('#').trim().trim_matches('*').trim();
    let digits = line.len() - line.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    let rest = &line[digits..];
    let unnumbered = match rest.strip_prefix(['.', ')']) {
        Some(after) if digits > 0 && after.starts_with(' ') => after,
        None if digits == 2 && rest.starts_with(' ') => rest,
        _ => line,
    };
    unnumbered.trim().trim_end_matches(':').to_owned()
}

/// What a line is, as far as the outline cares.
enum Line {
    Blank,
    Heading {
        level: usize,
        title: String,
    },
    /// The row between a table's header and its body.
    Ruler,
    Row(Range<usize>),
    Bullet(Range<usize>),
    Text(Range<usize>),
}

struct Builder<'a> {
    text: &'a str,
    known: &'a [KnownHeading],
    /// Index into `known` from which the next bare heading is looked for.
    next_known: usize,
    path: Vec<(usize, String)>,
    sections: Vec<Section>,
    units: Vec<Unit>,
    passages: Vec<Passage>,
    /// Bytes of the paragraph that is being read.
    paragraph: Option<Range<usize>>,
    /// First unit of the passage that is open.
    open: Option<u32>,
    /// Header row of the table that is being read.
    header: Option<u32>,
    in_table: bool,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str, known: &'a [KnownHeading]) -> Self {
        Self {
            text,
            known,
            next_known: 0,
            path: Vec::new(),
            sections: vec![Section::default()],
            units: Vec::new(),
            passages: Vec::new(),
            paragraph: None,
            open: None,
            header: None,
            in_table: false,
        }
    }

    fn run(&mut self) {
        let mut start = 0;
        for line in self.text.split_inclusive('\n') {
            let range = start..start + line.trim_end_matches(['\n', '\r']).len();
            start += line.len();
            match self.classify(range) {
                Line::Blank => self.end_block(),
                Line::Heading { level, title } => self.heading(level, title, start - line.len()),
                Line::Ruler => self.ruler(),
                Line::Row(range) => self.row(range),
                Line::Bullet(range) => self.bullet(range),
                Line::Text(range) => self.line_of_text(range),
            }
        }
        self.end_block();
        self.close_passage();
    }

    fn classify(&mut self, range: Range<usize>) -> Line {
        let line = &self.text[range.clone()];
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.chars().all(|letter| matches!(letter, '-' | '=' | '*' | '_')) {
            return Line::Blank;
        }
        let hashes = trimmed.len() - trimmed.trim_start_matches('#').len();
        if (1..=6).contains(&hashes) && trimmed[hashes..].starts_with(' ') {
            let title = heading_title(trimmed);
            self.note_known(&heading_key(&title));
            return Line::Heading { level: hashes, title };
        }
        if let Some(heading) = self.known_heading(trimmed) {
            return heading;
        }
        let inner = trim_range(self.text, range.clone());
        if trimmed.starts_with('|') && trimmed.len() > 1 {
            if trimmed.chars().all(|letter| matches!(letter, '|' | '-' | ':' | ' ')) {
                return Line::Ruler;
            }
            let end = if trimmed.ends_with('|') { inner.end - 1 } else { inner.end };
            return Line::Row(trim_range(self.text, inner.start + 1..end));
        }
        if trimmed.matches(" | ").count() >= 2 {
            return Line::Row(inner);
        }
        match bullet_mark(trimmed) {
            Some(mark) => Line::Bullet(trim_range(self.text, inner.start + mark..inner.end)),
            None => Line::Text(inner),
        }
    }

    /// A bare line that equals a heading of the digest that has not come yet.
    fn known_heading(&mut self, line: &str) -> Option<Line> {
        if self.known.is_empty() || line.len() > 160 {
            return None;
        }
        let key = heading_key(line);
        let ahead = self.known[self.next_known..].iter().position(|known| heading_key(&known.title) == key)?;
        let known = &self.known[self.next_known + ahead];
        self.next_known += ahead + 1;
        Some(Line::Heading { level: known.level, title: known.title.clone() })
    }

    /// Moves past a heading that Markdown itself marked, so that later bare lines are not taken for it.
    fn note_known(&mut self, key: &str) {
        if let Some(ahead) = self.known[self.next_known..].iter().position(|known| heading_key(&known.title) == key) {
            self.next_known += ahead + 1;
        }
    }

    fn heading(&mut self, level: usize, title: String, line_start: usize) {
        self.end_block();
        self.close_passage();
        let line_end = self.text[line_start..].find('\n').map_or(self.text.len(), |newline| line_start + newline);
        let span = heading_span(self.text, line_start..line_end);
        self.path.retain(|(outer, _)| *outer < level);
        if level > 1 {
            self.path.push((level, title));
            self.sections.push(Section { path: self.path.iter().map(|(_, title)| title.clone()).collect() });
        }
        self.push_unit(span, UnitKind::Heading, None);
        self.close_passage();
    }

    fn ruler(&mut self) {
        let last = self.units.len().checked_sub(1).and_then(|last| u32::try_from(last).ok());
        self.header = last.filter(|_| self.in_table);
    }

    fn row(&mut self, range: Range<usize>) {
        self.end_paragraph();
        if !self.in_table {
            self.close_passage();
            self.header = None;
        }
        self.in_table = true;
        self.push_unit(range, UnitKind::Row, self.header);
        self.close_passage();
    }

    fn bullet(&mut self, range: Range<usize>) {
        self.end_paragraph();
        self.in_table = false;
        self.sentences(range);
    }

    fn line_of_text(&mut self, range: Range<usize>) {
        self.in_table = false;
        match &mut self.paragraph {
            Some(paragraph) if !ends_sentence(&self.text[paragraph.clone()]) => paragraph.end = range.end,
            _ => {
                self.end_paragraph();
                self.paragraph = Some(range);
            }
        }
    }

    fn end_paragraph(&mut self) {
        let Some(range) = self.paragraph.take() else {
            return;
        };
        self.sentences(range);
    }

    /// The sentences of a paragraph or bullet; its line breaks are spaces, so that they end none.
    fn sentences(&mut self, range: Range<usize>) {
        let unbroken = self.text[range.clone()].replace('\n', " ");
        for sentence in sentences(&unbroken) {
            self.push_unit(range.start + sentence.start..range.start + sentence.end, UnitKind::Sentence, None);
            self.close_if_full(LONGEST_PASSAGE);
        }
        self.close_if_full(PASSAGE_BYTES);
    }

    fn end_block(&mut self) {
        let had_paragraph = self.paragraph.is_some();
        self.end_paragraph();
        if had_paragraph || !self.in_table {
            self.close_passage();
        }
        self.in_table = false;
    }

    fn push_unit(&mut self, range: Range<usize>, kind: UnitKind, header: Option<u32>) {
        if range.is_empty() {
            return;
        }
        let number = u32::try_from(self.units.len()).unwrap_or(u32::MAX);
        let (Ok(start), Ok(end)) = (u32::try_from(range.start), u32::try_from(range.end)) else {
            return;
        };
        let section = u32::try_from(self.sections.len() - 1).unwrap_or(u32::MAX);
        self.open.get_or_insert(number);
        self.units.push(Unit { start, end, section, kind, header });
    }

    /// Ends the passage where it has more than so many bytes.
    fn close_if_full(&mut self, most: usize) {
        let Some(open) = self.open else { return };
        let first = self.units[open as usize].start;
        let last = self.units.last().map_or(first, |unit| unit.end);
        if (last - first) as usize > most {
            self.close_passage();
        }
    }

    fn close_passage(&mut self) {
        let Some(first_unit) = self.open.take() else {
            return;
        };
        let end_unit = u32::try_from(self.units.len()).unwrap_or(u32::MAX);
        self.passages.push(Passage { first_unit, end_unit });
    }
}

/// The bytes of a heading's words on its line: without `#`, emphasis and numbering.
fn heading_span(text: &str, line: Range<usize>) -> Range<usize> {
    let title = heading_title(&text[line.clone()]);
    let start = text[line.clone()].find(&title).map_or(line.start, |found| line.start + found);
    trim_range(text, start..(start + title.len()).min(line.end))
}

fn trim_range(text: &str, range: Range<usize>) -> Range<usize> {
    let piece = &text[range.clone()];
    let start = range.start + (piece.len() - piece.trim_start().len());
    start..start + piece.trim().len()
}

/// Length of a bullet's or a number's mark with the space behind it.
fn bullet_mark(line: &str) -> Option<usize> {
    for mark in ["- ", "* ", "• ", "– ", "+ "] {
        if line.starts_with(mark) {
            return Some(mark.len());
        }
    }
    if let Some(after) = line.strip_prefix(['•', '-'])
        && after.starts_with(char::is_whitespace)
    {
        return Some(line.len() - after.trim_start().len());
    }
    let digits = line.len() - line.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
    let rest = &line[digits..];
    ((1..=3).contains(&digits) && (rest.starts_with(". ") || rest.starts_with(") "))).then_some(digits + 2)
}

/// Whether a paragraph read so far ends a sentence, so that the next line begins a new one.
fn ends_sentence(text: &str) -> bool {
    text.trim_end().trim_end_matches(['"', '”', ')', '*', '_']).ends_with(['.', '!', '?', ':', '。', '！', '？', '…'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(document: &Document) -> Vec<(UnitKind, String, &str)> {
        document
            .units
            .iter()
            .map(|unit| (unit.kind, document.section_of(unit).title(), &document.text[unit.span()]))
            .collect()
    }

    #[test]
    fn markdown_has_sections_sentences_bullets_and_rows() {
        let text = "# Title\n\nIntro.\n\n## 1. Lab\n\nOne. Two\nlines.\n\n### Table\n\n| A | B |\n|---|---|\n| x | y |\n\n- **b**: point\n";
        let document = outline(Source::default(), false, text.to_owned(), &[]);
        use UnitKind::{Heading, Row, Sentence};
        assert_eq!(
            units(&document),
            [
                (Heading, String::new(), "Title"),
                (Sentence, String::new(), "Intro."),
                (Heading, "Lab".into(), "Lab"),
                (Sentence, "Lab".into(), "One."),
                (Sentence, "Lab".into(), "Two\nlines."),
                (Heading, "Lab › Table".into(), "Table"),
                (Row, "Lab › Table".into(), "A | B"),
                (Row, "Lab › Table".into(), "x | y"),
                (Sentence, "Lab › Table".into(), "**b**: point"),
            ]
        );
        assert_eq!(document.units[7].header, Some(6));
        assert_eq!(document.find_section("Lab › Table"), Some(2));
    }

    #[test]
    fn bare_lines_that_equal_headings_of_the_digest_are_headings() {
        let digest =
            outline(Source::default(), false, "## The Setting\n### Big-tech context\n## MiniMax\n".to_owned(), &[]);
        let text = "01\n\nThe Setting\n\nWords here.\n\n1. Big-tech context\n\nMore words.\n\nMiniMax\n\nFounded 2021.\n\nMiniMax\n";
        let document = outline(Source::default(), true, text.to_owned(), &known_headings(&digest));
        let paths: Vec<String> = document.sections.iter().map(Section::title).collect();
        assert_eq!(paths, ["", "The Setting", "The Setting › Big-tech context", "MiniMax"]);
    }
}
