//! Logs: to standard error, JSON off a terminal, for human eyes on one. What is logged is decided where it happens;
//! the rule for all of it: never what a person typed, no names, no token.

use std::io::IsTerminal;

use tracing::Subscriber;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt;

/// Crates whose own lines below `warn` are noise, or hold what a person typed (serenity's spans carry request bodies and
/// tokens of interactions). A filter that names one of them opens it deliberately.
const QUIET: &[&str] = &["serenity", "tantivy", "h2", "hyper", "reqwest", "rustls", "tungstenite"];

/// Starts logging to standard error with a filter as `log.level` has it.
///
/// # Errors
/// When the filter is none, or when logging was started already.
pub fn start(filter: &str) -> anyhow::Result<()> {
    if std::io::stderr().is_terminal() {
        tracing_subscriber::fmt()
            .with_env_filter(quietened(filter)?)
            .with_writer(std::io::stderr)
            .with_target(false)
            .compact()
            .finish()
            .try_init()?;
    } else {
        machine_readable(filter, std::io::stderr)?.try_init()?;
    }
    Ok(())
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
    use super::*;

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
