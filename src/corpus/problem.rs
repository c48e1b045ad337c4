//! What is wrong with the data: where, what, and what would be right.

use std::fmt;
use std::ops::Range;

/// One mistake in a data file, found by a check that goes on to the next.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// File, relative to the data folder.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong and what would be right.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)
    }
}

/// A data file with its text, so that spans become lines and columns.
#[derive(Debug, Clone)]
pub struct DataFile {
    /// Name relative to the data folder.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Where its lines begin, in bytes.
    lines: Vec<usize>,
}

impl DataFile {
    /// A file of this name, relative to the data folder, with this text.
    #[must_use]
    pub fn new(name: String, text: String) -> Self {
        let behind = text.match_indices('\n').map(|(newline, _)| newline + 1);
        let lines = std::iter::once(0).chain(behind).collect();
        Self { name, text, lines }
    }

    /// A problem at a span of this file.
    #[must_use]
    pub fn problem(&self, span: Option<Range<usize>>, message: String) -> Problem {
        let start = span.map_or(0, |span| span.start.min(self.text.len()));
        // The first line begins at 0, so that there is always one.
        let line = self.lines.partition_point(|line| *line <= start);
        let column = 1 + String::from_utf8_lossy(&self.text.as_bytes()[self.lines[line - 1]..start]).chars().count();
        Problem { file: self.name.clone(), line, column, message }
    }
}

/// The known word that a misspelt one probably means, within two edits.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 2.max(candidate.len() / 5))
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_become_lines_and_columns() {
        let file = DataFile::new("a.toml".into(), "x = 1\n智 = 2\n".into());
        assert_eq!(file.problem(Some(10..11), "bad".into()).to_string(), "a.toml:2:3: bad");
        assert_eq!(file.problem(None, "bad".into()).to_string(), "a.toml:1:1: bad");
        assert_eq!(file.problem(Some(99..100), "bad".into()).to_string(), "a.toml:3:1: bad");
    }
}
