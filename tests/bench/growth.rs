//! How build, question and name look-up grow, as tables and a plot.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use cpu_time::{ProcessTime, ThreadTime};
use lablore::corpus::Corpus;
use lablore::engine::Names;
use lablore::question::names::NameIndex;
use lablore::question::tokens::tokenize;
use lablore::search::PassageIndex;
use plotters::prelude::*;

use super::bare::Bare;
use super::{collection, shipped};

/// Passages, and entities.
const PASSAGES: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];
const ENTITIES: [usize; 4] = [100, 1_000, 10_000, 100_000];

/// Questions that are asked of every collection.
const QUESTIONS: usize = 2_000;

/// Times of many runs, in order: those that the thread had a processor, so that waiting for one that others use does not
/// count.
struct Times(Vec<Duration>);

impl Times {
    fn of(runs: usize, mut run: impl FnMut(usize)) -> Self {
        let mut times: Vec<Duration> = (0..runs)
            .map(|number| {
                let begun = ThreadTime::now();
                run(number);
                begun.elapsed()
            })
            .collect();
        times.sort();
        Self(times)
    }

    /// Microseconds below which a share of the runs stay.
    fn micros(&self, percent: usize) -> f64 {
        let place = (self.0.len() * percent / 100).min(self.0.len().saturating_sub(1));
        self.0.get(place).map_or(0.0, |time| time.as_secs_f64() * 1e6)
    }
}

/// A line of the plot: sizes and microseconds.
type Curve = (&'static str, Vec<(f64, f64)>);

/// Measures, prints and draws.
pub fn run(manuals: Option<&Path>) {
    answers();
    let mut curves = passages(manuals);
    curves.push(("names of a question, by entities (median)", names()));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let file = folder.join(if manuals.is_some() { "growth-manuals.svg" } else { "growth.svg" });
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    draw(&file, &curves).expect("the plot can be written");
    println!("drawn: docs/{}", file.file_name().unwrap_or_default().to_string_lossy());
}

/// Whole answers over the shipped data, each question of the project's own set ten times.
fn answers() {
    let engine = shipped::engine();
    let asked = &*shipped::QUESTIONS;
    let begun = ThreadTime::now();
    let times = Times::of(asked.len() * 10, |number| {
        black_box(engine.answer(&shipped::question(&asked[number % asked.len()].question)));
    });
    let seconds = begun.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "thousands")]
    let rate = times.0.len() as f64 / seconds;
    println!("whole answers, shipped data, one thread: {} questions", times.0.len());
    for percent in [50, 90, 99, 100] {
        println!("  {percent:>3}th percentile {:>9.0} µs", times.micros(percent));
    }
    println!("  {rate:.0} answers a second");
    let typed = ["", "d", "dee", "moonsht", "智", "qwen"];
    let times = Times::of(600, |number| {
        black_box(engine.suggest(Names::Labs, typed[number % typed.len()], 25));
    });
    println!("autocomplete: median {:.0} µs, 99th percentile {:.0} µs\n", times.micros(50), times.micros(99));
}

fn passages(manuals: Option<&Path>) -> Vec<Curve> {
    println!(
        "| passages | build s | bare s | ratio | processor s | bare | ratio | median µs | 99th µs | bare median | bare 99th | ratio 99th | resident MiB |"
    );
    println!("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    let (mut median, mut slowest, mut bare) = (Vec::new(), Vec::new(), Vec::new());
    for size in PASSAGES {
        let corpus = manuals.map_or_else(|| collection::generated(size, 0), |folder| collection::manuals(folder, size));
        let found: usize = corpus.documents.iter().map(|document| document.passages.len()).sum();
        let questions = collection::questions(&corpus, QUESTIONS);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (ours, theirs) = (folder.path().join("ours"), folder.path().join("bare"));
        let (built, worked) = seconds(|| build(&corpus, &ours));
        std::fs::create_dir_all(&theirs).expect("the folder can be made");
        let mut tantivy = None;
        let (bare_built, bare_worked) = seconds(|| tantivy = Bare::build(&corpus, &theirs).ok());
        let tantivy = tantivy.expect("it is built");
        drop(corpus);
        let before = resident();
        let index = PassageIndex::open(&ours).expect("it was built");
        let own = Times::of(questions.len(), |number| {
            black_box(index.passages(&questions[number], 10));
        });
        let held = resident().saturating_sub(before);
        let other = Times::of(questions.len(), |number| {
            black_box(tantivy.search(&questions[number]));
        });
        println!(
            "| {found} | {built:.1} | {bare_built:.1} | {:.1} | {worked:.1} | {bare_worked:.1} | {:.1} | {:.0} | {:.0} | {:.0} | {:.0} | {:.1} | {held} |",
            built / bare_built,
            worked / bare_worked,
            own.micros(50),
            own.micros(99),
            other.micros(50),
            other.micros(99),
            own.micros(99) / other.micros(99)
        );
        #[expect(clippy::cast_precision_loss, reason = "a plot")]
        let size = found as f64;
        median.push((size, own.micros(50)));
        slowest.push((size, own.micros(99)));
        bare.push((size, other.micros(99)));
        if found < *PASSAGES.last().unwrap_or(&0) && manuals.is_some() && found < 1_000 {
            break;
        }
    }
    println!();
    vec![
        ("passages of a question, by passages (median)", median),
        ("passages of a question, by passages (99th percentile)", slowest),
        ("bare Tantivy (99th percentile)", bare),
    ]
}

/// How long something takes, and how long processors work for it, in seconds.
fn seconds(run: impl FnOnce()) -> (f64, f64) {
    let (begun, worked) = (Instant::now(), ProcessTime::now());
    run();
    (begun.elapsed().as_secs_f64(), worked.elapsed().as_secs_f64())
}

fn build(corpus: &Corpus, folder: &Path) {
    let names = NameIndex::of(corpus);
    PassageIndex::build(corpus, folder, &|text| names.in_text(text), &mut |_, _| {}).expect("it is built");
}

fn names() -> Vec<(f64, f64)> {
    println!("| entities | file names ms | median µs | 99th µs |");
    println!("| ---: | ---: | ---: | ---: |");
    let mut curve = Vec::new();
    for size in ENTITIES {
        let corpus = collection::generated(0, size);
        let begun = ThreadTime::now();
        let names = NameIndex::of(&corpus);
        let filed = begun.elapsed().as_secs_f64() * 1e3;
        let mut random = collection::Random(5);
        let questions: Vec<String> = (0..QUESTIONS)
            .map(|_| {
                let mut name = || corpus.entities[random.below(size)].name.clone();
                let typed = name();
                // Every question has a name as written and one with a letter missing.
                format!("who founded {} and when did {} open it", name(), &typed[..typed.len() - 1])
            })
            .collect();
        let known = ["who", "founded", "and", "when", "did", "open", "it"];
        let times = Times::of(questions.len(), |number| {
            let tokens = tokenize(&questions[number]);
            black_box(names.link(&tokens, |token| known.contains(&token.text.as_str())));
        });
        println!("| {size} | {filed:.1} | {:.1} | {:.1} |", times.micros(50), times.micros(99));
        #[expect(clippy::cast_precision_loss, reason = "a plot")]
        curve.push((size as f64, times.micros(50)));
    }
    println!();
    curve
}

/// Memory of this process that no file stands behind, in MiB; 0 where the system does not tell.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kibibytes.unwrap_or(0) / 1024
}

fn draw(file: &Path, curves: &[Curve]) -> Result<(), Box<dyn std::error::Error>> {
    let root = SVGBackend::new(file, (900, 560)).into_drawing_area();
    root.fill(&WHITE)?;
    let points = || curves.iter().flat_map(|(_, points)| points);
    let top = points().map(|(_, micros)| *micros).fold(10.0, f64::max) * 2.0;
    let mut chart = ChartBuilder::on(&root)
        .margin(20)
        .x_label_area_size(40)
        .y_label_area_size(70)
        .build_cartesian_2d((100f64..1_000_000f64).log_scale(), (1f64..top).log_scale())?;
    chart.configure_mesh().x_desc("passages or entities").y_desc("microseconds").draw()?;
    for (number, (name, points)) in curves.iter().enumerate() {
        let colour = Palette99::pick(number).to_rgba();
        chart
            .draw_series(LineSeries::new(points.iter().copied(), colour.stroke_width(2)))?
            .label(*name)
            .legend(move |(x, y)| PathElement::new(vec![(x, y), (x + 20, y)], colour.stroke_width(2)));
    }
    chart.configure_series_labels().background_style(WHITE.mix(0.8)).border_style(BLACK).draw()?;
    root.present()?;
    Ok(())
}
