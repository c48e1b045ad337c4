//! Dates as people write them, found in folded text: English, Chinese, Spanish and ISO forms.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::edtf::{Edtf, Point};

/// A date found in a text. Without a year it is a day of any year (`January 27`) or a month of any year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundDate {
    /// Where it stands, in bytes of the folded text.
    pub span: Range<usize>,
    /// Calendar year, where written.
    pub year: Option<i16>,
    /// Month, where written.
    pub month: Option<u8>,
    /// Day of the month, where written.
    pub day: Option<u8>,
    /// Last year of a span of years (`2023-2025`).
    pub until_year: Option<i16>,
    /// `early`, `mid`, `late`, `end` before a year.
    pub part_of_year: Option<PartOfYear>,
    /// The span of time that the words around it make of it (`before 2020`, `between March and June 2025`).
    pub span_of_time: Option<Edtf>,
}

/// A part of a year that has no EDTF form of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartOfYear {
    /// January to April.
    Early,
    /// May to August.
    Mid,
    /// September to December.
    Late,
    /// March to May: seasons are those of the north.
    Spring,
    /// June to August.
    Summer,
    /// September to November.
    Autumn,
}

impl FoundDate {
    /// The date in EDTF, where a year is written.
    #[must_use]
    pub fn edtf(&self) -> Option<Edtf> {
        if self.span_of_time.is_some() {
            return self.span_of_time;
        }
        let year = self.year?;
        if let Some(until) = self.until_year {
            return Some(Edtf::Interval(Point::year(year), Point::year(until)));
        }
        if let Some(part) = self.part_of_year {
            let (from, to) = match part {
                PartOfYear::Early => (1, 4),
                PartOfYear::Mid => (5, 8),
                PartOfYear::Late => (9, 12),
                PartOfYear::Spring => (3, 5),
                PartOfYear::Summer => (6, 8),
                PartOfYear::Autumn => (9, 11),
            };
            return Some(Edtf::Interval(Point::month(year, from), Point::month(year, to)));
        }
        Some(Edtf::Point(Point { year, month: self.month, day: self.day, approximate: false }))
    }
}

const MONTHS: &str = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|\
    oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|\
    octubre|noviembre|diciembre";

/// How every name of a month begins.
static MONTH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|set|dic").expect("the pattern is fixed")
});

static FORMS: LazyLock<Vec<(Form, Regex)>> = LazyLock::new(|| {
    let month = format!(r"(?P<mon>{MONTHS})\.?");
    let year = r"(?P<year>(?:19|20)\d\d)";
    let day = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?";
    let form = |month, year| Form { month, year, sign: &[], part: false };
    let year_with = |sign| Form { sign, ..form(false, true) };
    let day_of_month = Form { sign: &["月"], ..form(false, false) };
    let part = Form { part: true, ..form(false, true) };
    [
        (form(true, true), format!(r"\b{month}\s+{day},?\s+(?:of\s+)?{year}\b")),
        (form(true, true), format!(r"\b{day}\s+(?:of\s+|de\s+)?{month},?\s+(?:de\s+|del\s+|of\s+)?{year}\b")),
        // "Late January 2025" is in that month, whatever part of it is meant.
        (form(true, true), format!(r"\b(?:(?:early|mid|late|(?:the )?(?:end|beginning|start|middle) of|principios de|mediados de|finales de)[\s-]+)?{month},?\s+(?:of\s+|de\s+|del\s+)?{year}\b")),
        (year_with(&["到", "至"]), r"(?P<year>(?:19|20)\d\d)\s*年?\s*[到至]\s*(?P<until>20\d\d)(?:\s*年|\b)".to_owned()),
        (year_with(&["年"]), r"(?P<year>(?:19|20)\d\d)\s*年\s*(?:(?P<num>1[0-2]|0?[1-9])\s*月(?:\s*(?P<day>[0-3]?\d)\s*[日号])?)?".to_owned()),
        (day_of_month, r"(?P<num>1[0-2]|0?[1-9])\s*月\s*(?P<day>[0-3]?\d)\s*[日号]".to_owned()),
        (year_with(&["-", "/", "."]), r"\b(?P<year>(?:19|20)\d\d)[-/.](?P<num>1[0-2]|0[1-9])(?:[-/.](?P<day>[0-3]\d))?\b".to_owned()),
        (form(true, false), format!(r"\b{month}\s+{day}\b")),
        // "4 may" is no date where "may" is a verb.
        (form(true, false), format!(r"\b{day}\s+(?P<mon>{})\b", MONTHS.replace("|may|", "|"))),
        (form(true, false), format!(r"\b{day}\s+(?:of\s+|de\s+){month}\b")),
        (form(false, true), r"\b(?P<year>(?:19|20)\d\d)\s?(?:-|/|to|until|a)\s?(?P<until>20\d\d)\b".to_owned()),
        // "2025-26": the second is no month.
        (form(false, true), r"\b(?P<year>20\d\d)\s?[-/]\s?(?P<short>1[3-9]|[2-9]\d)\b".to_owned()),
        (part, r"\b(?P<part>early|mid|middle of|late|end of|end|principios de|mediados de|finales de|(?:spring|summer|autumn|fall)(?: of)?|(?:primavera|verano|otono)(?: de)?)[\s-](?P<year>(?:19|20)\d\d)\b".to_owned()),
        (Form { part: true, ..year_with(&["初", "年", "中", "底", "末"]) }, r"(?P<year>(?:19|20)\d\d)\s*年?\s*(?P<part>年初|初|年中|中期|年底|年末|底|末)".to_owned()),
        (form(false, true), r"\b(?P<year>(?:19|20)\d0)(?P<decade>s)\b".to_owned()),
        (form(false, true), r"\b(?P<year>(?:19|20)\d\d)s?\b".to_owned()),
        // "The 90s".
        (form(false, false), r"\b(?:the|early|late)\s+'?(?P<tens>[6-9]0)s\b".to_owned()),
        (form(false, false), r"\banos\s+(?P<tens>[6-9]0)\b".to_owned()),
        (Form { sign: &["年代"], ..form(false, false) }, r"(?P<tens>[6-9]0)\s*年代".to_owned()),
        (form(true, false), format!(r"\b(?:in|en|during|of|de|between|from)\s+{month}(?:$|[^a-z0-9])")),
    ]
    .into_iter()
    .map(|(form, pattern)| (form, Regex::new(&pattern).expect("the pattern is fixed and tested")))
    .collect()
});

/// What a form of dates has. Most texts lack the month or the year, and then need not be searched for it.
#[derive(Clone, Copy)]
struct Form {
    /// The name of a month.
    month: bool,
    /// The figures of a year.
    year: bool,
    /// Signs, one of which it has; none where it may go without.
    sign: &'static [&'static str],
    /// A part of a year.
    part: bool,
}

/// Whether a number is a year of our time.
#[must_use]
pub fn is_year(number: &str) -> bool {
    number.len() == 4 && (number.starts_with("19") || number.starts_with("20"))
}

/// The forms of dates that a folded text may have.
fn forms_in(folded: &str) -> impl DoubleEndedIterator<Item = &'static (Form, Regex)> {
    let any = folded.bytes().any(|byte| byte.is_ascii_digit())
        || ["in ", "en ", "of ", "from "].iter().any(|word| folded.contains(word));
    let has_year = any && (folded.contains("19") || folded.contains("20"));
    let has_month = any && MONTH.is_match(folded);
    let has_sign = |form: &Form| form.sign.is_empty() || form.sign.iter().any(|sign| folded.contains(sign));
    let may_have = move |form: &Form| (has_year || !form.year) && (has_month || !form.month) && has_sign(form);
    FORMS.iter().filter(move |(form, _)| any && may_have(form))
}

/// Whether a folded text has any date: whether [`find_dates`] finds one.
#[must_use]
pub fn has_date(folded: &str) -> bool {
    // The last forms are the simplest, and most dates have one of them: a year, a month.
    forms_in(folded).rev().any(|(form, pattern)| {
        let mut found = pattern.find_iter(folded);
        found.any(|found| !(form.year && is_measure(folded, found.end())))
    })
}

/// Of which century "the 90s" are.
const CENTURY: i16 = 1900;

/// Finds all dates of a folded text, in order; longer forms win over the shorter ones inside them.
#[must_use]
pub fn find_dates(folded: &str) -> Vec<FoundDate> {
    let mut found: Vec<FoundDate> = Vec::new();
    for (form, pattern) in forms_in(folded) {
        for captures in pattern.captures_iter(folded) {
            let whole = captures.get(0).expect("a match has a whole");
            let span = whole.start()..whole.end();
            if found.iter().any(|other| other.span.start < span.end && span.start < other.span.end) {
                continue;
            }
            let number = |name: &str| captures.name(name).and_then(|part| part.as_str().parse::<i16>().ok());
            let decade = number("tens").map(|tens| CENTURY + tens);
            let year = number("year").or(decade);
            if year.is_some() && is_measure(folded, span.end) {
                continue;
            }
            let month = captures
                .name("mon")
                .and_then(|name| month_number(name.as_str()))
                .or_else(|| number("num").and_then(|number| u8::try_from(number).ok()));
            let day = number("day").and_then(|day| u8::try_from(day).ok()).filter(|day| (1..=31).contains(day));
            let part_of_year =
                form.part.then(|| captures.name("part").map(|part| part_of_year(part.as_str()))).flatten();
            let span =
                captures.name("mon").filter(|_| year.is_none() && day.is_none()).map_or(span, |name| name.range());
            found.push(FoundDate {
                span,
                year,
                month,
                day,
                until_year: number("until")
                    .or_else(|| Some(year? / 100 * 100 + number("short")?))
                    .or_else(|| captures.name("decade").and_then(|_| Some(year? + 9)))
                    .or_else(|| decade.map(|year| year + 9)),
                part_of_year,
                span_of_time: None,
            });
        }
    }
    found.sort_by_key(|date| date.span.start);
    found
}

/// Years between which open spans of time reach: wide enough for everything that documents tell.
const FIRST_YEAR: i16 = 1900;
const LAST_YEAR: i16 = 2100;

/// Finds the dates of a question: as [`find_dates`], with the words before them taken into account. `before 2020` and
/// `since March 2024` are open spans, `between March and June 2025` is one span.
#[must_use]
pub fn find_spans(folded: &str) -> Vec<FoundDate> {
    let mut dates = find_dates(folded);
    if let [first, second] = dates.as_slice() {
        let before = folded[..first.span.start].trim_end();
        let link = folded[first.span.end..second.span.start].trim();
        let opens = ["between", "from", "entre", "desde", "从"].iter().any(|word| before.ends_with(word));
        let links = ["and", "to", "until", "-", "y", "hasta", "到", "至", "和"].contains(&link);
        let year = first.year.or(second.year);
        if let (true, Some(year), Some(end)) = (opens && links || link == "-" || link == "to", year, second.edtf()) {
            let start = Point { year, month: first.month, day: first.day, approximate: false };
            if let Edtf::Point(end) = end {
                let span = first.span.start..second.span.end;
                let span_of_time = Some(Edtf::Interval(start, end));
                let (month, day) = (None, None);
                return vec![FoundDate {
                    span,
                    year: Some(year),
                    month,
                    day,
                    until_year: None,
                    part_of_year: None,
                    span_of_time,
                }];
            }
        }
    }
    if let [only] = dates.as_mut_slice()
        && let Some((start, day)) = first_day(folded, only)
        && let (Some(year), Some(Edtf::Point(end))) = (only.year, only.edtf())
    {
        let first = Point { year, month: only.month, day: Some(day), approximate: false };
        only.span_of_time = Some(Edtf::Interval(first, end));
        only.span = start..only.span.end;
        (only.month, only.day) = (None, None);
        return dates;
    }
    for date in &mut dates {
        let Some(Edtf::Point(point)) = date.edtf() else { continue };
        let before = folded[..date.span.start].trim_end();
        let after = &folded[date.span.end..];
        let ends =
            |words: &[&str]| words.iter().find(|word| before.ends_with(*word)).map(|word| before.len() - word.len());
        let (was, follows) = (date.span.clone(), |words: &[&str]| {
            words.iter().find(|word| after.starts_with(*word)).map(|word| word.len())
        });
        let day_before = |point: Point| match (point.month, point.day) {
            (None, _) => Point::year(point.year - 1),
            (Some(1), None) => Point::month(point.year - 1, 12),
            (Some(month), None) => Point::month(point.year, month - 1),
            (Some(month), Some(day)) if day > 1 => Point::day(point.year, month, day - 1),
            (Some(month), Some(_)) => Point::month(point.year, month.saturating_sub(1).max(1)),
        };
        let earlier = ends(&["before", "prior to", "until", "predate", "predates", "predating", "antes de"]);
        let later = ends(&["after", "despues de"]);
        let since = ends(&["since", "desde", "from"]);
        let (earlier_after, later_after) = (follows(&["之前", "以前"]), follows(&["之后", "以后"]));
        let since_after = follows(&["以来"]);
        if earlier.is_some() || earlier_after.is_some() {
            date.span_of_time = Some(Edtf::Interval(Point::year(FIRST_YEAR), day_before(point)));
        } else if since.is_some() || since_after.is_some() {
            date.span_of_time = Some(Edtf::Interval(point, Point::year(LAST_YEAR)));
        } else if later.is_some() || later_after.is_some() {
            let next = match (point.month, point.day) {
                (Some(month), None) if month < 12 => Point::month(point.year, month + 1),
                (_, None) => Point::year(point.year + 1),
                _ => point,
            };
            date.span_of_time = Some(Edtf::Interval(next, Point::year(LAST_YEAR)));
        }
        // The words that make a span of it are part of the date and ask for nothing else.
        let start = earlier.or(since).or(later).unwrap_or(was.start);
        let end = was.end + earlier_after.or(since_after).or(later_after).unwrap_or(0);
        date.span = start..end;
    }
    dates
}

/// The day that a span of days begins with, whose month only its last day names ("from 20 to 31 January 2025"), and where
/// it stands.
fn first_day(folded: &str, last: &FoundDate) -> Option<(usize, u8)> {
    let until = last.day?;
    let before = folded[..last.span.start].trim_end();
    let (before, opened) = ["and", "to", "y", "al", "a", "-", "–", "到", "至"].iter().find_map(|link| {
        let rest = before.strip_suffix(link)?;
        Some((rest.trim_end(), ["-", "–", "到", "至", "to"].contains(link)))
    })?;
    let start = before.trim_end_matches(|letter: char| letter.is_ascii_digit()).len();
    let day: u8 = before[start..].parse().ok().filter(|day| (1..until).contains(day))?;
    let opens =
        ["between", "from", "entre", "desde", "del"].iter().any(|word| before[..start].trim_end().ends_with(word));
    (opened || opens).then_some((start, day))
}

/// Whether what follows a four-digit number shows that it is an amount and no year (`2048 tokens`, `2000B`).
fn is_measure(folded: &str, end: usize) -> bool {
    let rest = &folded[end..];
    rest.starts_with(['%', 'b', 'm', 'k', '亿', '万']) && !rest.starts_with("bc") || rest.starts_with(" tokens")
}

/// The month that a folded text ends with, without its year, and where it stands.
#[must_use]
pub fn month_at_end(folded: &str) -> Option<(Range<usize>, u8)> {
    let found = BARE_MONTH.find_iter(folded).last().filter(|found| found.end() == folded.len())?;
    Some((found.range(), bare_month(found.as_str())?))
}

/// The month that a folded text begins with, without its year, and where it ends.
#[must_use]
pub fn month_at_start(folded: &str) -> Option<(usize, u8)> {
    let found = BARE_MONTH.find(folded).filter(|found| found.start() == 0)?;
    Some((found.end(), bare_month(found.as_str())?))
}

/// A month alone, by its name or in Chinese by its number.
static BARE_MONTH: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&format!(r"\b(?:{MONTHS})\b|(?:1[0-2]|0?[1-9])\s*月")).expect("the pattern is fixed"));

fn bare_month(text: &str) -> Option<u8> {
    match text.strip_suffix('月') {
        Some(number) => number.trim_end().parse().ok(),
        None => month_number(text),
    }
}

fn part_of_year(word: &str) -> PartOfYear {
    match word {
        "early" | "principios de" | "年初" | "初" => PartOfYear::Early,
        "mid" | "middle of" | "mediados de" | "年中" | "中期" => PartOfYear::Mid,
        word if word.starts_with("spring") || word.starts_with("primavera") || word.starts_with('春') => {
            PartOfYear::Spring
        }
        word if word.starts_with("summer") || word.starts_with("verano") || word.starts_with('夏') => {
            PartOfYear::Summer
        }
        word if ["autumn", "fall", "otono", "秋"].iter().any(|season| word.starts_with(season)) => PartOfYear::Autumn,
        _ => PartOfYear::Late,
    }
}

fn month_number(name: &str) -> Option<u8> {
    let number = match name.get(..3)? {
        "jan" | "ene" => 1,
        "feb" => 2,
        "mar" => 3,
        "apr" | "abr" => 4,
        "may" => 5,
        "jun" => 6,
        "jul" => 7,
        "aug" | "ago" => 8,
        "sep" | "set" => 9,
        "oct" => 10,
        "nov" => 11,
        "dec" | "dic" => 12,
        _ => return None,
    };
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let folded = crate::text::fold::fold(text);
        assert_eq!(has_date(&folded), !find_dates(&folded).is_empty(), "{text}");
        let found: Vec<String> = find_dates(&folded)
            .iter()
            .map(|date| match date.edtf() {
                Some(edtf) => edtf.to_string(),
                None => format!("{:02}-{:02}", date.month.unwrap_or(0), date.day.unwrap_or(0)),
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn days_of_one_month_make_a_span() {
        let spans = |text: &str| find_spans(text).iter().filter_map(|date| date.span_of_time).collect::<Vec<_>>();
        let wanted = vec![Edtf::Interval(Point::day(2025, 1, 20), Point::day(2025, 1, 31))];
        assert_eq!(spans("models out between 20 and 31 january 2025"), wanted);
        assert_eq!(spans("from 20 to 31 january 2025"), wanted);
        assert_eq!(spans("20-31 january 2025"), wanted);
        assert_eq!(spans("70b and 31 january 2025"), vec![]);
        let wanted = vec![Edtf::Interval(Point::day(2023, 11, 20), Point::month(2023, 12))];
        assert_eq!(spans("out between 20 november and the end of december 2023"), wanted);
    }

    #[test]
    fn finds() {
        check("released on 20 January 2025, and", &["2025-01-20"]);
        check("| Nov 2, 2023 | DeepSeek Coder |", &["2023-11-02"]);
        check("**July 2023** by", &["2023-07"]);
        check("2025年1月20日发生了什么", &["2025-01-20"]);
        check("2023年4月", &["2023-04"]);
        check("el 27 de enero de 2025", &["2025-01-27"]);
        check("on this day january 27", &["01-27"]);
        check("2013-2020: social", &["2013/2020"]);
        check("by mid-2024, Kimi", &["2024-05/2024-08"]);
        check("late 2023", &["2023-09/2023-12"]);
        check("in late january 2025", &["2025-01"]);
        check("a finales de enero de 2025", &["2025-01"]);
        check("out by 20 november", &["11-20"]);
        check("top 4 may win", &[]);
        check("back in the 1990s", &["1990/1999"]);
        check("back in the 90s", &["1990/1999"]);
        check("en los años 90", &["1990/1999"]);
        check("90年代", &["1990/1999"]);
        check("in the spring of 2025", &["2025-03/2025-05"]);
        check("otoño de 2024", &["2024-09/2024-11"]);
        check("released in september", &["09-00"]);
        check("9216 hidden, 2048 tokens, 2000B", &[]);
        check("2025-09-10", &["2025-09-10"]);
        let spans = |text: &str| -> Vec<String> {
            find_spans(text).iter().filter_map(FoundDate::edtf).map(|date| date.to_string()).collect()
        };
        assert_eq!(spans("between august and october 2025"), ["2025-08/2025-10"]);
        assert_eq!(spans("founded before 2020"), ["1900/2019"]);
        assert_eq!(spans("released since march 2024"), ["2024-03/2100"]);
        assert_eq!(spans("released in march 2024"), ["2024-03"]);
        check("which labs may win", &[]);
    }
}
