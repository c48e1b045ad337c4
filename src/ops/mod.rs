//! What keeps the bot observable: logs and health. Numbers come later.

pub mod health;
pub mod logs;
