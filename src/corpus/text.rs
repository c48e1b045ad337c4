//! The text of a document: in memory while it is made, and behind a file once it stands in one, so that what is held
//! does not grow with the text. Either way it is read by span.

use std::fmt;
use std::ops::{Index, Range};
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The bytes of a file that holds texts, mapped or read by whoever opened it.
pub type Bytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// A text. Serialised it is its length alone: its letters stand in a file of their own.
#[derive(Clone)]
pub struct Text(Held);

#[derive(Clone)]
enum Held {
    Here(String),
    Filed(Bytes, Range<usize>),
    /// Read without its file so far: only its length is known.
    Missing(usize),
}

impl Text {
    /// How many bytes it has.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Held::Here(text) => text.len(),
            Held::Filed(_, span) => span.len(),
            Held::Missing(length) => *length,
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All its bytes; none where its file is not there.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Held::Here(text) => text.as_bytes(),
            Held::Filed(bytes, span) => (**bytes).as_ref().get(span.clone()).unwrap_or_default(),
            Held::Missing(_) => &[],
        }
    }

    /// All of it. Takes longer the longer it is: a filed text is looked through for what is no letter.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Held::Here(text) => text,
            Held::Filed(..) | Held::Missing(_) => letters(self.as_bytes()),
        }
    }

    /// Its first bytes, at most so many, up to the end of a letter.
    #[must_use]
    pub fn beginning(&self, most: usize) -> &str {
        let bytes = self.as_bytes();
        let is_inside = |end: &usize| bytes.get(*end).is_some_and(|byte| byte & 0b1100_0000 == 0b1000_0000);
        let end = (0..=most.min(bytes.len())).rev().find(|end| !is_inside(end)).unwrap_or(0);
        &self[0..end]
    }

    /// Adds to its end.
    pub fn push_str(&mut self, more: &str) {
        if let Held::Here(text) = &mut self.0 {
            text.push_str(more);
        } else {
            *self = Self::from(format!("{}{more}", self.as_str()));
        }
    }

    /// Puts the letters of a filed text behind it, which begin at a byte of the file; the byte behind them, or `None`
    /// where the file is too short.
    pub(super) fn attach(&mut self, file: &Bytes, start: usize) -> Option<usize> {
        let end = start.checked_add(self.len())?;
        (**file).as_ref().get(start..end)?;
        self.0 = Held::Filed(Arc::clone(file), start..end);
        Some(end)
    }
}

/// Bytes as letters; nothing where they are none, which only a file that was damaged after it was opened has.
fn letters(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

impl Index<Range<usize>> for Text {
    type Output = str;

    fn index(&self, span: Range<usize>) -> &str {
        match &self.0 {
            Held::Here(text) => &text[span],
            Held::Filed(..) | Held::Missing(_) => letters(self.as_bytes().get(span).unwrap_or_default()),
        }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(Held::Here(text))
    }
}

impl Default for Text {
    fn default() -> Self {
        Self::from(String::new())
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Text").field(&self.len()).finish()
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.len() as u64).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let length = u64::deserialize(deserializer)?;
        Ok(Self(Held::Missing(usize::try_from(length).map_err(serde::de::Error::custom)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filed(text: &str) -> Text {
        let mut copy: Text = postcard::from_bytes(&postcard::to_stdvec(&Text::from(text.to_owned())).unwrap()).unwrap();
        assert_eq!((copy.len(), copy.as_str()), (text.len(), ""));
        let file: Bytes = Arc::new(format!("ab{text}").into_bytes());
        assert_eq!(copy.attach(&file, 2), Some(2 + text.len()));
        assert_eq!(copy.attach(&file, 3), None);
        copy
    }

    #[test]
    fn a_filed_text_reads_as_the_one_in_memory() {
        let text = "智谱 was founded in 2019.";
        for mut copy in [Text::from(text.to_owned()), filed(text)] {
            assert_eq!(copy.as_str(), text);
            assert_eq!(&copy[0..6], "智谱");
            assert_eq!((copy.beginning(5), copy.beginning(6), copy.beginning(99)), ("智", "智谱", text));
            copy.push_str("!");
            assert_eq!(copy.as_str(), format!("{text}!"));
        }
    }
}
