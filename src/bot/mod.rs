//! What the bot says to every request, whichever way it came: Discord's gateway, HTTP or the terminal.
//!
//! [`Bot::respond`] takes a [`Request`] and gives a [`Response`]; it reads nothing but the engine in force and, for what
//! must survive a restart, the store. A command is a file in [`commands`] and a line in its table, from which
//! registration, help, autocomplete, checks and the parsing of lines typed in a terminal follow. What buttons do is in
//! [`press`], what they carry in [`action`]. How a reply looks is not decided here.

pub mod action;
pub mod commands;
pub mod controls;
pub mod cooldown;
pub mod curate;
pub mod manners;
mod press;
pub mod recall;
pub mod request;
pub mod response;
pub mod server;
pub mod settings;
pub mod terminal;
pub mod wording;

use std::sync::Arc;

use arc_swap::ArcSwap;
use jiff::civil::Date;

use crate::calendar::LeapDay;
use crate::curation::DataFolder;
use crate::engine::{Engine, Question};
use crate::question::Topic;
use crate::reindex::Reindexer;
use crate::store::{NewAuditEntry, Store, StoreError};
use crate::text::language::{Language, guess};
use action::Recall;
use commands::{Call, Command, OptionKind, Run, Who};
use controls::with_controls;
use cooldown::{Cooldowns, Of, Pace, Wait};
use manners::Unfit;
use request::{Caller, OptionValue, Place, Request, RequestKind};
use response::{Choice, Gap, MOST_CHOICES, Reply, Response};
use server::Forums;
use settings::{PlaceSettings, SettingsTable};
use wording::FixedText;

/// What the operator has decided for all servers.
#[derive(Debug, Clone, PartialEq)]
pub struct Operator {
    /// What holds where a server has set nothing.
    pub defaults: PlaceSettings,
    /// Questions that a member may ask a minute; 0 is no limit.
    pub member_pace: u32,
    /// Questions that a channel takes a minute; 0 is no limit.
    pub channel_pace: u32,
    /// Days for which a question is kept with a report about its answer; 0 is never.
    pub keep_questions_days: u16,
    /// Whether the message-content intent is on: without it only what is addressed to the bot can be read.
    pub message_content: bool,
    /// When the 29th of February is remembered.
    pub leap_day: LeapDay,
    /// The server whose managers keep the knowledge.
    pub home_server: Option<u64>,
    /// The data folder as moderators may work on it.
    pub data: Option<DataFolder>,
    /// Address of the terms of service.
    pub terms: Option<String>,
    /// Address of the privacy policy.
    pub privacy: Option<String>,
}

impl Operator {
    /// Whether questions are kept at all.
    #[must_use]
    pub fn keeps_questions(&self) -> bool {
        self.keep_questions_days > 0
    }

    /// Whether a caller is where the knowledge is kept: in the home server, or at the operator's own terminal.
    #[must_use]
    pub fn is_home(&self, caller: &Caller) -> bool {
        caller.place == Place::Terminal || (caller.guild.is_some() && caller.guild == self.home_server)
    }
}

impl Default for Operator {
    fn default() -> Self {
        Self {
            defaults: PlaceSettings::default(),
            member_pace: 30,
            channel_pace: 300,
            keep_questions_days: 0,
            message_content: false,
            leap_day: LeapDay::default(),
            home_server: None,
            data: None,
            terms: None,
            privacy: None,
        }
    }
}

/// How a request is acknowledged while its response is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "five answers to five questions, none of which follows from another")]
pub struct Acknowledgement {
    /// Whether the response waits for something other than memory.
    pub slow: bool,
    /// Whether the response will be for the caller's eyes alone.
    pub private: bool,
    /// Whether it will take the place of the message whose component was used.
    pub replaces: bool,
    /// Whether making it takes so long that it tells how far it is.
    pub works: bool,
    /// Whether it can't be acknowledged first: choices, forms, and what deletes a message.
    pub at_once: bool,
}

/// The bot: the engine in force, the store, and what it says.
#[derive(Debug)]
pub struct Bot {
    engine: Arc<ArcSwap<Engine>>,
    /// What must survive a restart; none in a terminal.
    pub store: Option<Store>,
    /// Who plans and applies changes of the data; none where the engine comes from nowhere else.
    pub reindexer: Option<Arc<Reindexer>>,
    /// What servers and channels have set.
    pub settings: SettingsTable,
    /// The tags of forums.
    pub forums: Forums,
    /// What the operator has decided.
    pub operator: Operator,
    cooldowns: Cooldowns,
}

impl Bot {
    /// A bot that answers from `engine`, which can be swapped whole at any time by whoever holds it as well; without a
    /// store, and with the operator's defaults.
    #[must_use]
    pub fn new(engine: Arc<ArcSwap<Engine>>) -> Self {
        Self {
            engine,
            store: None,
            reindexer: None,
            settings: SettingsTable::default(),
            forums: Forums::default(),
            operator: Operator::default(),
            cooldowns: Cooldowns::default(),
        }
    }

    /// The same with a store, from which the settings of servers are read.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn with_store(self, store: Store, operator: Operator) -> Result<Self, StoreError> {
        let settings = SettingsTable::new(operator.defaults);
        settings.load(&store).await?;
        Ok(Self { store: Some(store), settings, operator, ..self })
    }

    /// The same with somebody who plans and applies changes of the data.
    #[must_use]
    pub fn with_reindexer(self, reindexer: Arc<Reindexer>) -> Self {
        Self { reindexer: Some(reindexer), ..self }
    }

    /// How far the work under way for a caller is, where there is any.
    #[must_use]
    pub fn progress(&self, caller: &Caller) -> Option<Reply> {
        commands::reindex::progress(self.reindexer.as_ref()?, self.language_of(caller, ""))
    }

    /// The engine in force.
    #[must_use]
    pub fn engine(&self) -> Arc<Engine> {
        self.engine.load_full()
    }

    /// How a request is to be acknowledged, should its response take a while.
    #[must_use]
    pub fn acknowledgement(&self, request: &Request) -> Acknowledgement {
        let settings = self.settings.at(request.caller.guild, request.caller.channel);
        let usual = Acknowledgement { slow: false, private: true, replaces: false, works: false, at_once: false };
        match &request.kind {
            RequestKind::Command { name, options } => {
                let asked = options.iter().any(|(_, value)| *value == OptionValue::Flag(true));
                let Some(command) = commands::find(name) else { return usual };
                let slow = matches!(command.run, Run::Stored(_)) || command.needs_server;
                let private = !command.answers || settings.private || asked || command.form == commands::Form::Message;
                Acknowledgement { slow, private, works: command.works, ..usual }
            }
            RequestKind::Press { id, shown, .. } => press::acknowledgement(id, shown, &request.caller),
            RequestKind::Form { .. } => Acknowledgement { slow: true, ..usual },
            RequestKind::FreeText { .. } => Acknowledgement { private: false, ..usual },
            RequestKind::Autocomplete { .. } => Acknowledgement { at_once: true, ..usual },
        }
    }

    /// Responds to one request.
    pub async fn respond(&self, request: &Request) -> Response {
        match &request.kind {
            RequestKind::Command { name, options } => Response::Reply(self.command(request, name, options).await),
            RequestKind::FreeText { text, topic } => self.free_text(request, text, topic),
            RequestKind::Autocomplete { command, option, typed, channel } => {
                Response::Choices(self.choices(request, command, option, typed, *channel))
            }
            RequestKind::Press { id, values, shown } => press::respond(self, request, id, values, shown).await,
            RequestKind::Form { id, fields, shown } => press::submitted(self, request, id, fields, shown).await,
        }
    }

    /// Counts what was asked in vain, by what was asked and not by whom.
    pub async fn count(&self, gap: &Gap, today: Date) {
        let Some(store) = &self.store else { return };
        if let Err(error) = store.count_gap(today, &gap.property, &gap.entity).await {
            tracing::warn!(%error, "a gap could not be counted");
        }
    }

    /// Notes in the audit log what was done to the knowledge or to settings, and by whom. What is done stays done where
    /// the note fails.
    pub async fn note(&self, request: &Request, action: &str, detail: &str) {
        let generation = self.engine().generation.as_ref().map(|generation| generation.id.clone());
        let before = generation.clone();
        self.note_change(request, action, detail, before, generation).await;
    }

    /// The same for what changes the generation in force.
    pub async fn note_change(
        &self,
        request: &Request,
        action: &str,
        detail: &str,
        generation_before: Option<String>,
        generation_after: Option<String>,
    ) {
        let Some(store) = &self.store else { return };
        let entry = NewAuditEntry {
            at: request.now,
            member: request.caller.member,
            action: action.to_owned(),
            detail: detail.to_owned(),
            generation_before,
            generation_after,
        };
        if let Err(error) = store.audit(&entry).await {
            tracing::error!(%error, "an action could not be noted");
        }
    }

    /// Whether every message of a channel is a question.
    #[must_use]
    pub fn takes_every_message(&self, guild: u64, channel: u64) -> bool {
        self.operator.message_content && self.settings.at(Some(guild), channel).questions
    }

    /// Answers a question that was checked by [`manners`], with its buttons.
    fn ask(&self, request: &Request, text: &str, topic: &Topic) -> Reply {
        let engine = self.engine();
        let recall = Recall::Question(topic.clone());
        let hint = self.hint(&request.caller);
        let made = recall::answer(&engine, &recall, Some(text), request.today, hint);
        let reply = made.unwrap_or_else(|| {
            Reply::from_answer(engine.answer(&Question {
                text,
                language: hint,
                today: request.today,
                topic: topic.clone(),
            }))
        });
        with_controls(reply, engine.edition(), &request.caller)
    }

    fn free_text(&self, request: &Request, text: &str, topic: &Topic) -> Response {
        let caller = &request.caller;
        let language = self.language_of(caller, text);
        let settings = self.settings.at(caller.guild, caller.channel);
        if !settings.answers && caller.guild.is_some() {
            return Response::Silence;
        }
        if let Err(wait) = self.take_turn(request, false) {
            // Said once; a flood of messages needs no flood of replies.
            if wait.again {
                return Response::Silence;
            }
            return Response::Reply(Reply::error(wording::wait(wait.seconds, language), language));
        }
        Response::Reply(match manners::checked(text, manners::MAX_QUESTION) {
            Ok(text) => self.ask(request, &text, topic),
            // Whoever calls the bot by name and says nothing wants to know what it can do.
            Err(Unfit::Empty) => with_controls(
                commands::help::overview(caller, self.operator.is_home(caller), language),
                self.engine().edition(),
                caller,
            ),
            Err(unfit @ Unfit::TooLong { .. }) => Reply::error(unfit.line(language), language),
        })
    }

    async fn command(&self, request: &Request, name: &str, options: &[(String, OptionValue)]) -> Reply {
        let caller = &request.caller;
        let language = self.language_of(caller, "");
        let Some(command) = commands::find(name) else {
            return terminal::unknown_command(name, caller, self.operator.is_home(caller), language);
        };
        if let Err(refusal) = permitted(command, caller, self.operator.is_home(caller)) {
            return Reply::error(refusal.in_language(language).to_owned(), language);
        }
        let given = match checked_options(command, options, language) {
            Ok(given) => given,
            Err(reply) => return *reply,
        };
        let settings = self.settings.at(caller.guild, caller.channel);
        if command.answers {
            if !settings.answers && caller.guild.is_some() {
                return Reply::error(wording::NOT_IN_THIS_CHANNEL.in_language(language).to_owned(), language);
            }
            if let Err(wait) = self.take_turn(request, settings.private) {
                return Reply::error(wording::wait(wait.seconds, language), language);
            }
        }
        let engine = self.engine();
        let call = Call { bot: self, engine: &engine, request, language, settings, given };
        let mut reply = match command.run {
            Run::Memory(respond) => respond(&call),
            Run::Stored(respond) => respond(&call).await,
        };
        reply.private |= command.answers && settings.private && call.flag(&commands::ask::PRIVATE) != Some(false);
        with_controls(reply, engine.edition(), caller)
    }

    fn choices(
        &self,
        request: &Request,
        command: &str,
        option: &str,
        typed: &str,
        channel: Option<u64>,
    ) -> Vec<Choice> {
        let complete = commands::find(command)
            .and_then(|command| command.options.iter().find(|known| known.name.en == option))
            .and_then(|option| option.complete);
        let Some(complete) = complete else {
            return Vec::new();
        };
        let language = self.language_of(&request.caller, "");
        let engine = self.engine();
        let typed = manners::cleaned(typed);
        // Discord shows such a command to nobody else, but does not keep them from asking.
        let guild = request.caller.guild.filter(|_| request.caller.may_manage);
        let tags = guild.zip(channel).map(|(guild, channel)| self.forums.tags(guild, channel)).unwrap_or_default();
        let today = request.today;
        let mut choices = complete(&commands::Typing { engine: &engine, typed: &typed, language, today, tags: &tags });
        choices.truncate(MOST_CHOICES);
        choices
    }

    /// Takes a question out of the buckets of the member and, for what everybody sees, of the channel.
    fn take_turn(&self, request: &Request, private: bool) -> Result<(), Wait> {
        let caller = &request.caller;
        if caller.place == Place::Terminal {
            return Ok(());
        }
        let settings = self.settings.at(caller.guild, caller.channel);
        let member = settings.cooldown.map_or_else(|| Pace::per_minute(self.operator.member_pace), Pace::one_in);
        let channel = Pace::per_minute(self.operator.channel_pace).filter(|_| caller.guild.is_some() && !private);
        let member = member.map(|pace| (Of::Member(caller.member), pace));
        let wanted: Vec<(Of, Pace)> =
            member.into_iter().chain(channel.map(|pace| (Of::Channel(caller.channel), pace))).collect();
        self.cooldowns.take(&wanted, request.now)
    }

    /// The language that a place or a caller speaks, if it is known.
    fn hint(&self, caller: &Caller) -> Option<Language> {
        let set = self.settings.at(caller.guild, caller.channel).language;
        set.or_else(|| caller.locale.as_deref().map(wording::language_of_locale))
    }

    /// The language to speak: that of the place or of the caller's program, else that of what was typed, else English.
    #[must_use]
    pub fn language_of(&self, caller: &Caller, typed: &str) -> Language {
        if caller.locale.is_none()
            && let Some(spoken) = guess(typed)
        {
            return spoken;
        }
        self.hint(caller).unwrap_or_default()
    }
}

/// The options that were given, each checked against the table.
fn checked_options(
    command: &Command,
    options: &[(String, OptionValue)],
    language: Language,
) -> Result<Vec<(&'static str, OptionValue)>, Box<Reply>> {
    let mut checked = Vec::new();
    for option in command.options {
        let given = options.iter().find(|(name, _)| name == option.name.en).map(|(_, value)| value);
        let fits = match (option.kind, given) {
            (OptionKind::Text { max_length }, Some(OptionValue::Text(text))) => {
                match manners::checked(text, max_length) {
                    Ok(text) => Some(OptionValue::Text(text)),
                    Err(Unfit::Empty) if !option.required => continue,
                    Err(Unfit::Empty) => None,
                    Err(unfit @ Unfit::TooLong { .. }) => {
                        return Err(Box::new(Reply::error(unfit.line(language), language)));
                    }
                }
            }
            (OptionKind::Choice(known), Some(OptionValue::Text(text))) => {
                known.iter().any(|choice| choice.value == text).then(|| OptionValue::Text(text.clone()))
            }
            (OptionKind::Number { least, most }, Some(OptionValue::Number(number))) => {
                (least..=most).contains(number).then_some(OptionValue::Number(*number))
            }
            (OptionKind::Flag, Some(value @ OptionValue::Flag(_)))
            | (OptionKind::Channel | OptionKind::ChannelOrThread, Some(value @ OptionValue::Channel(_)))
            | (OptionKind::Role, Some(value @ OptionValue::Role(_)))
            | (OptionKind::File { .. }, Some(value @ OptionValue::File(_))) => Some(value.clone()),
            (_, None) if !option.required => continue,
            _ => None,
        };
        match fits {
            Some(value) => checked.push((option.name.en, value)),
            None => return Err(Box::new(commands::help::usage(command, language))),
        }
    }
    Ok(checked)
}

/// Discord checks the same before it shows a command; that it was asked at all is no proof that it did.
fn permitted(command: &Command, caller: &Caller, at_home: bool) -> Result<(), FixedText> {
    if !command.places.has(caller.place) {
        return Err(wording::NOT_HERE);
    }
    match command.who {
        Who::HomeManagers if !at_home => Err(wording::NOT_HOME),
        Who::ServerManagers | Who::HomeManagers if !caller.may_manage => Err(wording::NOT_ALLOWED),
        Who::Everyone | Who::ServerManagers | Who::HomeManagers => Ok(()),
    }
}

/// What a member reads when the store fails; the log gets the rest.
fn store_failed(error: &StoreError, language: Language) -> Reply {
    tracing::error!(%error, "the store failed");
    Reply::error(wording::STORE_FAILED.in_language(language).to_owned(), language)
}
