//! Logs: to standard error, JSON off a terminal, for human eyes on one. What is logged is decided where it happens;
//! the rule for all of it: never what a person typed, no names, no token. Known secrets are taken out of every line
//! besides, whoever wrote it.

use std::io::{IsTerminal, Write};
use std::sync::Arc;

use tracing::Subscriber;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt;

/// Crates whose own lines below `warn` are noise, or hold what a person typed (serenity's spans carry request bodies and
/// tokens of interactions). A filter that names one of them opens it deliberately.
const QUIET: &[&str] = &["serenity", "tantivy", "h2", "hyper", "reqwest", "rustls", "tungstenite"];

/// What stands in place of a secret.
const HIDDEN: &str = "[hidden]";

/// Starts logging to standard error with a filter as `log.level` has it. `secrets` never appear in it.
///
/// # Errors
/// When the filter is none, or when logging was started already.
pub fn start(filter: &str, secrets: &[&str]) -> anyhow::Result<()> {
    let writer = Scrubbed::new(std::io::stderr, secrets);
    if std::io::stderr().is_terminal() {
        tracing_subscriber::fmt()
            .with_env_filter(quietened(filter)?)
            .with_writer(writer)
            .with_target(false)
            .compact()
            .finish()
            .try_init()?;
    } else {
        machine_readable(filter, writer)?.try_init()?;
    }
    Ok(())
}

/// Panics go to the log from now on: where they happened, and what they say at level debug alone, since that can hold
/// what a person typed (a cut through a character quotes its text).
pub fn take_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let thread = std::thread::current().name().unwrap_or_default().to_owned();
        tracing::error!(place, thread, "panicked; at level debug the log says more");
        let says = panic.payload_as_str().unwrap_or_default();
        tracing::debug!(place, says, "panicked");
    }));
}

/// A writer of lines that hold no secret. Each line comes in one piece, as tracing writes it.
#[derive(Debug, Clone)]
pub struct Scrubbed<W> {
    writer: W,
    secrets: Arc<[String]>,
}

impl<W> Scrubbed<W> {
    /// Takes `secrets` out of what goes to `writer`.
    pub fn new(writer: W, secrets: &[&str]) -> Self {
        // A longer one first: a shorter one may be a part of it.
        let mut secrets: Vec<String> =
            secrets.iter().filter(|secret| !secret.is_empty()).map(|secret| (*secret).to_owned()).collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        Self { writer, secrets: secrets.into() }
    }
}

impl<'writer, W: MakeWriter<'writer>> MakeWriter<'writer> for Scrubbed<W> {
    type Writer = Scrubbed<W::Writer>;

    fn make_writer(&'writer self) -> Self::Writer {
        Scrubbed { writer: self.writer.make_writer(), secrets: Arc::clone(&self.secrets) }
    }
}

impl<W: Write> Write for Scrubbed<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let line = String::from_utf8_lossy(bytes);
        if self.secrets.iter().any(|secret| line.contains(secret.as_str())) {
            let clean = self.secrets.iter().fold(line.into_owned(), |line, secret| line.replace(secret, HIDDEN));
            self.writer.write_all(clean.as_bytes())?;
        } else {
            self.writer.write_all(bytes)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.writer.flush()
    }
}

/// Logs as one JSON object a line, with the fields of the span that the line belongs to.
///
/// # Errors
/// When the filter is none.
pub fn machine_readable<W>(filter: &str, writer: W) -> anyhow::Result<impl Subscriber + Send + Sync + 'static>
where
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    Ok(tracing_subscriber::fmt()
        .with_env_filter(quietened(filter)?)
        .with_writer(writer)
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .finish())
}

fn quietened(filter: &str) -> anyhow::Result<EnvFilter> {
    let mut directives = EnvFilter::try_new(filter)?;
    for name in QUIET.iter().filter(|name| !filter.contains(**name)) {
        // A filter that is stricter than `warn` as a whole must stay so.
        if filter != "off" && filter != "error" {
            directives = directives.add_directive(format!("{name}=warn").parse()?);
        }
    }
    Ok(directives)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn secrets_are_taken_out_of_every_line() {
        let mut written = Scrubbed::new(Vec::new(), &["abc.def", "", "abc.def.ghi"]);
        written.write_all("identify abc.def.ghi, abc.def and 你好\n".as_bytes()).unwrap();
        written.write_all(b"nothing here\n").unwrap();
        let text = String::from_utf8(written.writer).unwrap();
        assert_eq!(text, "identify [hidden], [hidden] and 你好\nnothing here\n");
    }

    /// What is logged, kept in memory.
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_panic_tells_its_place_and_its_words_on_request_alone() {
        for (filter, expected) in [("info", None), ("debug", Some("a question with [hidden]"))] {
            let lines = Arc::new(Mutex::new(Vec::new()));
            let (kept, secrets) = (Arc::clone(&lines), ["abc.def.ghi"]);
            let writer = move || Kept(Arc::clone(&kept));
            let subscriber = machine_readable(filter, Scrubbed::new(writer, &secrets)).unwrap();
            let before = std::panic::take_hook();
            take_panics();
            tracing::subscriber::with_default(subscriber, || {
                assert!(std::panic::catch_unwind(|| panic!("a question with {}", "abc.def.ghi")).is_err());
            });
            std::panic::set_hook(before);
            let log = String::from_utf8(lines.lock().unwrap().clone()).unwrap();
            assert!(log.contains("logs.rs:") && !log.contains("abc.def.ghi"), "{log}");
            match expected {
                Some(words) => assert!(log.contains(words), "{log}"),
                None => assert!(!log.contains("a question"), "{log}"),
            }
        }
    }

    #[test]
    fn noisy_crates_stay_quiet_unless_named() {
        let filter = quietened("debug").unwrap().to_string();
        assert!(filter.contains("serenity=warn") && filter.contains("tantivy=warn"), "{filter}");
        let named = quietened("info,serenity=debug").unwrap().to_string();
        assert!(named.contains("serenity=debug") && !named.contains("serenity=warn"), "{named}");
        assert_eq!(quietened("error").unwrap().to_string(), "error");
        assert!(quietened("a=b=c").is_err());
    }
}
