//! From the bytes of a file to its text: Markdown, plain text and HTML. What is not text is refused with a reason that
//! a person can act on. Nothing is repaired here.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use crate::text::html;

/// The largest file that is read: a book has one or two.
pub const MAX_FILE_BYTES: usize = 8 * 1024 * 1024;

/// How far into a file its kind and encoding are looked for.
const HEAD_BYTES: usize = 1024;

/// One control character in so many bytes is an accident, more are no text.
const BYTES_PER_CONTROL: usize = 200;

/// Files that are no text, by their first bytes.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "an image, audio or video"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"\x28\xb5\x2f\xfd", "a compressed file"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "a rich text document"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
];

/// Why a file is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RefusedFile {
    /// Larger than [`MAX_FILE_BYTES`].
    #[error("{file} is too big: {bytes} bytes, where at most {MAX_FILE_BYTES} are read; cut it into parts")]
    TooBig {
        /// The file's name.
        file: String,
        /// Its size.
        bytes: usize,
    },
    /// Something else than text.
    #[error("{file} is not text but {what}; save it as Markdown, plain text or HTML")]
    NotText {
        /// The file's name.
        file: String,
        /// What it seems to be.
        what: &'static str,
    },
    /// Text in an encoding that cannot be told, or damaged bytes.
    #[error("{file} is not UTF-8: line {line} holds bytes that are no character; save it as UTF-8")]
    NotUtf8 {
        /// The file's name.
        file: String,
        /// The first line that is wrong, counted from 1.
        line: usize,
    },
    /// Without a word.
    #[error("{file} holds no text")]
    Empty {
        /// The file's name.
        file: String,
    },
}

/// Reads a file's bytes as text: Markdown and plain text as they stand (with `\n` line ends and no byte order mark),
/// HTML as the Markdown that says the same. The name tells HTML and is named in errors.
///
/// # Errors
/// A file that is too big, no text, in an unknown encoding, or empty.
pub fn read(bytes: &[u8], file_name: &str) -> Result<String, RefusedFile> {
    let file = || file_name.to_owned();
    if bytes.len() > MAX_FILE_BYTES {
        return Err(RefusedFile::TooBig { file: file(), bytes: bytes.len() });
    }
    let signature = SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start));
    if let Some((_, what)) = signature {
        return Err(RefusedFile::NotText { file: file(), what });
    }
    let text = decode(bytes, file_name)?;
    let controls =
        text.bytes().filter(|byte| byte.is_ascii_control() && !matches!(byte, b'\n' | b'\r' | b'\t' | b'\x0c')).count();
    if text.contains('\0') || controls * BYTES_PER_CONTROL > text.len() {
        return Err(RefusedFile::NotText { file: file(), what: "binary data" });
    }

    let text = if is_html(&text, file_name) {
        html::to_markdown(&text)
    } else if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text.into_owned()
    };
    if text.trim().is_empty() {
        return Err(RefusedFile::Empty { file: file() });
    }
    Ok(text)
}

fn decode<'a>(bytes: &'a [u8], file_name: &str) -> Result<Cow<'a, str>, RefusedFile> {
    let (encoding, bytes) = match bytes {
        [0xff, 0xfe, rest @ ..] => (Some(UTF_16LE), rest),
        [0xfe, 0xff, rest @ ..] => (Some(UTF_16BE), rest),
        [0xef, 0xbb, 0xbf, rest @ ..] => (None, rest),
        _ => (None, bytes),
    };
    let valid = match std::str::from_utf8(bytes) {
        Ok(text) if encoding.is_none() => return Ok(Cow::Borrowed(text)),
        Ok(_) => 0,
        Err(error) => error.valid_up_to(),
    };
    if bytes.contains(&0) && encoding.is_none() {
        return Err(RefusedFile::NotText { file: file_name.to_owned(), what: "binary data" });
    }
    encoding
        .or_else(|| declared_encoding(bytes))
        .and_then(|encoding| encoding.decode_without_bom_handling_and_without_replacement(bytes))
        .ok_or_else(|| RefusedFile::NotUtf8 {
            file: file_name.to_owned(),
            line: bytes[..valid].split(|byte| *byte == b'\n').count(),
        })
}

/// The encoding that a page declares in its head.
fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD_BYTES)]).to_ascii_lowercase();
    let (_, declared) = head.split_once("charset=")?;
    let label = declared.trim_start_matches(['"', '\'']);
    let end = label.find(['"', '\'', ' ', '>', ';', '/']).unwrap_or(label.len());
    Encoding::for_label(&label.as_bytes()[..end])
}

fn is_html(text: &str, file_name: &str) -> bool {
    let extension = file_name.rsplit_once('.').map_or("", |(_, extension)| extension);
    if ["html", "htm", "xhtml"].iter().any(|html| extension.eq_ignore_ascii_case(html)) {
        return true;
    }
    let head: String = text.trim_start().chars().take(HEAD_BYTES).collect();
    let head = head.to_ascii_lowercase();
    head.starts_with("<!doctype html")
        || head.starts_with("<html")
        || (head.starts_with("<?xml") && head.contains("<html"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(bytes: &[u8]) -> String {
        read(bytes, "a.md").expect_err("refused").to_string()
    }

    #[test]
    fn text_is_read() {
        assert_eq!(read("# 通义\r\nx\ry".as_bytes(), "a.md").as_deref(), Ok("# 通义\nx\ny"));
        assert_eq!(read(b"\xef\xbb\xbfx", "a.txt").as_deref(), Ok("x"));
        assert_eq!(read(b"\xff\xfeh\0i\0", "a.txt").as_deref(), Ok("hi"));
        assert_eq!(read(b"<p>x</p>", "a.html").as_deref(), Ok("x\n"));
        assert_eq!(read(b"<!DOCTYPE html><p>x</p>", "a.txt").as_deref(), Ok("x\n"));
        assert_eq!(read(b"<meta charset=\"gb2312\"><p>\xcd\xa8\xd2\xe5</p>", "a.html").as_deref(), Ok("通义\n"));
        assert_eq!(read(b"<p> is a tag", "a.md").as_deref(), Ok("<p> is a tag"));
    }

    #[test]
    fn other_files_are_refused_with_a_reason() {
        assert_eq!(reason(b"%PDF-1.7"), "a.md is not text but a PDF; save it as Markdown, plain text or HTML");
        assert_eq!(
            reason(b"one\ntwo \xff\xfe three"),
            "a.md is not UTF-8: line 2 holds bytes that are no character; save it as UTF-8"
        );
        assert!(reason(b"a\0b").contains("binary data"));
        assert!(reason(b"\x01\x02\x03\x04").contains("binary data"));
        assert!(reason(b"\xff\xfe\x00").contains("not UTF-8"));
        assert_eq!(reason(b" \n"), "a.md holds no text");
        assert!(reason(&vec![b'a'; MAX_FILE_BYTES + 1]).starts_with("a.md is too big"));
    }
}
