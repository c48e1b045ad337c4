//! Tables whose rows a copy from a web page ran together: `May 2024DeepSeek V2 (236B MoE)First release.` becomes
//! `May 2024 | DeepSeek V2 (236B MoE) | First release.`
//!
//! A table is only recognised by a header of run-together words above rows that begin with a date. Where a cell ends
//! is told by the words as they stand elsewhere in the same text: `DeepSeek` is one word, `CoderFirst` is two.

use std::borrow::Cow;

use super::fence::Fence;
use super::vocabulary::{Vocabulary, words};

const MAX_HEADER_BYTES: usize = 120;
const MIN_ROWS: usize = 2;

/// Splits the rows of such tables into cells.
pub(super) fn split(text: &str) -> Cow<'_, str> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let tables = find_tables(&lines);
    if tables.is_empty() {
        return Cow::Borrowed(text);
    }

    let vocabulary = Vocabulary::of(text);
    let mut repaired = String::with_capacity(text.len() + 256);
    let mut position = 0;
    for (start, end) in tables {
        repaired.extend(lines[position..start].iter().copied());
        match split_table(&lines[start..end], &vocabulary) {
            Some(table) => repaired.push_str(&table),
            None => repaired.extend(lines[start..end].iter().copied()),
        }
        position = end;
    }
    repaired.extend(lines[position..].iter().copied());
    Cow::Owned(repaired)
}

/// Line numbers of the tables: header to the line behind the last row.
fn find_tables(lines: &[&str]) -> Vec<(usize, usize)> {
    let mut fence = Fence::default();
    let mut tables = Vec::new();
    let mut end = 0;
    for (index, line) in lines.iter().enumerate() {
        let is_code = fence.covers(line);
        if is_code || index < end || header_cells(line).is_none() {
            continue;
        }
        let rows = lines[index + 1..].iter().take_while(|line| run_together_date(line).is_some()).count();
        if rows >= MIN_ROWS {
            end = index + 1 + rows;
            tables.push((index, end));
        }
    }
    tables
}

/// The table with its cells apart; none if a row does not show where its cells end.
fn split_table(lines: &[&str], vocabulary: &Vocabulary<'_>) -> Option<String> {
    let (header, rows) = lines.split_first()?;
    let cells = header_cells(header)?;
    let mut table = cells.join(" | ");
    table.push('\n');
    for row in rows {
        let content = row.trim_end();
        let date = run_together_date(content)?;
        let rest = &content[date..];
        let mut start = 0;
        table.push_str(&content[..date]);
        for junction in junctions(rest, vocabulary, cells.len() - 2)? {
            table.push_str(" | ");
            table.push_str(&rest[start..junction]);
            start = junction;
        }
        table.push_str(" | ");
        table.push_str(&rest[start..]);
        table.push_str(&row[content.len()..]);
    }
    Some(table)
}

/// The cells of a header: a short line that begins with a capital, has no sentence and a capital within a word.
fn header_cells(line: &str) -> Option<Vec<&str>> {
    let line = line.trim();
    let is_short = line.len() <= MAX_HEADER_BYTES;
    if !is_short
        || run_together_date(line).is_some()
        || !line.starts_with(char::is_uppercase)
        || line.contains(['.', ':', ';', '|'])
    {
        return None;
    }
    let mut cells = Vec::new();
    let mut start = 0;
    for (position, _) in inner_capitals(line) {
        cells.push(&line[start..position]);
        start = position;
    }
    cells.push(&line[start..]);
    (cells.len() >= 2).then_some(cells)
}

/// Where the cells of a row end: as many places as asked for, the surest ones.
fn junctions(row: &str, vocabulary: &Vocabulary<'_>, wanted: usize) -> Option<Vec<usize>> {
    let words: Vec<(usize, &str)> = words(row).collect();
    let mut found: Vec<(u8, usize)> = inner_capitals(row)
        .filter_map(|(position, before)| {
            let next = words.partition_point(|(start, _)| *start < position);
            let word = words[..next].last().filter(|(start, word)| position < start + word.len());
            let doubt = match word {
                None => 0,
                Some((start, word)) => doubt(word, position - start, vocabulary)?,
            };
            // A closing bracket or a full stop ends a cell more surely than a letter.
            let doubt = if before.is_alphanumeric() { doubt } else { 0 };
            Some((doubt, position))
        })
        .collect();
    found.sort_unstable();
    let mut junctions: Vec<usize> = found.iter().take(wanted).map(|(_, at)| *at).collect();
    junctions.sort_unstable();
    (junctions.len() == wanted).then_some(junctions)
}

/// How doubtful it is that a word is two words; none if it is surely one.
fn doubt(word: &str, at: usize, vocabulary: &Vocabulary<'_>) -> Option<u8> {
    if vocabulary.count_as_written(word) > 1 {
        return None;
    }
    let (left, right) = word.split_at(at);
    match (vocabulary.count(left) > 0, vocabulary.count(right) > 0) {
        (true, true) => Some(1),
        (_, true) => Some(2),
        (true, false) => Some(3),
        (false, false) => Some(4),
    }
}

/// Where a capitalised word directly follows the end of another: the position, and the character before it.
fn inner_capitals(line: &str) -> impl Iterator<Item = (usize, char)> {
    let mut before = ' ';
    line.char_indices().filter_map(move |(position, character)| {
        let previous = std::mem::replace(&mut before, character);
        let ends_word = previous.is_lowercase()
            || previous.is_ascii_digit()
            || matches!(previous, ')' | ']' | '%' | '.' | '”' | '’');
        let mut behind = line[position + character.len_utf8()..].chars();
        let begins_word =
            character.is_uppercase() && behind.next().is_some_and(|next| next.is_lowercase() || next == ' ');
        (ends_word && begins_word).then_some((position, previous))
    })
}

/// The length of the date that a line begins with and that runs into the next cell.
fn run_together_date(line: &str) -> Option<usize> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const PARTS: [&str; 12] = ["Early", "Mid", "Late", "End", "Q1", "Q2", "Q3", "Q4", "H1", "H2", "Spring", "Autumn"];

    let mut rest = line;
    let mut years = 0;
    loop {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let word = &rest[..letters];
        let is_month =
            letters >= 3 && MONTHS.iter().any(|month| word.starts_with(month)) && letters <= "September".len();
        let length = match digits {
            4 if rest.starts_with("19") || rest.starts_with("20") => {
                years += 1;
                4
            }
            1 | 2 => digits,
            _ if is_month || PARTS.contains(&word) => letters,
            _ if rest.len() >= 2 && rest.is_char_boundary(2) && PARTS.contains(&&rest[..2]) => 2,
            _ => return None,
        };
        rest = &rest[length..];
        let separator = rest.bytes().take_while(|byte| matches!(byte, b' ' | b',' | b'-' | b'/')).count();
        // A date ends with its year (or, in figures, its day), and the next cell follows directly.
        if separator == 0 {
            let runs_on = rest.starts_with(char::is_uppercase);
            return (years > 0 && runs_on).then(|| line.len() - rest.len());
        }
        rest = &rest[separator..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "DeepSeek, OpenAI and MoE models. The Coder came first, the family smaller.\n\
        DateModelWhat it added\n\
        2023DeepSeek LLM, DeepSeek CoderFirst open-weight releases.\n\
        May 2024DeepSeek V2 (236B MoE, 21B active)First wide release. More by OpenAI.\n\
        2025R1-distill familySmaller models.\n\
        The next paragraph.\n";

    #[test]
    fn rows_are_split_at_the_words_of_the_text() {
        assert_eq!(
            split(TABLE),
            "DeepSeek, OpenAI and MoE models. The Coder came first, the family smaller.\n\
            Date | Model | What it added\n\
            2023 | DeepSeek LLM, DeepSeek Coder | First open-weight releases.\n\
            May 2024 | DeepSeek V2 (236B MoE, 21B active) | First wide release. More by OpenAI.\n\
            2025 | R1-distill family | Smaller models.\n\
            The next paragraph.\n"
        );
    }

    #[test]
    fn two_columns_and_other_dates() {
        assert_eq!(
            split("WhenEvent\n20 January 2025Release\nQ3 2024Founded\n2024-05-06Report\n"),
            "When | Event\n20 January 2025 | Release\nQ3 2024 | Founded\n2024-05-06 | Report\n"
        );
    }

    #[test]
    fn other_lines_stay() {
        for text in [
            "DeepSeek\n2023 was a year.\n2024 was another.\n",
            "OpenAI and DeepSeek\n2024Only one row\n",
            "2023DeepSeek\n2024Qwen\n",
            "| Date | Model |\n| 2023 | DeepSeek |\n",
            "DateModel\n\n2023A\n2024B\n",
        ] {
            assert_eq!(split(text), text);
        }
    }
}
