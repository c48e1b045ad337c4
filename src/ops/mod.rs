//! What those who run the bot need: logs, health, numbers, an orderly end.

pub mod health;
pub mod intake;
pub mod logs;
pub mod numbers;
pub mod service;
