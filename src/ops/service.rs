//! What systemd is told (`Type=notify`): that the bot is up, what it is doing, that it is alive, that it stops. Where
//! nobody listens, nothing happens.

use std::convert::Infallible;
use std::time::Duration;

use sd_notify::NotifyState;

/// The process is up. That Discord has it is another matter: that can take long, and must not count as a failed start.
pub fn started() {
    tell(&[NotifyState::Ready]);
}

/// What it is doing, in a line for `systemctl status`.
pub fn status(line: &str) {
    tell(&[NotifyState::Status(line)]);
}

/// It is on its way out.
pub fn stopping() {
    tell(&[NotifyState::Stopping]);
}

/// Gives a sign of life as often as the watchdog wants one, for as long as it is polled.
pub async fn stay_alive() -> Infallible {
    let Some(limit) = sd_notify::watchdog_enabled() else { return std::future::pending().await };
    loop {
        tell(&[NotifyState::Watchdog]);
        // Twice within the limit, and no busy loop where it is tiny.
        tokio::time::sleep((limit / 2).max(Duration::from_millis(10))).await;
    }
}

fn tell(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::warn!(%error, "systemd can't be told how the bot is");
    }
}
