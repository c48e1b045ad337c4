//! The fake in the company of serenity, the library that the bot is written with: a bot of one page uses
//! every kind of answer, and serenity must find everything in the events that it expects there.

use serenity::all as discord;
use serenity::async_trait;
use serenity::builder::{
    AutocompleteChoice, CreateActionRow, CreateAllowedMentions, CreateAttachment, CreateAutocompleteResponse,
    CreateButton, CreateEmbed, CreateEmbedFooter, CreateInputText, CreateInteractionResponse,
    CreateInteractionResponseFollowup, CreateInteractionResponseMessage, CreateMessage, CreateModal, CreateSelectMenu,
    CreateSelectMenuKind, CreateSelectMenuOption, EditInteractionResponse, EditMessage,
};
use serenity::client::{Client, Context as Bot, EventHandler};
use serenity::gateway::ShardManager;
use serenity::http::HttpBuilder;
use serenity::model::gateway::GatewayIntents;

use super::*;

struct Parrot;

fn nobody() -> CreateAllowedMentions {
    CreateAllowedMentions::new()
}

fn private(text: &str) -> CreateInteractionResponseMessage {
    CreateInteractionResponseMessage::new().content(text).ephemeral(true).allowed_mentions(nobody())
}

fn card() -> CreateInteractionResponseMessage {
    let embed = CreateEmbed::new()
        .title("Zhipu AI")
        .description("Founded in Beijing.")
        .url("https://example.org/zhipu")
        .field("Models", "GLM-4.5", true)
        .footer(CreateEmbedFooter::new("2 sources"))
        .colour(0x0033_66CC);
    let options = vec![
        CreateSelectMenuOption::new("MiniMax", "minimax").description("Shanghai"),
        CreateSelectMenuOption::new("Moonshot", "moonshot"),
    ];
    let menu = CreateSelectMenu::new("other", CreateSelectMenuKind::String { options }).placeholder("Another lab");
    let buttons = vec![
        CreateButton::new("sources").label("Sources").style(discord::ButtonStyle::Secondary),
        CreateButton::new("later").label("Later").emoji('⏳'),
        CreateButton::new("quiet").label("Quiet"),
        CreateButton::new_link("https://example.org").label("Open"),
    ];
    CreateInteractionResponseMessage::new()
        .embed(embed)
        .components(vec![CreateActionRow::Buttons(buttons), CreateActionRow::SelectMenu(menu)])
        .allowed_mentions(nobody())
}

/// Not serenity's builders: they send fields on every option that most types of options don't have.
fn commands() -> Value {
    let locales = json!([{ "name": "English", "value": "en-US" }, { "name": "中文", "value": "zh-CN" }]);
    json!([
        {
            "name": "lab", "description": "One lab", "contexts": [0, 1, 2], "integration_types": [0, 1],
            "name_localizations": { "zh-CN": "实验室" }, "description_localizations": { "zh-CN": "一个实验室" },
            "options": [
                { "type": 3, "name": "name", "description": "Which", "required": true, "autocomplete": true, "max_length": 100 },
                { "type": 5, "name": "private", "description": "For you alone" },
            ],
        },
        { "name": "slow", "description": "Takes its time" },
        { "name": "report", "description": "A form" },
        {
            "name": "settings", "description": "Settings", "default_member_permissions": "32",
            "options": [{ "type": 1, "name": "language", "description": "Its language", "options": [
                { "type": 3, "name": "locale", "description": "Which", "required": true, "choices": locales },
            ] }],
        },
        { "name": "Ask about this", "type": 3 },
    ])
}

#[async_trait]
impl EventHandler for Parrot {
    async fn ready(&self, bot: Bot, _: discord::Ready) {
        bot.http.create_global_commands(&commands()).await.expect("commands are registered");
    }

    async fn message(&self, bot: Bot, message: discord::Message) {
        let is_for_bot = message.guild_id.is_none() || message.mentions_me(&bot).await.unwrap_or(false);
        if message.author.bot || message.webhook_id.is_some() || !is_for_bot {
            return;
        }
        message.channel_id.broadcast_typing(&bot.http).await.expect("typing is shown");
        let answer = CreateMessage::new()
            .content(format!("you said {} characters", message.content.chars().count()))
            .add_file(CreateAttachment::bytes(b"png".as_slice(), "chart.png"))
            .embed(CreateEmbed::new().title("A chart").url("https://example.org"))
            .reference_message(&message)
            .nonce(discord::Nonce::String(message.id.to_string()))
            .enforce_nonce(true)
            .allowed_mentions(nobody());
        let mut sent = message.channel_id.send_message(&bot.http, answer).await.expect("a reply is sent");
        if message.content.contains("edit") {
            let edit = EditMessage::new().content("better").allowed_mentions(nobody());
            sent.edit(&bot.http, edit).await.expect("a reply is edited");
            sent.delete(&bot.http).await.expect("a reply is deleted");
        }
    }

    async fn interaction_create(&self, bot: Bot, interaction: discord::Interaction) {
        let answer = match &interaction {
            discord::Interaction::Command(command) => match command.data.name.as_str() {
                "lab" => CreateInteractionResponse::Message(card()),
                "slow" => {
                    command.defer_ephemeral(&bot.http).await.expect("deferred");
                    let edit = EditInteractionResponse::new().content("at last").allowed_mentions(nobody());
                    command.edit_response(&bot.http, edit).await.expect("filled in");
                    let more = CreateInteractionResponseFollowup::new()
                        .content("and more")
                        .ephemeral(true)
                        .allowed_mentions(nobody());
                    command.create_followup(&bot.http, more).await.expect("followed up");
                    return;
                }
                "report" => {
                    let input = CreateInputText::new(discord::InputTextStyle::Paragraph, "What is wrong", "wrong")
                        .max_length(500);
                    CreateInteractionResponse::Modal(
                        CreateModal::new("report", "Report").components(vec![CreateActionRow::InputText(input)]),
                    )
                }
                name => {
                    let texts = command.data.resolved.messages.values().map(|message| message.content.clone());
                    let text = texts.chain([name.to_owned()]).collect::<Vec<_>>().join(" ");
                    CreateInteractionResponse::Message(private(&text))
                }
            },
            discord::Interaction::Autocomplete(_) => {
                let choice = AutocompleteChoice::new("Zhipu AI", "zhipu");
                CreateInteractionResponse::Autocomplete(CreateAutocompleteResponse::new().set_choices(vec![choice]))
            }
            discord::Interaction::Component(component) => match component.data.custom_id.as_str() {
                "sources" => CreateInteractionResponse::Message(private("two documents")),
                "quiet" => CreateInteractionResponse::Acknowledge,
                "later" => {
                    component
                        .create_response(&bot.http, CreateInteractionResponse::Acknowledge)
                        .await
                        .expect("acknowledged");
                    let edit = EditInteractionResponse::new().content("later").allowed_mentions(nobody());
                    component.edit_response(&bot.http, edit).await.expect("edited");
                    return;
                }
                _ => CreateInteractionResponse::UpdateMessage(card().content("another lab")),
            },
            discord::Interaction::Modal(form) => {
                let discord::ActionRowComponent::InputText(input) = &form.data.components[0].components[0] else {
                    panic!("the form has one input");
                };
                CreateInteractionResponse::Message(private(&format!(
                    "noted: {}",
                    input.value.clone().unwrap_or_default()
                )))
            }
            _ => return,
        };
        let (id, token) = (interaction.id(), interaction.token());
        bot.http.create_interaction_response(id, token, &answer, Vec::new()).await.expect("answered");
    }
}

/// A parrot at work; stopped and waited for before the fake ends.
struct Running {
    shards: Arc<ShardManager>,
    task: tokio::task::JoinHandle<serenity::Result<()>>,
}

impl Running {
    async fn start(fake: &FakeDiscord) -> Self {
        let mut client = parrot(fake, fake.token()).await;
        let shards = Arc::clone(&client.shard_manager);
        let task = tokio::spawn(async move { client.start().await });
        Self { shards, task }
    }

    async fn stop(self) {
        self.shards.shutdown_all().await;
        self.task.await.expect("no panic").expect("an orderly end");
    }
}

async fn parrot(fake: &FakeDiscord, token: &str) -> Client {
    let http = HttpBuilder::new(token).proxy(fake.api_url()).ratelimiter_disabled(true).build();
    let intents = GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES | GatewayIntents::DIRECT_MESSAGES;
    serenity::client::ClientBuilder::new_with_http(http, intents).event_handler(Parrot).await.expect("a client")
}

#[tokio::test]
async fn interactions_of_all_kinds() {
    let fake = FakeDiscord::start().await;
    let parrot = Running::start(&fake).await;
    let (admin, member) = (fake.admin(), fake.member());

    let choices = fake.autocomplete(member, "/lab", &[("name", "智")]).await;
    assert_eq!(choices.choices(), [("Zhipu AI".to_owned(), "zhipu".to_owned())]);
    for context in [Context::Guild, Context::BotDm, Context::PrivateChannel] {
        let card = fake
            .slash(member, "/lab", &[("name", "zhipu"), ("private", "true")])
            .context(context)
            .locale("zh-CN")
            .await;
        assert!(card.text().contains("GLM-4.5"), "{}", card.text());
    }

    let card = fake.slash(member, "/lab", &[("name", "zhipu")]).await;
    let expected = "message
embed: #3366cc
  title: Zhipu AI
  url: https://example.org/zhipu
  text: Founded in Beijing.
  field Models: GLM-4.5
  footer: 2 sources
button: Sources <sources>
button: Later <later>
button: Quiet <quiet>
button: Open https://example.org
menu: Another lab <other>
  option: MiniMax = minimax
  option: Moonshot = moonshot
";
    assert_eq!(card.snapshot(), expected);
    assert_eq!(card.sent["type"], 4);
    let open = card.button("Open");
    assert_eq!((open.style, open.url.as_deref()), (5, Some("https://example.org")));

    let sources = fake.press(admin, &card.button("Sources")).await;
    assert_eq!((sources.content(), sources.is_private), ("two documents", true));
    let later = fake.press(member, &card.button("Later")).await;
    assert_eq!((later.kind, later.content(), later.message), (ReplyKind::Edit, "later", card.message));
    assert_eq!(fake.press(member, &card.button("Quiet")).await.kind, ReplyKind::Acknowledged);
    let other = fake.choose(member, &card.menu(), &["minimax"]).await;
    assert_eq!((other.kind, other.content()), (ReplyKind::Edit, "another lab"));

    let slow = fake.slash(member, "/slow", &[]).await;
    assert_eq!((slow.content(), slow.is_private), ("at last", true));
    assert_eq!(fake.next_reply().await.content(), "and more");

    let form = fake.slash(member, "/report", &[]).await;
    assert!(form.snapshot().contains("input: What is wrong <wrong>"), "{}", form.snapshot());
    let thanks = fake.submit(member, &form, &[("What is wrong", "the year")]).await;
    assert_eq!(thanks.content(), "noted: the year");

    let language = fake.slash(admin, "/settings language", &[("locale", "zh-CN")]).await;
    assert_eq!(language.content(), "settings");
    let said = fake.say(member, fake.channel(), "who founded MiniMax?").send().await;
    let asked = fake.message_command(member, "Ask about this", said).await;
    assert_eq!(asked.content(), "who founded MiniMax? Ask about this");

    assert_eq!(fake.first_responses().len(), 14);
    parrot.stop().await;
    fake.finish().await;
}

#[tokio::test]
async fn messages_and_silence() {
    let fake = FakeDiscord::start().await;
    let parrot = Running::start(&fake).await;
    let (member, channel) = (fake.member(), fake.channel());

    let reply = fake.mention(member, channel, "hello").await;
    assert!(reply.content().ends_with("characters") && reply.replies_to.is_some());
    assert_eq!(reply.files, ["chart.png"]);
    assert_eq!(fake.typing(channel), 1);
    let again = fake.reply_pinging_bot(member, reply.message.expect("a message"), "more").await;
    assert_eq!(again.content(), "you said 4 characters");
    let direct = fake.direct_message(member, "hi, edit").await;
    assert!(direct.first_response.is_some());
    assert_eq!(fake.next_reply().await.content(), "better");
    assert_eq!(fake.next_reply().await.kind, ReplyKind::Deletion);

    fake.say(member, channel, "among ourselves").send().await;
    fake.everyone(member, channel, "look").send().await;
    fake.webhook_message(channel, "feed").send().await;
    fake.bot_message(channel, "beep").send().await;
    fake.expect_silence().await;
    parrot.stop().await;
    fake.finish().await;
}

#[tokio::test]
async fn it_comes_back() {
    let settings = Settings { heartbeat_interval: Duration::from_millis(200), ..Settings::default() };
    let fake = FakeDiscord::start_with(settings).await;
    let parrot = Running::start(&fake).await;
    fake.connected().await;
    fake.gateway_reaches(|counts| counts.heartbeats >= 2).await;
    fake.reconnect();
    fake.gateway_reaches(|counts| counts.resumes == 1).await;
    assert_eq!(fake.direct_message(fake.member(), "hi").await.content(), "you said 2 characters");
    fake.invalidate_session(false);
    fake.gateway_reaches(|counts| counts.identifies == 2).await;
    assert_eq!(fake.direct_message(fake.member(), "hi").await.content(), "you said 2 characters");
    assert_eq!(fake.registered_commands().await.len(), 5);
    parrot.stop().await;
    fake.finish().await;
}

#[tokio::test]
async fn a_wrong_token_ends_the_client() {
    let fake = FakeDiscord::start().await;
    let mut client = parrot(&fake, "MTIz.wrong.token").await;
    let end = client.start().await.expect_err("the token is wrong");
    assert!(matches!(end, serenity::Error::Gateway(serenity::gateway::GatewayError::InvalidAuthentication)), "{end:?}");
    fake.finish().await;
}
