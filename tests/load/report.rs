//! What was seen, in figures.

use std::time::{Duration, Instant};

use super::process::Bot;

/// What was seen.
pub struct Report {
    rate: u32,
    began: Instant,
    /// How many interactions were caused.
    pub asked: u32,
    /// In what time.
    pub took: Duration,
    /// Times to the first response.
    pub first_responses: Vec<Duration>,
    /// Interactions without a response, and such as were deferred and never filled in.
    pub losses: (usize, usize),
    /// What Discord would have refused.
    pub violations: Vec<String>,
    /// Seconds from the beginning, with the memory of each process in MiB, now and at most.
    memory: Vec<(f64, Vec<(f64, f64)>)>,
}

impl Report {
    /// Nothing seen yet.
    pub fn new(rate: u32) -> Self {
        Self {
            rate,
            began: Instant::now(),
            asked: 0,
            took: Duration::ZERO,
            first_responses: Vec::new(),
            losses: (0, 0),
            violations: Vec::new(),
            memory: Vec::new(),
        }
    }

    /// Looks at the memory of all processes.
    pub fn look(&mut self, bots: &[Bot]) {
        let memory = bots.iter().filter_map(Bot::memory).collect();
        self.memory.push((self.began.elapsed().as_secs_f64(), memory));
    }

    /// Prints it.
    pub fn print(&mut self) {
        let seconds = self.took.as_secs_f64();
        println!(
            "\n{} interactions in {seconds:.1} s ({:.1} a second; {} wanted)",
            self.asked,
            f64::from(self.asked) / seconds,
            self.rate
        );
        self.first_responses.sort_unstable();
        let count = self.first_responses.len();
        println!("first response, {count} of them:");
        for (name, thousandths) in [("50 %", 500), ("90 %", 900), ("99 %", 990), ("99.9 %", 999), ("all", 1_000)] {
            // The smallest time that so many are not above (nearest rank).
            let rank = (count * thousandths).div_ceil(1_000);
            if let Some(time) = rank.checked_sub(1).and_then(|at| self.first_responses.get(at)) {
                println!("  {name:>6} within {:.1} ms", time.as_secs_f64() * 1_000.0);
            }
        }
        println!("without a response: {}; deferred and never filled in: {}", self.losses.0, self.losses.1);
        println!("what Discord would refuse: {}", self.violations.len());
        for violation in self.violations.iter().take(5) {
            println!("  {violation}");
        }
        println!("resident memory in MiB (at most so far), for each process:");
        let step = self.memory.len().div_ceil(15).max(1);
        for (seconds, memory) in self.memory.iter().step_by(step).chain(self.memory.last()) {
            let each: Vec<String> = memory.iter().map(|(now, most)| format!("{now:.1} ({most:.1})")).collect();
            println!("  after {seconds:>5.0} s: {}", each.join("  "));
        }
    }
}
