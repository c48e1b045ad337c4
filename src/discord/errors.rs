//! What goes wrong on Discord, told twice: one friendly line for the person, one line for the operator's log.
//!
//! The operator's line never holds an address: addresses of interactions hold their tokens.

use std::error::Error as _;

use serenity::gateway::GatewayError;
use serenity::http::HttpError;

use crate::bot::response::Reply;
use crate::bot::wording::FixedText;
use crate::text::language::Language;

/// Discord's code for "this interaction was answered already".
const ALREADY_ACKNOWLEDGED: isize = 40060;

/// Why the bot on Discord ended.
#[derive(Debug, thiserror::Error)]
pub enum DiscordError {
    /// The token is not, or no longer, valid.
    #[error("Discord refused the token: check DISCORD_TOKEN (Developer Portal › your application › Bot › Reset Token)")]
    TokenRefused,
    /// Discord's API could not be asked where the gateway is.
    #[error("Discord's API at {address} does not tell where the gateway is: {reason}")]
    NoGateway {
        /// Scheme, host and port that were asked.
        address: String,
        /// What came instead.
        reason: String,
    },
    /// The gateway closed the connection for good.
    #[error("the connection to Discord ended: {reason}")]
    Ended {
        /// What Discord or the connection said.
        reason: String,
    },
    /// The key with which interactions over HTTP are signed is not known.
    #[error(
        "the key for interactions over HTTP can't be had: {reason}; set DISCORD_PUBLIC_KEY (Developer Portal › your application › General Information › Public Key)"
    )]
    NoKey {
        /// What is wrong.
        reason: String,
    },
    /// The address for interactions over HTTP can't be listened at.
    #[error("`http.interactions`: {address} can't be listened at: {reason}")]
    NoEndpoint {
        /// The address.
        address: std::net::SocketAddr,
        /// What the system says.
        reason: String,
    },
    /// The threads that the client runs in could not be started.
    #[error("the Discord client could not be started: {0}")]
    Start(#[from] std::io::Error),
}

impl DiscordError {
    /// What the end of the client means.
    pub(super) fn from_end(error: &serenity::Error) -> Self {
        match error {
            serenity::Error::Gateway(GatewayError::InvalidAuthentication | GatewayError::NoAuthentication) => {
                Self::TokenRefused
            }
            other => Self::Ended { reason: for_operator(other) },
        }
    }
}

/// What the person reads when the bot itself failed.
const FAILED: FixedText = FixedText {
    en: "Sorry, something went wrong on my side. Please try again; the operator can see what happened.",
    zh_hans: "抱歉，我这边出了问题。请再试一次；运营者可以看到发生了什么。",
    zh_hant: "抱歉，我這邊出了問題。請再試一次；營運者可以看到發生了什麼。",
    es: "Lo siento, algo ha fallado por mi parte. Inténtalo de nuevo; quien me opera puede ver qué ha pasado.",
};

/// The reply when the bot itself failed.
#[must_use]
pub fn failed(language: Language) -> Reply {
    Reply::error(FAILED.in_language(language).to_owned(), language)
}

/// Whether Discord says that the message, channel or server is not there, or not for the bot.
#[must_use]
pub fn is_out_of_reach(error: &serenity::Error) -> bool {
    matches!(error, serenity::Error::Http(HttpError::UnsuccessfulRequest(response))
        if matches!(response.status_code.as_u16(), 403 | 404))
}

/// Whether Discord says that the interaction was answered already: after a connection that broke behind the request,
/// this is how success looks.
#[must_use]
pub fn is_already_answered(error: &serenity::Error) -> bool {
    matches!(error, serenity::Error::Http(HttpError::UnsuccessfulRequest(response))
        if response.error.code == ALREADY_ACKNOWLEDGED)
}

/// One line for the operator, without addresses.
#[must_use]
pub fn for_operator(error: &serenity::Error) -> String {
    match error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(response)) => {
            let said = &response.error;
            let details: Vec<String> =
                said.errors.iter().map(|error| format!("{}: {}", error.path, error.message)).collect();
            let mut line =
                format!("HTTP status {}, code {}: {}", response.status_code.as_u16(), said.code, said.message);
            if !details.is_empty() {
                line = format!("{line} ({})", details.join("; "));
            }
            line
        }
        serenity::Error::Http(HttpError::Request(request)) => {
            let mut cause: &dyn std::error::Error = request;
            while let Some(deeper) = cause.source() {
                cause = deeper;
            }
            // The outermost message holds the address.
            if request.is_timeout() {
                "the request timed out".to_owned()
            } else if request.source().is_none() {
                "the request failed".to_owned()
            } else {
                format!("the request failed: {cause}")
            }
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_tokens_are_told_from_other_ends() {
        let refused = serenity::Error::Gateway(GatewayError::InvalidAuthentication);
        assert!(matches!(DiscordError::from_end(&refused), DiscordError::TokenRefused));
        let other = serenity::Error::Gateway(GatewayError::DisallowedGatewayIntents);
        let ended = DiscordError::from_end(&other);
        assert!(matches!(ended, DiscordError::Ended { .. }));
        assert!(!ended.to_string().contains('\n'));
    }

    #[test]
    fn replies_are_private_errors() {
        assert!(failed(Language::Es).private);
    }
}
