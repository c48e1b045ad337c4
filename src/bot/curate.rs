//! What moderators of the home server do to the knowledge by buttons, menus and forms, and how a change of theirs is
//! handed over. What each says is with its command.

use crate::curation::change::{Change, ChangeError};
use crate::curation::{DataFolder, Held};
use crate::text::language::Language;

use super::action::Action;
use super::commands::{corrections, pins};
use super::controls::{NEXT, PREVIOUS, page_line};
use super::request::Request;
use super::response::{Attachment, Button, Reply, Response};
use super::wording::{self, FixedText};
use super::{Bot, press};

/// Something that moderators do, as the id of a component says it.
///
/// ```text
/// "p|" page | "u|"                       pinned questions; one of them, chosen, taken out
/// "c|" page | "o|"                       reported mistakes; one of them, chosen, opened
/// "s|" report | "a|" report "|" key      a statement of it, chosen; the form that corrects it
/// "d|" report                            the form that declines it
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Task {
    /// Turns to a page of the pinned questions.
    Pins(u32),
    /// Takes out the pinned question that is chosen.
    Unpin,
    /// Turns to a page of the reported mistakes.
    Corrections(u32),
    /// Opens the reported mistake that is chosen.
    Open,
    /// Opens the form that corrects the statement which is chosen, for a reported mistake.
    Correct(i64),
    /// That form: a reported mistake, and the key of the statement.
    Accept(i64, u32),
    /// Opens the form that declines a reported mistake; also the form itself.
    Decline(i64),
}

impl Task {
    /// How it stands in an id.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Pins(page) => format!("p|{page}"),
            Self::Unpin => "u|".to_owned(),
            Self::Corrections(page) => format!("c|{page}"),
            Self::Open => "o|".to_owned(),
            Self::Correct(report) => format!("s|{report}"),
            Self::Accept(report, key) => format!("a|{report}|{key:08x}"),
            Self::Decline(report) => format!("d|{report}"),
        }
    }

    /// What stands in an id; `None` for those of other versions.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let (letter, rest) = text.split_once('|')?;
        Some(match letter {
            "p" => Self::Pins(rest.parse().ok()?),
            "u" if rest.is_empty() => Self::Unpin,
            "c" => Self::Corrections(rest.parse().ok()?),
            "o" if rest.is_empty() => Self::Open,
            "s" => Self::Correct(rest.parse().ok()?),
            "a" => {
                let (report, key) = rest.split_once('|')?;
                Self::Accept(report.parse().ok()?, u32::from_str_radix(key, 16).ok()?)
            }
            "d" => Self::Decline(rest.parse().ok()?),
            _ => return None,
        })
    }

    /// A word for the log.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Pins(_) => "pins page button",
            Self::Unpin => "unpin menu",
            Self::Corrections(_) => "corrections page button",
            Self::Open => "correction menu",
            Self::Correct(_) => "statement menu",
            Self::Accept(..) => "accept form",
            Self::Decline(_) => "decline",
        }
    }

    /// Whether it turns a page of the message that carries it.
    #[must_use]
    pub fn turns_page(self) -> bool {
        matches!(self, Self::Pins(_) | Self::Corrections(_))
    }

    /// Whether it opens a form, which can't be acknowledged first.
    #[must_use]
    pub fn opens_form(self) -> bool {
        matches!(self, Self::Correct(_) | Self::Decline(_))
    }

    /// The id of a component that does it.
    #[must_use]
    pub fn id(self) -> String {
        format!("c|{}", self.text())
    }
}

/// What a press or a choice does. Whether the caller may was checked before.
pub(super) async fn respond(
    bot: &Bot,
    request: &Request,
    task: Task,
    values: &[String],
    language: Language,
) -> Response {
    let chosen = values.first().map_or("", String::as_str);
    match task {
        Task::Pins(page) => Response::Edit(pins::page(bot, page, language)),
        Task::Unpin => Response::Reply(pins::remove(bot, request, chosen, language).await),
        Task::Corrections(page) => Response::Edit(corrections::page(bot, page, language).await),
        Task::Open => Response::Reply(corrections::open(bot, chosen, language).await),
        Task::Correct(report) => corrections::correct_form(bot, report, chosen, language).await,
        Task::Decline(report) => Response::Form(corrections::decline_form(report, language)),
        Task::Accept(..) => press::refuse(press::OUTDATED, language),
    }
}

/// What a sent form does.
pub(super) async fn submitted(
    bot: &Bot,
    request: &Request,
    task: Task,
    fields: &[(String, String)],
    language: Language,
) -> Response {
    match task {
        Task::Accept(report, key) => {
            Response::Reply(corrections::accept(bot, request, report, key, fields, language).await)
        }
        Task::Decline(report) => Response::Reply(corrections::decline(bot, request, report, fields, language).await),
        _ => press::refuse(press::OUTDATED, language),
    }
}

/// A sort of list whose pages are turned by buttons: which entries are on a page, and the row of buttons under it.
pub(super) struct Pages {
    /// The page that is shown, counted from 0.
    pub number: u32,
    count: u32,
}

impl Pages {
    /// The page that comes nearest to the wanted one, of so many entries, `on_a_page` on each.
    pub fn new(wanted: u32, entries: u64, on_a_page: u32) -> Self {
        let count = u32::try_from(entries).unwrap_or(u32::MAX).div_ceil(on_a_page);
        Self { number: wanted.min(count.saturating_sub(1)), count }
    }

    /// Puts the page's number and its buttons under a list.
    pub fn under(&self, mut reply: Reply, task: impl Fn(u32) -> Task) -> Reply {
        if self.count < 2 {
            return reply;
        }
        let language = reply.language;
        let button = |label: FixedText, page: Option<u32>| {
            let page = page.filter(|page| *page < self.count)?;
            let id = Action::Curate(task(page)).id()?;
            Some(Button { label: label.in_language(language).to_owned(), id, destructive: false })
        };
        let both = [button(PREVIOUS, self.number.checked_sub(1)), button(NEXT, self.number.checked_add(1))];
        reply.buttons.push(both.into_iter().flatten().collect());
        reply.body = format!("{}\n\n{}", reply.body, page_line(self.number as usize, self.count as usize, language));
        reply
    }
}

const NO_DATA: FixedText = FixedText {
    en: "There is no data folder here that could be changed.",
    zh_hans: "这里没有可以更改的数据文件夹。",
    zh_hant: "這裡沒有可以更改的資料夾。",
    es: "Aquí no hay una carpeta de datos que cambiar.",
};

const WRITTEN: FixedText = FixedText {
    en: "Written to the data folder; the next reindex takes it in. The patch shows what changed.",
    zh_hans: "已写入数据文件夹，下次重建索引时生效。补丁显示了更改内容。",
    zh_hant: "已寫入資料夾，下次重建索引時生效。修補檔顯示了變更內容。",
    es: "Escrito en la carpeta de datos; la próxima reindexación lo recoge. El parche muestra qué cambió.",
};

const PATCH: FixedText = FixedText {
    en: "The patch is for the maintainers: `git apply` it where the data folder lies, and commit.",
    zh_hans: "补丁供维护者使用：在数据文件夹所在处执行 `git apply` 并提交。",
    zh_hant: "修補檔供維護者使用：在資料夾所在處執行 `git apply` 並提交。",
    es: "El parche es para los mantenedores: `git apply` donde está la carpeta de datos, y commit.",
};

/// `{reason}` is filled in.
const NOT_WRITTEN: FixedText = FixedText {
    en: "It could not be written to the data folder: {reason}. The patch holds it all the same.",
    zh_hans: "无法写入数据文件夹：{reason}。补丁中仍保留了全部内容。",
    zh_hant: "無法寫入資料夾：{reason}。修補檔中仍保留了全部內容。",
    es: "No se pudo escribir en la carpeta de datos: {reason}. El parche lo contiene igualmente.",
};

const BUSY: FixedText = FixedText {
    en: "One moment, please: somebody else is changing the data folder. Nothing was changed for you; try again.",
    zh_hans: "请稍候：有人正在更改数据文件夹。您的更改尚未执行，请再试一次。",
    zh_hant: "請稍候：有人正在變更資料夾。您的變更尚未執行，請再試一次。",
    es: "Un momento, por favor: alguien está cambiando la carpeta de datos. No se cambió nada tuyo; inténtalo de nuevo.",
};

/// Holds the data folder for a change; what the moderator reads where there is none, or somebody else is at it.
pub(super) fn hold(bot: &Bot, language: Language) -> Result<Held<'_>, Box<Reply>> {
    let told = |text: FixedText| Box::new(Reply::error(text.in_language(language).to_owned(), language));
    let folder = bot.operator.data.as_ref().ok_or_else(|| told(NO_DATA))?;
    folder.hold().map_err(|error| match error {
        ChangeError::Busy => told(BUSY),
        error => Box::new(failed(&error, language)),
    })
}

/// Says that there is no data folder.
pub(super) fn no_data(language: Language) -> Reply {
    Reply::error(NO_DATA.in_language(language).to_owned(), language)
}

/// Hands a change over: written where the operator allows that, and as a patch. `name` is the patch's, without ending.
pub(super) fn hand_over(folder: &Held<'_>, change: &Change, name: &str, reply: Reply) -> Reply {
    let written = written(folder, change);
    handed_over(folder, change, name, written.as_ref().copied(), reply)
}

/// Says of a change whether it was written, and gives it as a patch.
pub(super) fn handed_over(
    folder: &Held<'_>,
    change: &Change,
    name: &str,
    written: Result<bool, &ChangeError>,
    reply: Reply,
) -> Reply {
    let language = reply.language;
    let text = match written {
        Ok(true) => WRITTEN.in_language(language).to_owned(),
        Ok(false) => PATCH.in_language(language).to_owned(),
        Err(error) => NOT_WRITTEN.in_language(language).replace("{reason}", &error.to_string()),
    };
    let body = format!("{}\n\n{text}", reply.body);
    Reply { body, attachment: Some(patch(folder, change, name)), ..reply }.privately()
}

/// Writes a change where the operator allows that; whether it was written.
pub(super) fn written(folder: &Held<'_>, change: &Change) -> Result<bool, ChangeError> {
    if !folder.is_writable {
        return Ok(false);
    }
    folder.write(change).inspect_err(|error| tracing::error!(%error, "a moderator's change could not be written"))?;
    Ok(true)
}

/// A change as a patch; `name` is the file's, without ending.
pub(super) fn patch(folder: &DataFolder, change: &Change, name: &str) -> Attachment {
    Attachment { name: format!("{name}.patch"), content: change.patch(&folder.path).into_bytes() }
}

/// What a change would break, a line a problem, as many as one sees at a glance.
pub(super) fn problem_lines(problems: &[crate::corpus::problem::Problem]) -> String {
    const SHOWN: usize = 10;
    let mut lines: Vec<String> = problems.iter().take(SHOWN).map(|problem| format!("- {problem}")).collect();
    if problems.len() > SHOWN {
        lines.push(format!("- … +{}", problems.len() - SHOWN));
    }
    lines.join("\n")
}

/// What a moderator reads when a change can't be made; the log gets it as well.
pub(super) fn failed(error: &dyn std::error::Error, language: Language) -> Reply {
    tracing::warn!(%error, "a moderator's change could not be made");
    Reply::error(format!("{} {error}", CANT.in_language(language)), language)
}

const CANT: FixedText =
    FixedText {
        en: "That can't be done:", zh_hans: "无法完成：", zh_hant: "無法完成：", es: "No se puede hacer:"
    };

/// What somebody wrote into a field of a form, cleaned; empty where it is not there.
pub(super) fn field(fields: &[(String, String)], name: &str) -> String {
    let written = fields.iter().find(|(field, _)| field == name).map_or("", |(_, text)| text);
    super::manners::cleaned(written)
}

/// Says that there is no store.
pub(super) fn no_store(language: Language) -> Reply {
    Reply::error(wording::NO_STORE.in_language(language).to_owned(), language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_are_read_back() {
        for task in [
            Task::Pins(3),
            Task::Unpin,
            Task::Corrections(0),
            Task::Open,
            Task::Correct(7),
            Task::Accept(i64::MAX, 0x00ff_0001),
            Task::Decline(1),
        ] {
            assert_eq!(Task::from_text(&task.text()), Some(task));
            assert_eq!(Action::from_id(&task.id()), Some(Action::Curate(task)));
        }
        for other in ["", "x|", "p|x", "a|1", "u|1"] {
            assert_eq!(Task::from_text(other), None, "{other}");
        }
    }
}
