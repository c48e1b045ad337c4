//! Patterns that answers are held against: compiled where an answer is asked for them, proven to be right without that.
//!
//! To compile a pattern takes hundreds of times as long as to parse it, and a data folder has thousands that nobody asks
//! an answer of while it is checked.

use std::collections::HashSet;

use fancy_regex::{Expr, LookAround, Regex};

/// Up to this size a pattern can't be too big to compile, where a letter counts for one. An automaton may have ten
/// megabytes.
const SURELY_FITS: usize = 15_000;

/// What a character class counts for: the largest takes hundreds of states, and tens of kilobytes.
const CLASS: usize = 100;

/// A regular expression that knows no case, with its written form for whoever reads a failure.
#[derive(Debug)]
pub struct Pattern {
    /// As it was written.
    pub written: String,
    regex: Regex,
}

/// What was written, as it is compiled. The flag stands inside, not in a builder: that one does not reach what stands
/// beside a look-around.
fn without_case(written: &str) -> String {
    format!("(?i:{written})")
}

fn compiled(pattern: &str) -> Result<Regex, String> {
    Regex::new(pattern).map_err(|error| error.to_string())
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// Why it is none.
    pub fn new(written: &str) -> Result<Self, String> {
        Ok(Self { written: written.to_owned(), regex: compiled(&without_case(written))? })
    }

    /// A pattern that gives up on a text (it backtracks too much) does not match it.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.regex.is_match(text).unwrap_or(false)
    }
}

/// Tells of patterns whether they compile. What can't be told from the parts of one is compiled, so that it is always as
/// [`Pattern::new`] says.
#[derive(Debug, Default)]
pub struct Checker {
    /// Character classes that are known to compile: thousands of patterns are made of a few dozen.
    known: HashSet<String>,
}

impl Checker {
    /// Whether a pattern compiles.
    ///
    /// # Errors
    /// Why it does not.
    pub fn check(&mut self, written: &str) -> Result<(), String> {
        let pattern = without_case(written);
        let tree = Expr::parse_tree(&pattern).map_err(|error| error.to_string())?;
        match self.size(&tree.expr) {
            Some(size) if size <= SURELY_FITS => Ok(()),
            _ => compiled(&pattern).map(drop),
        }
    }

    /// How large an expression is, every repetition laid out; `None` where parsing does not tell whether it compiles.
    fn size(&mut self, expression: &Expr) -> Option<usize> {
        match expression {
            Expr::Empty | Expr::Assertion(_) => Some(1),
            Expr::Literal { val, .. } => Some(val.len()),
            Expr::Any { .. } => Some(CLASS),
            Expr::Delegate { inner, .. } => self.is_known(inner).then_some(CLASS),
            Expr::Concat(parts) | Expr::Alt(parts) => {
                parts.iter().try_fold(1, |sum: usize, part| sum.checked_add(self.size(part)?))
            }
            Expr::Group(part)
            | Expr::AtomicGroup(part)
            | Expr::LookAround(part, LookAround::LookAhead | LookAround::LookAheadNeg) => self.size(part),
            // Only what always has the same length can be looked behind for.
            Expr::LookAround(part, LookAround::LookBehind | LookAround::LookBehindNeg) => {
                length(part)?;
                self.size(part)
            }
            Expr::Repeat { child, lo, hi, .. } if lo <= hi => {
                let copies = if *hi == usize::MAX { lo.checked_add(1)? } else { *hi };
                self.size(child)?.checked_mul(copies)
            }
            Expr::Repeat { .. }
            | Expr::Backref(_)
            | Expr::BackrefExistsCondition(_)
            | Expr::Conditional { .. }
            | Expr::ContinueFromPreviousMatchEnd
            | Expr::KeepOut => None,
        }
    }

    fn is_known(&mut self, class: &str) -> bool {
        if self.known.contains(class) {
            return true;
        }
        let compiles = compiled(&without_case(class)).is_ok();
        if compiles {
            self.known.insert(class.to_owned());
        }
        compiles
    }
}

/// How many characters an expression matches, where that is plain to see to be always the same.
fn length(expression: &Expr) -> Option<usize> {
    match expression {
        Expr::Empty | Expr::Assertion(_) => Some(0),
        Expr::Any { .. } => Some(1),
        Expr::Literal { val, .. } => Some(val.chars().count()),
        Expr::Delegate { size, .. } => Some(*size),
        Expr::Concat(parts) => parts.iter().map(length).sum(),
        Expr::Alt(parts) => {
            let first = length(parts.first()?)?;
            parts.iter().all(|part| length(part) == Some(first)).then_some(first)
        }
        Expr::Group(part) => length(part),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn patterns_know_no_case_beside_look_arounds() {
        let pattern = Pattern::new(r"(?<!\d)abc(?![a-z])|Def(?=\s*ghi)").unwrap();
        for (text, expected) in [("1 ABC", true), ("dEF GHI", true), ("ABCD", false), ("1abc", false)] {
            assert_eq!(pattern.matches(text), expected, "{text}");
        }
    }

    /// Whether it compiles, which a check must say as well.
    fn checked(written: &str) -> bool {
        let compiled = Pattern::new(written).map(drop);
        let checked = Checker::default().check(written);
        assert_eq!(checked, compiled, "{written}");
        compiled.is_ok()
    }

    #[test]
    fn what_does_not_compile_is_told_in_the_same_words() {
        for right in [
            "a|b{2,3}",
            r"(?<![\d.,])1\.4\s?-?\+?(?:B(?![a-z])|bn)",
            r"(?<!ab|cd)x",
            "(?<!a|bb)x",
            "(?<=a|bb)x",
            r"(a)\1",
            r"[\s\S]{0,80}",
            "",
            "[亿億]",
            r"\p{Han}+",
            r"(?>a+)b\K",
        ] {
            assert!(checked(right), "{right}");
        }
        for wrong in [
            "(yan",
            "a)",
            "*a",
            "[z-a]",
            "[a",
            r"\p{Nonsense}",
            r"(?<=a+)b",
            r"(?<=(?:a|bb)c)d",
            r"\2(a)",
            r"(?<![\p{Nonsense}])x",
            r"\w{5000}",
            "(?:(?:abcdefghij){200}){200}",
            "a{3,2}",
            r"\q",
        ] {
            assert!(!checked(wrong), "{wrong}");
        }
    }

    #[test]
    fn what_is_taken_to_fit_does() {
        for class in [r"\w", r"[^\w]", r"[\p{L}\p{N}]", "."] {
            Pattern::new(&format!("{class}{{{}}}", SURELY_FITS / CLASS)).unwrap();
        }
        Pattern::new(&format!("(?:abcdefghijkmnop|rstuvwxyz_){{{}}}", SURELY_FITS / 25)).unwrap();
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_told_as_compiling_tells_it(
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    "a", "|", "(", ")", "(?:", "(?<!", "(?<=", "(?!", "(?=", "[", "]", "-", "z", "\\d", "\\s", "?", "*",
                    "{2}", "{2,1}", "{1,", "}", "+", ".", "\\b", "^", "$", "\\1", "亿", "\\", "(?i)", "(?>",
                ]),
                0..9,
            )
        ) {
            checked(&parts.concat());
        }
    }
}
