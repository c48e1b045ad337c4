//! `/daily set`, `off`, `preview`, `next`: the daily post of a channel. For those who manage the server.
//!
//! - [`set`], [`off`], [`preview`], [`next`]: the commands.
//! - [`standing`]: how a channel's post stands: what came last, what holds it back, what comes next.
//! - [`clock`]: times of day and time zones as people write them.

mod clock;
pub mod next;
pub mod off;
pub mod preview;
pub mod set;
pub mod standing;

use crate::bot::wording::FixedText;

use super::Group;

const GROUP: Group = Group {
    name: FixedText { en: "daily", zh_hans: "每日", zh_hant: "每日", es: "diario" },
    description: FixedText {
        en: "The daily post: what happened on this day",
        zh_hans: "每日推送：历史上的今天",
        zh_hant: "每日推送：歷史上的今天",
        es: "La publicación diaria: qué pasó un día como hoy",
    },
};
