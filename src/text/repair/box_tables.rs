//! Tables drawn with box characters: each row becomes one line `cell | cell | cell`, the frame goes.
//!
//! A row of such a table often takes several lines. Lines belong to the same row until a border, a bullet or a first
//! cell that begins anew. Trees (`├── src`) and borders without rows are no tables and stay.

use std::borrow::Cow;

/// What joins two entries that stand below one another in the same cell.
const ENTRY_SEPARATOR: &str = "; ";

/// Takes the frames off a text's tables.
pub(super) fn unframe(text: &str) -> Cow<'_, str> {
    if !text.contains(is_horizontal) {
        return Cow::Borrowed(text);
    }
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut unframed = String::new();
    let mut has_changed = false;
    let mut position = 0;
    while position < lines.len() {
        let Some(length) = table_length(&lines[position..]) else {
            unframed.push_str(lines[position]);
            position += 1;
            continue;
        };
        let table = &lines[position..position + length];
        write_table(table, &mut unframed);
        if !table[length - 1].ends_with('\n') {
            unframed.pop();
        }
        has_changed = true;
        position += length;
    }
    if has_changed { Cow::Owned(unframed) } else { Cow::Borrowed(text) }
}

/// How many lines the table takes that begins with the first line: from an upper to a lower border.
fn table_length(lines: &[&str]) -> Option<usize> {
    if !lines.first()?.trim_start().starts_with(is_upper_corner) || !is_border(lines[0]) {
        return None;
    }
    let mut rows = 0;
    for (index, line) in lines.iter().enumerate().skip(1) {
        if is_border(line) {
            if line.trim_start().starts_with(is_lower_corner) {
                return (rows > 0).then_some(index + 1);
            }
            if line.trim_start().starts_with(is_upper_corner) {
                return None;
            }
        } else if cells(line).is_some() {
            rows += 1;
        } else {
            return None;
        }
    }
    None
}

fn write_table(lines: &[&str], unframed: &mut String) {
    for group in lines.split(|line| is_border(line)) {
        let rows: Vec<Vec<&str>> = group.iter().filter_map(|line| cells(line)).collect();
        write_group(&rows, unframed);
    }
}

/// Writes the lines between two borders, gathered to rows.
fn write_group(lines: &[Vec<&str>], unframed: &mut String) {
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let columns: Vec<Column> = (0..columns).map(|index| Column::new(lines, index)).collect();

    // Which row each line belongs to.
    let mut row = 0;
    let row_of_line: Vec<usize> = (0..lines.len())
        .map(|line| {
            row += usize::from(line > 0 && begins_row(&columns, line));
            row
        })
        .collect();

    let mut rows = vec![vec![String::new(); columns.len()]; row + 1];
    for (index, column) in columns.iter().enumerate() {
        let mut row = 0;
        for (line, content) in column.lines.iter().enumerate() {
            if content.is_empty() {
                continue;
            }
            // The rest of an entry stays with it, also where the first column has begun a new row meanwhile.
            let continues = column.continues(line);
            if !continues {
                row = row_of_line[line];
            }
            let cell: &mut String = &mut rows[row][index];
            if !cell.is_empty() {
                let is_entry = column.is_list && !continues;
                cell.push_str(if is_entry { ENTRY_SEPARATOR } else { " " });
            }
            cell.push_str(content);
        }
    }
    for row in rows {
        if row.iter().any(|cell| !cell.is_empty()) {
            let row = row.join(" | ");
            unframed.push_str(row.trim());
            unframed.push('\n');
        }
    }
}

/// A line begins a row if its first cell begins an entry: unless the line as a whole looks like the rest of a row.
fn begins_row(columns: &[Column], line: usize) -> bool {
    let Some(first) = columns.first() else {
        return false;
    };
    if first.lines[line].is_empty() {
        return false;
    }
    let filled = columns.iter().filter(|column| !column.lines[line].is_empty());
    let continued = columns.iter().filter(|column| column.continues(line));
    !(first.continues(line) && continued.count() * 2 >= filled.count())
}

/// The contents of one column between two borders.
struct Column<'a> {
    /// Trimmed, a line each.
    lines: Vec<&'a str>,
    /// Whether its entries begin with small letters, so that these tell nothing.
    is_lower_case: bool,
    /// Whether lines below one another are entries of their own: the next would have fitted on the line before.
    is_list: bool,
}

impl<'a> Column<'a> {
    fn new(cells: &[Vec<&'a str>], index: usize) -> Self {
        let raw: Vec<&str> = cells.iter().map(|cells| cells.get(index).copied().unwrap_or("")).collect();
        let lines: Vec<&str> = raw.iter().map(|cell| cell.trim()).collect();
        let first = lines.iter().find(|line| !line.is_empty());
        let mut column = Self {
            is_lower_case: first.is_some_and(|line| line.starts_with(char::is_lowercase)),
            is_list: false,
            lines,
        };
        column.is_list = (1..raw.len()).any(|line| {
            let (before, this) = (column.lines[line - 1], column.lines[line]);
            let first_word = this.split(' ').next().unwrap_or("");
            let taken = length(before) + 1 + length(first_word);
            let margin = length(raw[line]) - length(raw[line].trim_start());
            !before.is_empty() && !this.is_empty() && !column.continues(line) && taken + margin < length(raw[line])
        });
        column
    }

    /// Whether a line is the rest of the entry above it: it begins with a small letter or a bracket.
    fn continues(&self, line: usize) -> bool {
        let follows_entry = line > 0 && !self.lines[line - 1].is_empty();
        let is_rest =
            self.lines[line].starts_with(|first: char| first == '(' || first.is_lowercase() && !self.is_lower_case);
        follows_entry && is_rest
    }
}

/// The cells of a row, untrimmed: what stands between vertical lines.
fn cells(line: &str) -> Option<Vec<&str>> {
    let inside = line.trim().strip_prefix(is_vertical)?.strip_suffix(is_vertical)?;
    Some(inside.split(is_vertical).collect())
}

/// A line of nothing but box characters, with a horizontal one among them.
fn is_border(line: &str) -> bool {
    let line = line.trim();
    line.contains(is_horizontal)
        && line.chars().all(|character| ('\u{2500}'..='\u{257f}').contains(&character) || character == ' ')
}

fn is_horizontal(character: char) -> bool {
    matches!(character, '─' | '━' | '═' | '┄' | '┅' | '┈' | '┉' | '╌' | '╍')
}

fn is_vertical(character: char) -> bool {
    matches!(character, '│' | '┃' | '║' | '┆' | '┇' | '┊' | '┋' | '╎' | '╏')
}

fn is_upper_corner(character: char) -> bool {
    matches!(character, '┌'..='┏' | '╒'..='╔' | '╭')
}

fn is_lower_corner(character: char) -> bool {
    matches!(character, '└'..='┗' | '╘'..='╚' | '╰')
}

fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(damaged: &str, repaired: &str) {
        assert_eq!(unframe(damaged), repaired);
    }

    #[test]
    fn a_row_a_line() {
        check(
            "Before\n\n┌─────┬─────┐\n│ Lab │ Town│\n├─────┼─────┤\n│ A   │ B   │\n│ C   │ D   │\n└─────┴─────┘\n\nAfter",
            "Before\n\nLab | Town\nA | B\nC | D\n\nAfter",
        );
        check("╔═══╦═══╗\n║ o1║ x ║\n║ r1║ y ║\n╚═══╩═══╝", "o1 | x\nr1 | y");
    }

    #[test]
    fn rows_of_several_lines_are_gathered() {
        check(
            "┌────────────────┐\n│   Labs (2025)  │\n├─────────┬──────┤\n│  A      │  One            │\n│  (Town) │  Two            │\n│         │  Three          │\n│  B      │  Four apps      │\n│  (City) │  (of B)         │\n├─────────┼──────┤\n│ By:     │ Results:        │\n│ - x     │ - Two way       │\n│ - y     │   flow          │\n└─────────┴──────┘\n",
            "Labs (2025)\nA (Town) | One; Two; Three\nB (City) | Four apps (of B)\nBy: | Results:\n- x | - Two way flow\n- y |\n",
        );
    }

    #[test]
    fn what_is_no_table_stays() {
        for text in [
            "src\n├── main.rs\n│   └── lib.rs\n└── data\n",
            "────────\nA rule above",
            "┌───┐\n│ never closed │\n",
            "┌───┐\nno row\n└───┘\n",
            "| a | b |\n|---|---|\n",
        ] {
            check(text, text);
        }
    }
}
