//! What people do, in turn: every command that there is, in four locales and three kinds of places, buttons, menus and
//! forms of messages that the bot sent before, names being typed, messages that are asked about, and mentions.

use std::collections::BTreeSet;

use lablore::bot::commands;

use super::fake_discord::reply::{Button, Menu, Reply, ReplyKind};
use super::fake_discord::verbs::Ask;
use super::fake_discord::{ChannelId, Context, FakeDiscord, MessageId, UserId};

/// The locales that the bot has words for.
const LOCALES: [&str; 4] = ["en-US", "zh-CN", "zh-TW", "es-ES"];

/// What people ask, in turn.
const QUESTIONS: [&str; 8] = [
    "who founded MiniMax?",
    "when was DeepSeek-V3 released?",
    "how many parameters does Kimi K2 have?",
    "谁创立了月之暗面？",
    "¿quién fundó DeepSeek?",
    "which labs are in Hangzhou?",
    "why did Nvidia's share price fall in January 2025?",
    "what is the phone number of MiniMax?",
];

/// A command, and what is given to it.
type Command = (&'static str, &'static [(&'static str, &'static str)]);

/// Commands for everybody, besides `/ask`.
const CARDS: [Command; 11] = [
    ("/lab", &[("name", "zhipu")]),
    ("/model", &[("name", "DeepSeek-R1")]),
    ("/person", &[("name", "Liang Wenfeng")]),
    ("/compare", &[("a", "MiniMax"), ("b", "Zhipu")]),
    ("/timeline", &[]),
    ("/releases", &[]),
    ("/onthisday", &[("date", "01-20")]),
    ("/sources", &[]),
    ("/help", &[]),
    ("/about", &[]),
    ("/privacy", &[]),
];

/// Commands for those who manage a server, who are the people here: each owns one.
const MANAGED: [Command; 7] = [
    ("/settings show", &[]),
    ("/settings set", &[("language", "es-ES")]),
    ("/settings reset", &[]),
    ("/daily preview", &[("date", "01-20")]),
    ("/daily next", &[]),
    ("/daily off", &[]),
    ("/doctor", &[]),
];

/// Commands of the home server.
const HOME: [Command; 6] = [
    ("/pins", &[]),
    ("/corrections", &[]),
    ("/gaps show", &[]),
    ("/audit", &[]),
    ("/reindex undo", &[]),
    ("/document remove", &[("id", "field-notes")]),
];

/// Commands that no turn here has: they do much work that was asked for (a plan reads the whole data folder), or change
/// what every later turn would do.
const LEFT_OUT: [&str; 6] = ["reindex plan", "reindex apply", "document add", "gaps post", "gaps off", "daily set"];

/// Names being typed: the command, and what stands in its last option so far.
const TYPED: [Command; 5] = [
    ("/lab", &[("name", "")]),
    ("/lab", &[("name", "mini")]),
    ("/model", &[("name", "deepsek")]),
    ("/person", &[("name", "梁")]),
    ("/compare", &[("a", "MiniMax"), ("b", "智")]),
];

/// People, and what stands there to be pressed and asked about.
pub struct Mix {
    /// Each with the channel of a server of their own.
    people: Vec<(UserId, ChannelId)>,
    presses: Vec<(UserId, Button)>,
    menus: Vec<(UserId, Menu)>,
    forms: Vec<(UserId, Reply)>,
    said: Vec<(UserId, MessageId)>,
    /// Where interactions go, if not over the gateway.
    endpoint: Option<String>,
}

/// One thing that somebody does.
enum Turn<'f> {
    Interaction(Ask<'f>),
    Mention(UserId, ChannelId, &'static str),
}

impl Mix {
    /// Has the bot send what the people press later on.
    pub async fn prepare(fake: &FakeDiscord, people: Vec<(UserId, ChannelId)>, endpoint: Option<String>) -> Self {
        let paths: BTreeSet<&str> = CARDS.iter().chain(&MANAGED).chain(&HOME).map(|(line, _)| &line[1..]).collect();
        for command in commands::all().iter().filter(|command| command.form == commands::Form::Slash) {
            let path = command.path;
            assert!(path == "ask" || paths.contains(path) || LEFT_OUT.contains(&path), "/{path} is in no turn");
        }
        let mut mix =
            Self { people, presses: Vec::new(), menus: Vec::new(), forms: Vec::new(), said: Vec::new(), endpoint };
        for (number, (user, channel)) in mix.people.iter().copied().take(40).enumerate() {
            let question = ["which models did Alibaba release?", "who founded MiniMax?", QUESTIONS[7]][number % 3];
            let answer = fake.slash(user, "/ask", &[("question", question)]).channel(channel).await;
            // What deletes is left: the message would be gone for whoever comes next.
            let buttons = answer.buttons().into_iter();
            let buttons = buttons.filter(|button| button.custom_id.is_some() && button.label != "Delete");
            mix.presses.extend(buttons.map(|button| (user, button)));
            if let Some(button) = answer.buttons().iter().find(|button| button.label == "Report a mistake") {
                let form = fake.press(user, button).await;
                assert_eq!(form.kind, ReplyKind::Form);
                mix.forms.push((user, form));
            }
            let unknown = fake.slash(user, "/lab", &[("name", "minim")]).channel(channel).await;
            mix.menus.push((user, unknown.menu()));
            mix.said.push((user, fake.say(user, channel, QUESTIONS[number % QUESTIONS.len()]).send().await));
        }
        mix
    }

    /// What comes in this turn: of twenty, six are `/ask`, five other commands, three buttons and menus, one a form, two
    /// names being typed, one a message that is asked about, two mentions.
    fn turn<'f>(&self, fake: &'f FakeDiscord, number: usize) -> Turn<'f> {
        // People, places and things in orders that have nothing to do with each other.
        let (user, channel) = self.people[number * 7_919 % self.people.len()];
        let round = number / 20;
        let locale = LOCALES[round % LOCALES.len()];
        let place = match number / 7 % 5 {
            0 => Some(Context::BotDm),
            1 => Some(Context::PrivateChannel),
            _ => None,
        };
        let anywhere = |ask: Ask<'f>| match place {
            Some(place) => ask.context(place),
            None => ask.channel(channel),
        };
        let question = QUESTIONS[number % QUESTIONS.len()];
        let ask = match number % 20 {
            0..6 => anywhere(fake.slash(user, "/ask", &[("question", question)])),
            6..9 => {
                let (line, options) = CARDS[(round * 3 + number % 20) % CARDS.len()];
                anywhere(fake.slash(user, line, options))
            }
            9 => {
                let (line, options) = MANAGED[round % MANAGED.len()];
                fake.slash(user, line, options).channel(channel)
            }
            10 => {
                let (line, options) = HOME[round % HOME.len()];
                fake.slash(fake.admin(), line, options).channel(fake.channel())
            }
            11 => {
                let (user, menu) = &self.menus[round % self.menus.len()];
                fake.choose(*user, menu, &[menu.options[round % menu.options.len()].1.as_str()])
            }
            12 | 13 => {
                let (user, button) = &self.presses[number * 31 % self.presses.len()];
                fake.press(*user, button)
            }
            14 => {
                let (user, form) = &self.forms[round % self.forms.len()];
                fake.submit(*user, form, &[("wrong", "the year")])
            }
            15 | 16 => {
                let (line, options) = TYPED[(round * 2 + number % 20) % TYPED.len()];
                anywhere(fake.autocomplete(user, line, options))
            }
            17 => {
                let (user, message) = self.said[round % self.said.len()];
                fake.message_command(user, "Ask about this", message)
            }
            _ => return Turn::Mention(user, channel, question),
        };
        Turn::Interaction(match &self.endpoint {
            Some(endpoint) => ask.locale(locale).over_http(endpoint),
            None => ask.locale(locale),
        })
    }

    /// From now on all comes over the gateway.
    pub fn come_over_gateway(&mut self) {
        self.endpoint = None;
    }

    /// Lets this turn's person do what they do, without waiting for the bot. Over HTTP it waits for the first response.
    pub async fn cause(&self, fake: &FakeDiscord, number: u32) {
        match self.turn(fake, number as usize) {
            Turn::Interaction(ask) => drop(ask.send().await),
            Turn::Mention(user, channel, question) => {
                fake.mention(user, channel, question).send().await;
            }
        }
    }
}
