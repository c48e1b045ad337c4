//! HTML to the Markdown that says the same: headings, paragraphs, lists and tables. Scripts, menus and buttons go.
//!
//! It goes over the tags once, with no tree, so that a page of any depth is read in little memory. It is no browser:
//! what style sheets hide or scripts add is not known here.

use std::cell::RefCell;
use std::collections::HashMap;

use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, states,
};

/// A cell that spans more rows or columns than this is an error of the page.
const MAX_SPAN: usize = 50;

/// The text of a page as Markdown. Blocks are a line each with blank lines between, lists and tables a line an entry.
#[must_use]
pub fn to_markdown(page: &str) -> String {
    let input = BufferQueue::default();
    input.push_back(page.into());
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    // The sink never pauses the tokenizer, so one call reads all.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.writer.into_inner().finish()
}

/// The tokenizer hands out tokens by shared reference.
#[derive(Default)]
struct Sink {
    writer: RefCell<Writer>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut writer = self.writer.borrow_mut();
        match token {
            Token::CharacterTokens(text) => writer.text(&text),
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                writer.start(&tag);
                return match &*tag.name {
                    "script" => TokenSinkResult::RawData(states::RawKind::ScriptData),
                    "style" | "xmp" | "iframe" | "noembed" | "noframes" => {
                        TokenSinkResult::RawData(states::RawKind::Rawtext)
                    }
                    "title" | "textarea" => TokenSinkResult::RawData(states::RawKind::Rcdata),
                    _ => TokenSinkResult::Continue,
                };
            }
            Token::TagToken(tag) => writer.end(&tag.name),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// What the tags so far have become.
#[derive(Default)]
struct Writer {
    markdown: String,
    /// The block that is being written: its text, blanks folded.
    block: String,
    prefix: String,
    /// The elements that are open, but for those that only mark words.
    open: Vec<String>,
    open_counts: HashMap<String, usize>,
    /// How many open elements are not part of the text.
    dropped: usize,
    lists: Vec<List>,
    tables: Vec<Table>,
    title: String,
    has_main_heading: bool,
    is_tight: bool,
}

/// An open list.
struct List {
    /// The number of the last entry; none for bullets.
    number: Option<usize>,
}

/// An open table.
#[derive(Default)]
struct Table {
    rows: Vec<Vec<String>>,
    /// For each column, the text that a cell above hands down and to how many rows.
    spans: Vec<(usize, String)>,
    row: Option<Vec<String>>,
    /// Rows and columns that the open cell spans.
    cell: Option<(usize, usize)>,
}

impl Writer {
    fn start(&mut self, tag: &Tag) {
        let name = &*tag.name;
        if is_inline(name) {
            self.start_inline(name);
            return;
        }
        let is_in_content = ["article", "main", "section"].iter().any(|name| self.is_open(name));
        let is_dropped = match name {
            "header" | "footer" => !is_in_content,
            _ => is_no_text(name) || is_hidden(tag),
        };
        self.close_implied(name);
        if is_void(name) {
            self.break_block();
            return;
        }
        self.open.push(name.to_owned());
        *self.open_counts.entry(name.to_owned()).or_insert(0) += 1;
        if is_dropped {
            if !is_within_text(name) {
                self.break_block();
            }
            // Marked on the stack, so that its end is found again.
            self.dropped += 1;
            if let Some(open) = self.open.last_mut() {
                open.insert(0, '!');
            }
            return;
        }
        if self.dropped == 0 {
            self.start_block(tag);
        }
    }

    fn start_inline(&mut self, name: &str) {
        if name == "br" && self.dropped == 0 {
            if self.is_in_cell() || self.is_in_heading() {
                self.block.push(' ');
            } else {
                trim_end(&mut self.block);
                self.block.push('\n');
            }
        }
    }

    fn start_block(&mut self, tag: &Tag) {
        let name = &*tag.name;
        if self.is_in_cell() && !matches!(name, "table" | "tr" | "td" | "th") {
            // Blocks in a cell are words of it.
            self.block.push(' ');
            return;
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.break_block();
                self.has_main_heading |= name == "h1";
                let level = usize::from(name.as_bytes()[1] - b'0');
                self.prefix = format!("{} ", "#".repeat(level));
            }
            "ul" | "ol" | "menu" => {
                self.break_block();
                self.lists.push(List { number: (name == "ol").then_some(0) });
            }
            "li" => {
                self.break_block();
                let depth = self.lists.len().saturating_sub(1);
                let mark = match self.lists.last_mut().and_then(|list| list.number.as_mut()) {
                    Some(number) => {
                        *number += 1;
                        format!("{number}. ")
                    }
                    None => "- ".to_owned(),
                };
                self.prefix = "  ".repeat(depth) + &mark;
            }
            "table" => {
                self.break_block();
                self.tables.push(Table::default());
            }
            "tr" => self.start_row(),
            "td" | "th" => self.start_cell(tag),
            "title" => self.block.clear(),
            _ => self.break_block(),
        }
    }

    fn end(&mut self, name: &str) {
        if name == "br" || name == "p" && !self.is_open("p") {
            self.start_inline("br");
            return;
        }
        if is_inline(name) || !self.is_open(name) {
            return;
        }
        while let Some(open) = self.open.pop() {
            let closed = self.closed(&open);
            if closed == name {
                break;
            }
        }
    }

    /// Ends what an element that was open means; gives its name.
    fn closed(&mut self, open: &str) -> String {
        let name = open.trim_start_matches('!').to_owned();
        if let Some(count) = self.open_counts.get_mut(&name) {
            *count -= 1;
        }
        if open.starts_with('!') {
            self.dropped -= 1;
            return name;
        }
        if self.dropped > 0 {
            return name;
        }
        match &*name {
            "title" => self.title = std::mem::take(&mut self.block),
            "td" | "th" => self.end_cell(),
            "tr" => self.end_row(),
            "table" => self.end_table(),
            "ul" | "ol" | "menu" => {
                self.break_block();
                self.lists.pop();
                self.is_tight &= !self.lists.is_empty();
            }
            _ if self.is_in_cell() => self.block.push(' '),
            _ => self.break_block(),
        }
        name
    }

    /// Ends what the start of an element ends without saying so.
    fn close_implied(&mut self, name: &str) {
        let (ended, within): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol", "menu", "table"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl", "table"]),
            "td" | "th" => (&["td", "th"], &["tr", "table"]),
            "tr" => (&["tr"], &["table"]),
            "body" => (&["head"], &[]),
            _ if is_within_text(name) => return,
            _ => (&["p"], &["td", "th", "li", "div", "table", "article", "section", "main"]),
        };
        let mut depth = 0;
        for open in self.open.iter().rev() {
            depth += 1;
            if ended.contains(&&**open) {
                for _ in 0..depth {
                    if let Some(open) = self.open.pop() {
                        self.closed(&open);
                    }
                }
                return;
            }
            if within.contains(&&**open) || depth > 32 {
                return;
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.dropped > 0 || (self.is_open("head") && !self.is_open("title")) {
            return;
        }
        if self.is_open("pre") && !self.is_in_cell() {
            self.block.push_str(text);
            return;
        }
        let is_between_cells = self.tables.last().is_some_and(|table| table.row.is_some()) && !self.is_in_cell();
        if is_between_cells && text.trim().is_empty() {
            return;
        }
        for character in text.chars() {
            let is_blank = character.is_ascii_whitespace();
            if !is_blank {
                self.block.push(character);
            } else if !self.block.is_empty() && !self.block.ends_with([' ', '\n']) {
                self.block.push(' ');
            }
        }
    }

    /// Writes the block so far, if it has words.
    fn break_block(&mut self) {
        if self.is_in_cell() {
            self.block.push(' ');
            return;
        }
        let is_preformatted = self.is_open("pre");
        let block = std::mem::take(&mut self.block);
        let content = if is_preformatted { block.trim_matches('\n') } else { block.trim() };
        if content.is_empty() {
            return;
        }
        let prefix = std::mem::take(&mut self.prefix);
        let is_entry = !self.lists.is_empty();
        let indent = if is_entry && prefix.is_empty() { "  ".repeat(self.lists.len()) } else { String::new() };
        self.separate(is_entry);
        self.markdown.push_str(&indent);
        self.markdown.push_str(&prefix);
        self.markdown.push_str(content);
        self.markdown.push('\n');
    }

    /// A blank line before a block, but not between the entries of a list.
    fn separate(&mut self, is_entry: bool) {
        let is_next_entry = is_entry && self.is_tight;
        if !self.markdown.is_empty() && !is_next_entry {
            self.markdown.push('\n');
        }
        self.is_tight = is_entry;
    }

    fn start_row(&mut self) {
        let Some(table) = self.tables.last_mut() else {
            self.break_block();
            return;
        };
        table.row = Some(Vec::new());
        if self.tables.len() == 1 {
            self.block.clear();
        }
    }

    fn start_cell(&mut self, tag: &Tag) {
        let Some(table) = self.tables.last_mut() else {
            self.break_block();
            return;
        };
        table.row.get_or_insert_default();
        table.cell = Some((span(tag, "rowspan"), span(tag, "colspan")));
        if self.tables.len() == 1 {
            self.block.clear();
        } else {
            self.block.push(' ');
        }
    }

    fn end_cell(&mut self) {
        let is_nested = self.tables.len() > 1;
        let Some(table) = self.tables.last_mut() else {
            self.break_block();
            return;
        };
        let (Some((rows, columns)), Some(row)) = (table.cell.take(), table.row.as_mut()) else {
            return;
        };
        if is_nested {
            self.block.push(' ');
            return;
        }
        let content: Vec<&str> = self.block.split_whitespace().collect();
        let content = content.join(" ").replace('|', "\\|");
        self.block.clear();
        hand_down(row, &mut table.spans);
        for column in 0..columns {
            let content = if column == 0 { content.clone() } else { String::new() };
            table.spans.resize(table.spans.len().max(row.len() + 1), (0, String::new()));
            table.spans[row.len()] = (rows - 1, content.clone());
            row.push(content);
        }
    }

    fn end_row(&mut self) {
        let Some(table) = self.tables.last_mut() else {
            self.break_block();
            return;
        };
        if let Some(mut row) = table.row.take() {
            hand_down(&mut row, &mut table.spans);
            if row.iter().any(|cell| !cell.is_empty()) {
                table.rows.push(row);
            }
        }
    }

    fn end_table(&mut self) {
        let Some(table) = self.tables.pop() else {
            return;
        };
        if !self.tables.is_empty() {
            self.block.push(' ');
            return;
        }
        let columns = table.rows.iter().map(Vec::len).max().unwrap_or(0);
        // Tables of one column only place things on a page.
        for (index, mut row) in table.rows.into_iter().enumerate() {
            if columns < 2 {
                self.block = row.pop().unwrap_or_default();
                self.break_block();
                continue;
            }
            if index == 0 {
                self.separate(false);
            }
            row.resize(columns, String::new());
            self.markdown.extend(["| ", row.join(" | ").as_str(), " |\n"]);
            if index == 0 {
                self.markdown.extend(["|", " --- |".repeat(columns).as_str(), "\n"]);
            }
        }
    }

    fn finish(mut self) -> String {
        while let Some(open) = self.open.pop() {
            self.closed(&open);
        }
        self.break_block();
        if self.has_main_heading || self.title.is_empty() {
            return self.markdown;
        }
        let title: Vec<&str> = self.title.split_whitespace().collect();
        format!("# {}\n\n{}", title.join(" "), self.markdown)
    }

    fn is_open(&self, name: &str) -> bool {
        self.open_counts.get(name).is_some_and(|count| *count > 0)
    }

    fn is_in_cell(&self) -> bool {
        self.tables.iter().any(|table| table.cell.is_some())
    }

    fn is_in_heading(&self) -> bool {
        self.prefix.starts_with('#')
    }
}

/// Adds the cells that rows above hand down at this place of a row.
fn hand_down(row: &mut Vec<String>, spans: &mut [(usize, String)]) {
    while let Some((rows, content)) = spans.get_mut(row.len())
        && *rows > 0
    {
        *rows -= 1;
        row.push(content.clone());
    }
}

fn span(tag: &Tag, name: &str) -> usize {
    attribute(tag, name).and_then(|value| value.trim().parse().ok()).unwrap_or(1).clamp(1, MAX_SPAN)
}

fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}

fn is_hidden(tag: &Tag) -> bool {
    attribute(tag, "hidden").is_some()
        || attribute(tag, "aria-hidden") == Some("true")
        || attribute(tag, "role") == Some("navigation")
}

/// Elements that are no text of the page.
fn is_no_text(name: &str) -> bool {
    matches!(
        name,
        "nav"
            | "button"
            | "script"
            | "style"
            | "noscript"
            | "template"
            | "svg"
            | "canvas"
            | "select"
            | "textarea"
            | "iframe"
            | "noembed"
            | "noframes"
            | "object"
            | "audio"
            | "video"
            | "dialog"
    )
}

/// Elements that can stand between the words of a paragraph.
fn is_within_text(name: &str) -> bool {
    is_no_text(name) && !matches!(name, "nav" | "dialog")
}

/// Elements that mark words within a block.
fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "br"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "img"
            | "ins"
            | "kbd"
            | "label"
            | "mark"
            | "q"
            | "rp"
            | "rt"
            | "ruby"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
            | "input"
            | "meta"
            | "link"
            | "base"
            | "source"
            | "area"
            | "col"
            | "embed"
            | "param"
            | "track"
    )
}

/// Blocks without an end.
fn is_void(name: &str) -> bool {
    name == "hr"
}

fn trim_end(text: &mut String) {
    text.truncate(text.trim_end_matches(' ').len());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &str, markdown: &str) {
        assert_eq!(to_markdown(page), markdown, "{page}");
    }

    #[test]
    fn headings_and_paragraphs() {
        check(
            "<!DOCTYPE html><html><head><title>T</title><style>p{}</style></head>\n<body>\n<h1>Labs\n in <b>China</b></h1><p>One &amp; two&nbsp;&mdash; caf&eacute;.<p>Three<br>four\n</body></html>",
            "# Labs in China\n\nOne & two\u{a0}— café.\n\nThree\nfour\n",
        );
        check("<title>Only\n a title</title><h2>A</h2>x", "# Only a title\n\n## A\n\nx\n");
    }

    #[test]
    fn lists() {
        check(
            "<p>Labs:</p><ul><li>One<li>Two<ol><li>a</li><li><p>b</p></li></ol></li></ul><p>End",
            "Labs:\n\n- One\n- Two\n  1. a\n  2. b\n\nEnd\n",
        );
    }

    #[test]
    fn tables() {
        check(
            "<table><caption>Models</caption><thead><tr><th>Date</th><th>Model</th></tr></thead><tbody><tr><td rowspan=2>2024<td><p>V2</p> <p>V3</p></tr><tr><td>a|b</table>",
            "Models\n\n| Date | Model |\n| --- | --- |\n| 2024 | V2 V3 |\n| 2024 | a\\|b |\n",
        );
        check("<table><tr><td>only</td></tr><tr><td>placed</table>", "only\n\nplaced\n");
    }

    #[test]
    fn scripts_and_menus_go() {
        check(
            "<header><h1>Site</h1></header><nav><ul><li>Home</ul></nav><main><header><h1>Title</h1></header><script>if (a < b) { '</p>' }</script><p>Text <button>Share</button>goes on.</p><svg><text>x</text></svg></main><footer>(c)</footer>",
            "# Title\n\nText goes on.\n",
        );
        check("<div><nav>Menu</div><p>Text", "Text\n");
        check("<p hidden>x</p><p>y", "y\n");
    }

    #[test]
    fn code_keeps_its_lines() {
        check("<pre><code>a  b\n  c</code></pre>", "a  b\n  c\n");
    }

    #[test]
    fn broken_pages_are_read() {
        check("</p></div></table>x<td>y</td><li>z", "x\n\ny\n\n- z\n");
        check(
            "<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td><td>d</td></tr></table>",
            "| a b c | d |\n| --- | --- |\n",
        );
        check(&"<div>".repeat(20_000), "");
        check("", "");
    }
}
