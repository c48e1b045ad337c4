//! Calls of Discord's API: the client, and a thin layer that tries again where that helps.
//!
//! Without `discord.api_url` serenity's own rate limiter is on and keeps 429 away from us. With it the limiter must be
//! off (serenity ignores the address otherwise), so a 429 comes through as a plain error without headers. Bad gateways
//! and broken connections serenity retries in neither mode.

use std::hash::{BuildHasher, RandomState};
use std::io;
use std::time::Duration;

use serenity::builder::CreateAllowedMentions;
use serenity::http::{Http, HttpBuilder, HttpError};
use serenity::interactions_endpoint::Verifier;
use serenity::model::gateway::BotGateway;

use crate::config::Secret;
use crate::ops::numbers;

use super::errors::{DiscordError, for_operator};

/// Where Discord is.
const DISCORD: &str = "https://discord.com";

/// Statuses that pass: too many requests, and a server that is not itself for a moment.
const PASSING_STATUSES: [u16; 5] = [429, 500, 502, 503, 504];

/// How long to keep trying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// How often to try.
    pub attempts: u32,
    /// How long to wait after the first failure; doubled after each further one, with up to a half more of it.
    pub first_wait: Duration,
    /// How long one attempt may take.
    pub attempt_limit: Duration,
}

impl Patience {
    /// For the first response to an interaction, which Discord accepts for three seconds.
    pub const INTERACTION: Self =
        Self { attempts: 5, first_wait: Duration::from_millis(120), attempt_limit: Duration::from_millis(2_500) };
    /// For the first call, with an operator waiting to see whether the bot comes up.
    pub const START: Self =
        Self { attempts: 5, first_wait: Duration::from_millis(200), attempt_limit: Duration::from_secs(10) };
    /// For messages and all else that nobody's program waits for.
    pub const MESSAGE: Self =
        Self { attempts: 6, first_wait: Duration::from_millis(250), attempt_limit: Duration::from_secs(30) };

    /// For what must not be done twice, and can't be told from what was done already.
    pub const ONCE: Self = Self { attempts: 1, first_wait: Duration::ZERO, attempt_limit: Duration::from_secs(30) };

    /// How long to wait after the `failures`th failure (counted from 1); `jitter` is between 0 and 1.
    #[must_use]
    pub fn wait(&self, failures: u32, jitter: f64) -> Duration {
        let doubled = self.first_wait.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1)));
        doubled.mul_f64(1.0 + jitter.clamp(0.0, 1.0) / 2.0)
    }
}

/// A client for the API: Discord's own, or the one at `api_url`. Mentions are off by default.
#[must_use]
pub fn client(token: &Secret, api_url: Option<&str>) -> Http {
    let builder = HttpBuilder::new(token.expose()).default_allowed_mentions(CreateAllowedMentions::new());
    match api_url {
        Some(url) => builder.proxy(url).ratelimiter_disabled(true).build(),
        None => builder.build(),
    }
}

/// Asks where the gateway is and how many shards to connect with. Asked before serenity does: it would fall back to
/// Discord's own gateway without a word.
///
/// # Errors
/// When the token is refused, or no answer comes.
pub async fn gateway(http: &Http) -> Result<BotGateway, DiscordError> {
    retry(Patience::START, || http.get_bot_gateway()).await.map_err(|error| match &error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) if response.status_code.as_u16() == 401 => {
            DiscordError::TokenRefused
        }
        // A token with characters that no token has.
        serenity::Error::Http(HttpError::InvalidHeader(_)) => DiscordError::TokenRefused,
        other => DiscordError::NoGateway {
            address: http.proxy.clone().unwrap_or_else(|| DISCORD.to_owned()),
            reason: for_operator(other),
        },
    })
}

/// The key with which interactions over HTTP are signed: as the operator named it, else as Discord tells it.
///
/// # Errors
/// When the key is none, or Discord does not tell it.
pub async fn public_key(token: &Secret, api_url: Option<&str>, named: Option<&str>) -> Result<Verifier, DiscordError> {
    let key = match named {
        Some(key) => key.to_owned(),
        None => asked_key(token, api_url.unwrap_or(DISCORD)).await?,
    };
    let bytes =
        key_bytes(&key).ok_or_else(|| DiscordError::NoKey { reason: "it is not 64 hexadecimal digits".to_owned() })?;
    Verifier::try_new(bytes).map_err(|error| DiscordError::NoKey { reason: error.to_string() })
}

/// Asks for the application itself. Serenity knows another address of it alone.
async fn asked_key(token: &Secret, api: &str) -> Result<String, DiscordError> {
    let no_key = |reason: String| DiscordError::NoKey { reason };
    let client = reqwest::Client::new();
    let address = format!("{api}/api/v10/applications/@me");
    let mut failures = 0;
    loop {
        let call = client.get(&address).header("authorization", format!("Bot {}", token.expose()));
        let (reason, passes) = match call.timeout(Patience::START.attempt_limit).send().await {
            Ok(answer) if answer.status().is_success() => {
                let body: serde_json::Value = serde_json::from_slice(&answer.bytes().await.unwrap_or_default())
                    .map_err(|_| no_key("Discord's answer is not JSON".to_owned()))?;
                let key = body["verify_key"].as_str().map(ToOwned::to_owned);
                return key.ok_or_else(|| no_key("Discord's answer holds none".to_owned()));
            }
            Ok(answer) if answer.status().as_u16() == 401 => return Err(DiscordError::TokenRefused),
            Ok(answer) => {
                let status = answer.status().as_u16();
                (format!("HTTP status {status}"), PASSING_STATUSES.contains(&status))
            }
            Err(error) => (error.without_url().to_string(), true),
        };
        failures += 1;
        if failures >= Patience::START.attempts || !passes {
            return Err(no_key(format!("Discord does not tell it: {reason}")));
        }
        tokio::time::sleep(Patience::START.wait(failures, jitter())).await;
    }
}

fn key_bytes(key: &str) -> Option<[u8; 32]> {
    let key = key.trim();
    if key.len() != 64 || !key.is_ascii() {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, at) in bytes.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(&key[at..at + 2], 16).ok()?;
    }
    Some(bytes)
}

/// Makes a call, and again while it fails in a way that passes.
///
/// # Errors
/// The last failure, or the first that does not pass.
pub async fn retry<T, F, C>(patience: Patience, call: C) -> serenity::Result<T>
where
    F: Future<Output = serenity::Result<T>>,
    C: Fn() -> F,
{
    let mut failures = 0;
    loop {
        let result = match tokio::time::timeout(patience.attempt_limit, call()).await {
            Ok(result) => result,
            Err(_) => Err(timed_out()),
        };
        numbers::discord_response(status_of(&result));
        let error = match result {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        failures += 1;
        if failures >= patience.attempts || !passes(&error) {
            return Err(error);
        }
        tracing::debug!(failures, error = for_operator(&error), "trying again");
        tokio::time::sleep(patience.wait(failures, jitter())).await;
    }
}

/// The status as it is counted. Of what is well serenity does not tell which it was.
fn status_of<T>(result: &serenity::Result<T>) -> String {
    match result {
        Ok(_) => "2xx".to_owned(),
        Err(serenity::Error::Http(HttpError::UnsuccessfulRequest(response))) => {
            response.status_code.as_u16().to_string()
        }
        Err(_) => "none".to_owned(),
    }
}

fn timed_out() -> serenity::Error {
    io::Error::new(io::ErrorKind::TimedOut, "no answer within the time limit").into()
}

fn passes(error: &serenity::Error) -> bool {
    match error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => {
            PASSING_STATUSES.contains(&response.status_code.as_u16())
        }
        serenity::Error::Http(HttpError::Request(request)) => !request.is_builder(),
        serenity::Error::Io(error) => error.kind() == io::ErrorKind::TimedOut,
        _ => false,
    }
}

/// Between 0 and 1, different each time: enough for clients not to come back in step.
pub(super) fn jitter() -> f64 {
    let random = RandomState::new().hash_one(0_u8);
    f64::from(u32::try_from(random >> 32).unwrap_or_default()) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    const IMPATIENT: Patience =
        Patience { attempts: 3, first_wait: Duration::ZERO, attempt_limit: Duration::from_secs(5) };

    #[test]
    fn waits_grow_and_fit_what_discord_accepts() {
        let patience = Patience::INTERACTION;
        assert_eq!(patience.wait(1, 0.0), Duration::from_millis(120));
        assert_eq!(patience.wait(3, 1.0), Duration::from_millis(720));
        let longest: Duration = (1..patience.attempts).map(|failures| patience.wait(failures, 1.0)).sum();
        assert!(longest < Duration::from_secs(3), "{longest:?}");
    }

    #[test]
    fn jitter_stays_between_bounds() {
        for _ in 0..100 {
            assert!((0.0..=1.0).contains(&jitter()));
        }
    }

    #[tokio::test]
    async fn tries_again_only_what_passes() {
        let calls = AtomicU32::new(0);
        let count = || calls.fetch_add(1, Ordering::Relaxed) + 1;
        let result = retry(IMPATIENT, || async { if count() < 3 { Err(timed_out()) } else { Ok(7) } }).await;
        assert_eq!((result.unwrap(), calls.load(Ordering::Relaxed)), (7, 3));

        calls.store(0, Ordering::Relaxed);
        let result: serenity::Result<()> = retry(IMPATIENT, || async {
            count();
            Err(serenity::Error::Http(HttpError::ApplicationIdMissing))
        })
        .await;
        assert!(result.is_err());
        assert_eq!(calls.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn keys_are_64_hexadecimal_digits() {
        assert!(key_bytes(&"0a".repeat(32)).is_some());
        for wrong in ["", "0a", &"zz".repeat(32), &"0a".repeat(33), &"é".repeat(32)] {
            assert!(key_bytes(wrong).is_none(), "{wrong}");
        }
    }

    #[tokio::test]
    async fn gives_up_in_the_end() {
        let calls = AtomicU32::new(0);
        let result: serenity::Result<()> = retry(IMPATIENT, || async {
            calls.fetch_add(1, Ordering::Relaxed);
            Err(timed_out())
        })
        .await;
        assert!(result.is_err());
        assert_eq!(calls.load(Ordering::Relaxed), 3);
    }
}
