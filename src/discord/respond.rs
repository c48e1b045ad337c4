//! From a request to what Discord shows: acknowledged at once, answered, and delivered once. The same for both ways in:
//! over the gateway the first response is a call of ours, over HTTP it is the answer to Discord's.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde_json::Value;
use serenity::builder::CreateAttachment;
use serenity::http::Http;
use serenity::model::application::Interaction;
use serenity::model::id::{GuildId, InteractionId};
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, oneshot};
use tracing::{Span, field};

use crate::bot::request::{Caller, Request, RequestKind};
use crate::bot::response::{Reply, Response};
use crate::bot::{Acknowledgement, Bot, commands};
use crate::ops::numbers;

use super::http::{Patience, retry};
use super::seen::Seen;
use super::{attachment, errors, incoming, outlet, render, server};

/// How long an answer that is being made may take before it is acknowledged first. Discord waits for three seconds; a
/// person sees that something happens.
const DEFER_AFTER: Duration = Duration::from_millis(100);

/// How often it is shown how far a long work is: Discord takes five edits in five seconds.
const BETWEEN_STEPS: Duration = Duration::from_millis(1_500);

/// Over HTTP a call can overtake the first response on its way to Discord, which then knows nothing of what it is about:
/// how long to leave it to arrive, how often to call again where it had not, and how long to wait before that.
const UNTIL_IT_ARRIVES: Duration = Duration::from_millis(100);
const EARLY_CALLS: u32 = 5;
const AFTER_EARLY_CALL: Duration = Duration::from_millis(200);

/// Who answers, and what was answered already. One for all shards and both ways in.
#[derive(Debug)]
pub struct Answering {
    /// The bot.
    pub bot: Arc<Bot>,
    /// What was answered already.
    pub seen: Seen,
    /// Who makes an answer holds one. Whoever finds none is acknowledged at once.
    turns: Semaphore,
}

impl Answering {
    /// Answers with a bot, on all cores but one: that one is for what talks to Discord.
    #[must_use]
    pub fn new(bot: Arc<Bot>) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Self::with_turns(bot, cores.saturating_sub(1).max(1))
    }

    /// Answers with a bot, so many questions at a time.
    #[must_use]
    pub fn with_turns(bot: Arc<Bot>, turns: usize) -> Self {
        Self { bot, seen: Seen::default(), turns: Semaphore::new(turns) }
    }

    /// The bot's response. It is made beside the threads that talk to Discord: making it takes a core for a while, and
    /// must not keep others from being acknowledged. A defect in it must neither leave a person without a response nor
    /// end the process.
    pub async fn respond(&self, request: Request) -> Response {
        let bot = Arc::clone(&self.bot);
        let acknowledgement = bot.acknowledgement(&request);
        let language = bot.language_of(&request.caller, "");
        let is_typing = matches!(request.kind, RequestKind::Autocomplete { .. });
        let turn = if needs_turn(acknowledgement) { self.turns.acquire().await.ok() } else { None };
        let runtime = Handle::current();
        let answering = tokio::task::spawn_blocking(move || {
            let started = Instant::now();
            let response = runtime.block_on(bot.respond(&request));
            numbers::answered_in(started.elapsed());
            response
        });
        let response = answering.await.unwrap_or_else(|_| {
            tracing::error!("answering panicked; the person got an apology");
            if is_typing { Response::Choices(Vec::new()) } else { Response::Reply(errors::failed(language)) }
        });
        drop(turn);
        response
    }

    /// Answers an interaction, once.
    pub async fn interaction(&self, interaction: &Interaction, mut way: Way<'_>) {
        let started = Instant::now();
        if !self.seen.is_first(way.id.get()) {
            tracing::debug!("delivered again; answered already");
            return;
        }
        let Some(mut request) = incoming::request(interaction, Timestamp::now()) else { return };
        Span::current().record("command", request.kind.label());
        let acknowledgement = self.bot.acknowledgement(&request);
        let deferred = render::deferred_body(acknowledgement.private, acknowledgement.replaces);
        let mut sent = Ok(());
        let mut is_deferred = false;
        let is_busy = needs_turn(acknowledgement) && self.turns.available_permits() == 0;
        if acknowledgement.slow || is_busy {
            sent = way.first(&deferred).await;
            is_deferred = true;
        }
        if needs_server(&request)
            && let Some(guild) = request.caller.guild
        {
            request.server = server::view(way.http, guild).await;
        }
        attachment::fetch(&mut request, way.http.proxy.as_deref()).await;
        let today = request.today;
        let caller = request.caller.clone();
        let can_wait = !acknowledgement.at_once;
        let mut shown = None;
        let answering = self.respond(request);
        tokio::pin!(answering);
        let mut response = loop {
            tokio::select! {
                response = &mut answering => break response,
                () = tokio::time::sleep(DEFER_AFTER), if !is_deferred && can_wait => {
                    sent = way.first(&deferred).await;
                    is_deferred = true;
                }
                // An edit is never broken off: it could arrive behind the last one.
                () = tokio::time::sleep(BETWEEN_STEPS), if is_deferred && acknowledgement.works => {
                    self.tell_progress(&mut way, &caller, &mut shown).await;
                }
            }
        };
        if let Response::Reply(reply) | Response::Edit(reply) = &mut response {
            if reply.attachment.is_some() && !is_deferred {
                // A file can't come with the answer to an HTTP interaction.
                sent = way.first(&deferred).await;
                is_deferred = true;
            }
            tell(way.http, reply).await;
        }
        let response = Arc::new(response);
        if sent.is_ok() {
            sent =
                if is_deferred { way.fill_in(&response, acknowledgement).await } else { way.deliver(&response).await };
        }
        log(started, &response, sent);
        self.after(&response, today).await;
    }

    /// Shows how far the work for a caller is, unless that is shown already.
    async fn tell_progress(&self, way: &mut Way<'_>, caller: &Caller, shown: &mut Option<Reply>) {
        let progress = self.bot.progress(caller);
        if let Some(reply) = progress.as_ref().filter(|_| progress != *shown)
            && let Err(error) = way.edit(&Arc::new(Response::Reply(reply.clone())), Patience::ONCE).await
        {
            tracing::debug!(error = errors::for_operator(&error), "how far it is could not be shown");
        }
        *shown = progress;
    }

    /// Forgets what was set in a server that the bot is no longer in.
    pub async fn forget_guild(&self, guild: GuildId) {
        self.bot.settings.forget(guild.get());
        self.bot.forums.forget_guild(guild.get());
        if let Some(store) = &self.bot.store
            && let Err(error) = store.left_guild(guild.get()).await
        {
            tracing::error!(%error, "what belongs to a server that was left could not be deleted");
        }
    }

    /// Forgets the servers that the bot was thrown out of while it was away: those of a shard (its number, of how many)
    /// that are known and not `here`. Discord is asked about each: not to be listed is no proof.
    pub async fn forget_absent(&self, http: &Http, here: Vec<GuildId>, shard: (u32, u32)) {
        let Some(store) = &self.bot.store else { return };
        let known = match store.guilds().await {
            Ok(known) => known,
            Err(error) => {
                tracing::error!(%error, "the known servers can't be read");
                return;
            }
        };
        let (number, total) = (u64::from(shard.0), u64::from(shard.1.max(1)));
        for guild in known {
            let guild = GuildId::new(guild);
            if (guild.get() >> 22) % total != number || here.contains(&guild) {
                continue;
            }
            match retry(Patience::MESSAGE, || http.get_guild(guild)).await {
                Err(error) if errors::is_out_of_reach(&error) => {
                    tracing::info!(guild = guild.get(), "the bot was removed from a server while it was away");
                    self.forget_guild(guild).await;
                }
                _ => {}
            }
        }
    }

    /// What is done once a response is out.
    pub async fn after(&self, response: &Response, today: jiff::civil::Date) {
        if let Response::Reply(Reply { gap: Some(gap), .. }) = response {
            self.bot.count(gap, today).await;
        }
    }
}

/// Whether making a response takes a core: what waits for the store does not, and what can't be acknowledged first goes
/// before the others.
fn needs_turn(acknowledgement: Acknowledgement) -> bool {
    !acknowledgement.slow && !acknowledgement.at_once
}

/// Tells somebody else what a reply has for them, and writes into the reply whether that worked.
async fn tell(http: &Http, reply: &mut Reply) {
    let Some(message) = reply.tell.take() else { return };
    let line = match outlet::say_to(http, message.member, &message.text).await {
        Ok(()) => message.delivered,
        Err(error) => {
            tracing::info!(error = errors::for_operator(&error), "a member could not be told");
            message.undelivered
        }
    };
    reply.body = format!("{}\n{line}", reply.body);
}

fn needs_server(request: &Request) -> bool {
    match &request.kind {
        RequestKind::Command { name, .. } => {
            request.caller.may_manage && commands::find(name).is_some_and(|command| command.needs_server)
        }
        _ => false,
    }
}

/// The way back to Discord for one interaction.
pub struct Way<'a> {
    http: &'a Http,
    id: InteractionId,
    token: &'a str,
    /// Over HTTP: who waits for the first response.
    waiting: Option<oneshot::Sender<First>>,
    /// Over HTTP: ends when the first response is on its way.
    leaving: Option<oneshot::Receiver<()>>,
    over_http: bool,
    /// When the interaction came.
    started: Instant,
}

/// The first response, for whoever answers Discord's call with it.
#[derive(Debug)]
pub struct First {
    /// What to answer.
    pub body: Value,
    /// Dropped once the answer is on its way, or never will be.
    pub leaving: oneshot::Sender<()>,
}

impl<'a> Way<'a> {
    /// Back to an interaction that came over the gateway: every response is a call.
    #[must_use]
    pub fn over_gateway(http: &'a Http, interaction: &'a Interaction) -> Self {
        Self {
            http,
            id: interaction.id(),
            token: token(interaction),
            waiting: None,
            leaving: None,
            over_http: false,
            started: Instant::now(),
        }
    }

    /// Back to an interaction that came over HTTP: the first response is what `waiting` is waited for.
    #[must_use]
    pub fn over_http(http: &'a Http, interaction: &'a Interaction, waiting: oneshot::Sender<First>) -> Self {
        let (id, token) = (interaction.id(), token(interaction));
        Self { http, id, token, waiting: Some(waiting), leaving: None, over_http: true, started: Instant::now() }
    }

    /// Sends the first response. That Discord has it already counts as sent: after a connection that broke behind the
    /// request, this is how success looks.
    async fn first(&mut self, body: &Value) -> serenity::Result<()> {
        if let Some(waiting) = self.waiting.take() {
            // Whoever asked may have hung up; Discord then shows that the bot did not respond.
            let (leaving, left) = oneshot::channel();
            self.leaving = Some(left);
            let _ = waiting.send(First { body: body.clone(), leaving });
            numbers::first_response_in("http", self.started.elapsed());
            return Ok(());
        }
        let call = || self.http.create_interaction_response(self.id, self.token, body, Vec::new());
        match retry(Patience::INTERACTION, call).await {
            Err(error) if !errors::is_already_answered(&error) => Err(error),
            _ => {
                numbers::first_response_in("gateway", self.started.elapsed());
                Ok(())
            }
        }
    }

    /// Makes a call that comes after the first response, once that is on its way; and again where it arrived before.
    async fn later<T, F>(&mut self, patience: Patience, call: impl Fn() -> F) -> serenity::Result<T>
    where
        F: Future<Output = serenity::Result<T>>,
    {
        if let Some(leaving) = self.leaving.take() {
            // An error means that it was dropped: that is how it tells.
            let _ = leaving.await;
            tokio::time::sleep(UNTIL_IT_ARRIVES).await;
        }
        let mut early = if self.over_http { EARLY_CALLS } else { 0 };
        loop {
            match retry(patience, &call).await {
                Err(error) if early > 0 && errors::is_out_of_reach(&error) => {
                    early -= 1;
                    tokio::time::sleep(AFTER_EARLY_CALL).await;
                }
                other => return other,
            }
        }
    }

    async fn deliver(&mut self, response: &Arc<Response>) -> serenity::Result<()> {
        let Some(body) = rendered(response, render::interaction_body).await? else { return Ok(()) };
        self.first(&body).await?;
        if **response == Response::Delete {
            // Of a component's interaction the original is the message that carries it.
            let (http, token) = (self.http, self.token);
            self.later(Patience::MESSAGE, || http.delete_original_interaction_response(token)).await?;
        }
        Ok(())
    }

    /// Puts the response where "is thinking…" stands, or in place of the message that was acknowledged.
    async fn fill_in(&mut self, response: &Arc<Response>, acknowledged: Acknowledgement) -> serenity::Result<()> {
        let (Response::Reply(reply) | Response::Edit(reply)) = &**response else { return Ok(()) };
        let (http, token) = (self.http, self.token);
        let replaces = matches!(**response, Response::Edit(_));
        // What all can see can't become private any more, and what was to be replaced stays: another message says it.
        let beside = acknowledged.replaces && !replaces;
        let hidden = !acknowledged.replaces && reply.private && !acknowledged.private;
        if hidden {
            self.later(Patience::MESSAGE, || http.delete_original_interaction_response(token)).await?;
        }
        if hidden || beside {
            let body = rendered(response, |response| body_of(response, render::follow_up_body)).await?;
            let call = || http.create_followup_message(token, &body, files_of(response));
            return self.later(Patience::ONCE, call).await.map(drop);
        }
        self.edit(response, Patience::MESSAGE).await
    }

    /// Makes the message that was acknowledged say this.
    async fn edit(&mut self, response: &Arc<Response>, patience: Patience) -> serenity::Result<()> {
        let body = rendered(response, |response| body_of(response, render::edit_body)).await?;
        let call = || self.http.edit_original_interaction_response(self.token, &body, files_of(response));
        self.later(patience, call).await.map(drop)
    }
}

/// Puts a response into Discord's form, beside the threads that talk to Discord: a long one takes a while.
///
/// # Errors
/// When that panicked.
async fn rendered<T: Send + 'static>(
    response: &Arc<Response>,
    render: impl FnOnce(&Response) -> T + Send + 'static,
) -> serenity::Result<T> {
    let response = Arc::clone(response);
    let body = tokio::task::spawn_blocking(move || render(&response)).await;
    body.map_err(|error| std::io::Error::other(error).into())
}

fn files_of(response: &Response) -> Vec<CreateAttachment> {
    match response {
        Response::Reply(reply) | Response::Edit(reply) => render::files(reply),
        _ => Vec::new(),
    }
}

fn body_of(response: &Response, make: fn(&Reply) -> Value) -> Value {
    match response {
        Response::Reply(reply) | Response::Edit(reply) => make(reply),
        _ => Value::Null,
    }
}

/// Notes in the current span what came of it.
pub fn log(started: Instant, response: &Response, sent: serenity::Result<()>) {
    let outcome = match response {
        Response::Reply(reply) | Response::Edit(reply) => reply.tone.label(),
        Response::Choices(_) => "choices",
        Response::Form(_) => "form",
        Response::Delete => "deleted",
        Response::Silence => "silence",
    };
    let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let span = Span::current();
    span.record("duration_ms", duration_ms);
    match sent {
        Ok(()) => {
            span.record("outcome", outcome);
            numbers::interaction(outcome);
            tracing::info!("answered");
        }
        Err(error) => {
            span.record("outcome", "undelivered");
            numbers::interaction("undelivered");
            tracing::error!(error = errors::for_operator(&error), "the answer could not be delivered");
        }
    }
}

/// The span of an interaction.
#[must_use]
pub fn span(interaction: &Interaction) -> Span {
    tracing::info_span!(
        "interaction",
        interaction.id = interaction.id().get(),
        command = field::Empty,
        outcome = field::Empty,
        duration_ms = field::Empty,
    )
}

/// The token of an interaction, with which it is answered.
#[must_use]
fn token(interaction: &Interaction) -> &str {
    match interaction {
        Interaction::Command(command) | Interaction::Autocomplete(command) => &command.token,
        Interaction::Component(component) => &component.token,
        Interaction::Modal(modal) => &modal.token,
        Interaction::Ping(ping) => &ping.token,
        _ => "",
    }
}
