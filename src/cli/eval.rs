//! `lablore eval`: asks every question of a question set and prints how many were answered right, with the failures.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;
use serde::Serialize;

use crate::config::Settings;
use crate::engine::Engine;
use crate::reindex::pinned;

use super::answering::{self, Timed};
use super::grading::{self, COUNTED, Graded, Shortfall};
use super::{Misuse, Status, day, today};

/// How much of an answer a person reads at first: right answers should be right within it.
const AT_A_GLANCE: usize = 400;

/// What can be given to `eval`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  lablore eval data/questions/founders.jsonl
  lablore eval --pinned
  lablore eval --min 0.95 --json questions.jsonl > report.json")]
pub struct Arguments {
    /// The question set: a question a line, as JSON
    #[arg(required_unless_present = "pinned")]
    file: Option<PathBuf>,
    /// Ask the pinned questions of the data folder instead: each must hold
    #[arg(long, conflicts_with_all = ["file", "json", "min", "today"])]
    pinned: bool,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    /// The share of right answers below which the exit status is 1, from 0 to 1
    #[arg(long, value_name = "SHARE", value_parser = share)]
    min: Option<f64>,
    /// The day to answer for (default: today in UTC)
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    today: Option<Date>,
}

fn share(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| format!("`{text}` is no share between 0 and 1, as 0.95"))
}

/// Asks and grades.
///
/// # Errors
/// Without an engine, or where the set can't be read.
pub fn run(settings: &Settings, arguments: &Arguments) -> anyhow::Result<Status> {
    let Some(file) = &arguments.file else { return run_pinned(settings) };
    let questions = read(file)?;
    let engine = super::engine::open(settings)?;
    let report = report(&engine, &questions, today(arguments.today));
    let mut out = io::BufWriter::new(io::stdout().lock());
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&report)?)?;
    } else {
        print(&report, &mut out)?;
    }
    out.flush()?;
    if let Some(min) = arguments.min.filter(|min| report.overall.share() < *min) {
        eprintln!("{:.4} right: less than --min {min}", report.overall.share());
        return Ok(Status::Wrong);
    }
    Ok(Status::Success)
}

/// Asks the pinned questions of the data folder, and prints those that do not hold any more.
fn run_pinned(settings: &Settings) -> anyhow::Result<Status> {
    let (questions, problems) = pinned::read(&settings.corpus.data);
    if let Some(problem) = problems.first() {
        return Err(Misuse::new(format!("{problem}; `lablore check` shows all problems")).into());
    }
    let engine = super::engine::open(settings)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut held = Score::default();
    for question in &questions {
        let answer = question.answer(&engine, question.on);
        let failure = question.failure(&engine, &answer);
        held.count(failure.is_none());
        if let Some(failure) = failure {
            writeln!(out, "{}\n  {failure}", question.question)?;
            writeln!(out, "  answer:   {}\n", answer.text.replace('\n', "\n            "))?;
        }
    }
    print_score("pinned questions hold", held, &mut out)?;
    out.flush()?;
    Ok(if held.right == held.of { Status::Success } else { Status::Wrong })
}

fn read(file: &Path) -> anyhow::Result<Vec<Graded>> {
    let text = std::fs::read_to_string(file).map_err(|error| Misuse::unreadable(file, error))?;
    let mut questions = Vec::new();
    for (number, question) in grading::read_all(&text) {
        questions.push(question.map_err(|error| Misuse::new(format!("{}:{number}: {error}", file.display())))?);
    }
    if questions.is_empty() {
        return Err(Misuse::new(format!("`{}` holds no question", file.display())).into());
    }
    Ok(questions)
}

/// How many of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
struct Score {
    right: usize,
    of: usize,
}

impl Score {
    fn count(&mut self, right: bool) {
        self.right += usize::from(right);
        self.of += 1;
    }

    /// 1 where there is nothing to be right about.
    #[expect(clippy::cast_precision_loss, reason = "no question set has 2^52 questions")]
    fn share(self) -> f64 {
        if self.of == 0 { 1.0 } else { self.right as f64 / self.of as f64 }
    }
}

/// What a run over a question set showed.
#[derive(Debug, Default, Serialize)]
struct Report {
    overall: Score,
    by_category: BTreeMap<String, Score>,
    by_language: BTreeMap<String, Score>,
    /// Of the answerable questions that were answered: those whose citations hold.
    citations: Score,
    /// Of the questions that no document answers: those that were not answered.
    abstained: Score,
    /// Of the answerable questions: those that were answered.
    answered: Score,
    /// Right where only the first characters of an answer count.
    at_a_glance: Score,
    /// Median length of what answers say, in characters.
    median_length: usize,
    /// Median time of an answer, in microseconds.
    median_us: u128,
    failures: Vec<Failure>,
}

/// A question that was not answered right.
#[derive(Debug, Serialize)]
struct Failure {
    id: String,
    category: String,
    question: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    history: Vec<String>,
    lacking: Vec<String>,
    text: String,
    cited: Vec<String>,
}

fn report(engine: &Engine, questions: &[Graded], today: Date) -> Report {
    let mut report = Report::default();
    let mut lengths = Vec::with_capacity(questions.len());
    let mut times = Vec::with_capacity(questions.len());
    for question in questions {
        let answered = answering::answer(engine, &question.history, &question.question, today);
        lengths.push(answered.answer.text.chars().count());
        times.push(answered.elapsed_us);
        report.count(question, &answered);
    }
    report.median_length = median(lengths);
    report.median_us = median(times);
    report
}

impl Report {
    fn count(&mut self, question: &Graded, timed: &Timed) {
        let answer = &timed.answer;
        let shortfall = question.shortfall(answer, COUNTED);
        let right = shortfall.is_none();
        self.overall.count(right);
        self.by_category.entry(question.category.clone()).or_default().count(right);
        self.by_language.entry(question.language.clone()).or_default().count(right);
        self.at_a_glance.count(question.shortfall(answer, AT_A_GLANCE).is_none());
        if question.answerable {
            self.answered.count(answer.answered());
            if answer.answered() {
                self.citations.count(shortfall.citations.is_empty());
            }
        } else {
            self.abstained.count(!answer.answered());
        }
        if !right {
            self.failures.push(failure(question, timed, shortfall));
        }
    }
}

fn failure(question: &Graded, timed: &Timed, shortfall: Shortfall) -> Failure {
    let cited = timed.answer.citations.iter();
    Failure {
        id: question.id.clone(),
        category: question.category.clone(),
        question: question.question.clone(),
        history: question.history.clone(),
        lacking: shortfall.text.into_iter().chain(shortfall.citations).collect(),
        text: timed.answer.text.clone(),
        cited: cited.map(|citation| format!("{}: {}", citation.source, citation.quote)).collect(),
    }
}

fn median<T: Ord + Copy + Default>(mut values: Vec<T>) -> T {
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

fn print(report: &Report, out: &mut impl Write) -> io::Result<()> {
    for failure in &report.failures {
        writeln!(out, "{} ({}): {}", failure.id, failure.category, failure.question)?;
        for earlier in &failure.history {
            writeln!(out, "  after:    {earlier}")?;
        }
        for lacking in &failure.lacking {
            writeln!(out, "  expected: {lacking}")?;
        }
        writeln!(out, "  answer:   {}", failure.text.replace('\n', "\n            "))?;
        for cited in &failure.cited {
            writeln!(out, "  cited:    {cited}")?;
        }
        writeln!(out)?;
    }
    for (heading, scores) in [("category", &report.by_category), ("language", &report.by_language)] {
        writeln!(out, "by {heading}")?;
        for (name, score) in scores {
            print_score(name, *score, out)?;
        }
        writeln!(out)?;
    }
    print_score("answerable: answered", report.answered, out)?;
    print_score("unanswerable: not answered", report.abstained, out)?;
    print_score("citations hold", report.citations, out)?;
    print_score(&format!("right in {AT_A_GLANCE} characters"), report.at_a_glance, out)?;
    writeln!(out, "  {:<28} {:>9} characters, {} µs", "median answer", report.median_length, report.median_us)?;
    print_score("right", report.overall, out)
}

fn print_score(name: &str, score: Score, out: &mut impl Write) -> io::Result<()> {
    let counts = format!("{}/{}", score.right, score.of);
    writeln!(out, "  {name:<28} {counts:>9}  {:.4}", score.share())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_nothing_are_whole() {
        let near = |share: f64, expected: f64| (share - expected).abs() < f64::EPSILON;
        assert!(near(Score::default().share(), 1.0));
        assert!(near(Score { right: 1, of: 4 }.share(), 0.25));
    }

    #[test]
    fn medians() {
        assert_eq!(median(Vec::<usize>::new()), 0);
        assert_eq!(median(vec![9, 1, 5]), 5);
    }

    #[test]
    fn shares_are_read() {
        assert_eq!(share("0.95"), Ok(0.95));
        assert!(share("95").is_err() && share("x").is_err() && share("nan").is_err());
    }
}
