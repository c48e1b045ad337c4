//! Numbers as people write them, with magnitude, currency and range: `744B`, `28.5 trillion`, `$5.576M`, `70-80%`.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

/// What a number counts, as far as its own writing tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// A bare number: a count, parameters, tokens, hours; the property tells.
    Plain,
    /// US dollars.
    Usd,
    /// Chinese yuan.
    Cny,
    /// Per cent.
    Percent,
}

/// A number found in a text, normalised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// Normalised value, the lower end of a range.
    pub low: f64,
    /// The upper end of a range, else the same as `low`.
    pub high: f64,
    /// What it counts.
    pub unit: Unit,
}

impl Quantity {
    /// Whether both say the same number, up to the rounding of binary fractions. A unit that one of them leaves open
    /// does not matter.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(b.abs());
        let unit_fits = self.unit == other.unit || self.unit == Unit::Plain || other.unit == Unit::Plain;
        near(self.low, other.low) && near(self.high, other.high) && unit_fits
    }

    /// The two ends of a range as numbers of their own (`0.5B to 110B`); of a single number, that number.
    pub fn ends(&self) -> impl Iterator<Item = Self> {
        [self.low, self.high].map(|end| Self { low: end, high: end, unit: self.unit }).into_iter()
    }

    /// Whether `self` is `other` rounded to fewer digits ($5.6M for $5.58M), by at most half of its last digit.
    #[must_use]
    #[expect(clippy::float_cmp, reason = "the two ends of a single number are the same bits, and zero is exact")]
    pub fn rounds(&self, other: &Self, written: &str) -> bool {
        let digits: String = written.chars().filter(|letter| letter.is_ascii_digit() || *letter == '.').collect();
        let decimals = digits.split_once('.').map_or(0, |(_, after)| after.len());
        let Ok(mantissa) = digits.parse::<f64>() else {
            return false;
        };
        if mantissa == 0.0 || self.low != self.high || other.low != other.high {
            return false;
        }
        let scale = self.low / mantissa;
        let half = 0.5 * scale / 10f64.powi(i32::try_from(decimals).unwrap_or(0));
        (self.low - other.low).abs() <= half * 1.000_001
    }
}

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?P<cur>\$|¥|us\$|rmb\s?)?(?P<low>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:(?P<lowmag>[kmbt])?%?(?:\s?-\s?|\s?~\s?|\s+to\s+)(?:\$|¥)?(?P<high>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?))?\+?(?:-|\s)?(?P<mag>trillion|billion|million|thousand|bn|mn|tn|mil millones|millones|万亿|亿|万|千|k|m|b|t)?\b?\+?\s?(?P<unit>%|percent|per cent|por ciento|yuan|rmb|元|dollars|usd)?",
    )
    .expect("the pattern is fixed and tested")
});

/// Finds all numbers of a folded text, in order, with the bytes that they take.
#[must_use]
pub fn find_quantities(folded: &str) -> Vec<(Range<usize>, Quantity)> {
    let mut out = Vec::new();
    if !folded.contains(char::is_numeric) {
        return out;
    }
    for captures in NUMBER.captures_iter(folded) {
        let whole = captures.get(0).expect("a match has a whole").range();
        let part = |name: &str| captures.name(name).map(|part| part.as_str());
        let Some(low) = part("low").and_then(digits) else {
            continue;
        };
        let magnitude = part("mag").filter(|_| !runs_on(folded, captures.name("mag").map(|part| part.end())));
        let scale = magnitude.map_or(1.0, scale_of);
        let low_scale = part("lowmag").map_or(scale, scale_of);
        let high = part("high").and_then(digits);
        let unit = match (part("cur").map(str::trim), part("unit")) {
            (_, Some("%" | "percent" | "per cent" | "por ciento")) => Unit::Percent,
            (_, Some("yuan" | "rmb" | "元")) | (Some("¥" | "rmb"), _) => Unit::Cny,
            (Some("$" | "us$"), _) | (_, Some("dollars" | "usd")) => Unit::Usd,
            _ => Unit::Plain,
        };
        let (low, high) = match high {
            // "2019-2020" and "2025-04" are dates or labels, "57-14" no range either: a range goes upward.
            Some(high) if high * scale >= low * low_scale => (low * low_scale, high * scale),
            _ => (low * low_scale, low * low_scale),
        };
        out.push((whole, Quantity { low, high, unit }));
    }
    out
}

/// Reads a text that is one number with its signs, such as a record's value; `None` where it holds no number.
#[must_use]
pub fn read_quantity(text: &str) -> Option<Quantity> {
    find_quantities(&super::fold::fold(text)).into_iter().next().map(|(_, quantity)| quantity)
}

/// Whether a one-letter magnitude is really the start of a word (`5 models`).
fn runs_on(folded: &str, end: Option<usize>) -> bool {
    end.is_some_and(|end| folded[end..].starts_with(|next: char| next.is_ascii_alphabetic()))
}

fn digits(text: &str) -> Option<f64> {
    text.replace(',', "").parse().ok()
}

fn scale_of(word: &str) -> f64 {
    match word {
        "k" | "thousand" | "千" => 1e3,
        "万" => 1e4,
        "m" | "mn" | "million" | "millones" => 1e6,
        "亿" => 1e8,
        "b" | "bn" | "billion" | "mil millones" => 1e9,
        "t" | "tn" | "trillion" | "万亿" => 1e12,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(f64, f64, Unit)]) {
        let found: Vec<_> = find_quantities(&crate::text::fold::fold(text))
            .into_iter()
            .map(|(_, quantity)| (quantity.low, quantity.high, quantity.unit))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn finds() {
        use Unit::{Cny, Percent, Plain, Usd};
        check("744B", &[(744e9, 744e9, Plain)]);
        check("28.5 trillion tokens", &[(28.5e12, 28.5e12, Plain)]);
        check("$5.576M", &[(5.576e6, 5.576e6, Usd)]);
        check("~$5.5 M of", &[(5.5e6, 5.5e6, Usd)]);
        check("70-80%", &[(70.0, 80.0, Percent)]);
        check("27,000 GPUs", &[(27_000.0, 27_000.0, Plain)]);
        check("2.5B yuan ($350M)", &[(2.5e9, 2.5e9, Cny), (350e6, 350e6, Usd)]);
        check("¥0.58/M", &[(0.58, 0.58, Cny)]);
        check("$15-20B+", &[(15e9, 20e9, Usd)]);
        check("1T+ (MoE)", &[(1e12, 1e12, Plain)]);
        check("11 models", &[(11.0, 11.0, Plain)]);
        check("5000亿", &[(5e11, 5e11, Plain)]);
        check("3.1 percent", &[(3.1, 3.1, Percent)]);
        check("8–32k", &[(8e3, 32e3, Plain)]);
        check("80B-A3B", &[(80e9, 80e9, Plain), (3e9, 3e9, Plain)]);
    }

    #[test]
    fn rounding() {
        let number = |text: &str| read_quantity(text).expect("a number");
        assert!(number("$5.6M").rounds(&number("$5.58M"), "$5.6M"));
        assert!(number("$5.6M").rounds(&number("$5.576M"), "$5.6M"));
        assert!(!number("$5.5M").rounds(&number("$5.58M"), "$5.5M"));
        assert!(!number("685B").rounds(&number("671B"), "685B"));
    }
}
