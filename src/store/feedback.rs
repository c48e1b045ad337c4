//! What members say of answers: a thumbs-up or the report of a mistake, and what moderators made of it.

use jiff::Timestamp;
use sqlx::Row;
use sqlx::any::AnyRow;

use super::{Store, StoreError, id_in, id_out, optional_id_out, optional_time_out, time_out};

/// The form in which a mistake is reported.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MistakeReport {
    /// What is wrong.
    pub wrong: String,
    /// What is right.
    pub correct: String,
    /// Where it says so.
    pub evidence: String,
}

/// What a member said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedbackKind {
    /// 👍
    ThumbsUp,
    /// Something is wrong.
    Mistake(MistakeReport),
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedbackState {
    /// Nobody has decided.
    Open,
    /// A moderator agreed.
    Accepted,
    /// A moderator disagreed.
    Declined,
}

impl FeedbackState {
    fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
        }
    }
}

/// Feedback to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFeedback {
    /// When it was given.
    pub given_at: Timestamp,
    /// The server; `None` in direct messages.
    pub guild: Option<u64>,
    /// The channel.
    pub channel: u64,
    /// Who gave it.
    pub member: u64,
    /// The message with the answer.
    pub message: u64,
    /// What the answer was about: ids of properties and entities, never what somebody typed.
    pub topic: String,
    /// The question as typed, only where the operator turned that on.
    pub question: Option<String>,
    /// What was said.
    pub kind: FeedbackKind,
}

/// Feedback as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// Its number.
    pub id: i64,
    /// When it was given.
    pub given_at: Timestamp,
    /// The server; `None` in direct messages.
    pub guild: Option<u64>,
    /// The channel.
    pub channel: u64,
    /// Who gave it.
    pub member: u64,
    /// The message with the answer.
    pub message: u64,
    /// What the answer was about.
    pub topic: String,
    /// The question as typed, where it was kept and its time is not over.
    pub question: Option<String>,
    /// What was said.
    pub kind: FeedbackKind,
    /// What became of it.
    pub state: FeedbackState,
    /// Who decided.
    pub decided_by: Option<u64>,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// The moderator's word; empty without one.
    pub decision: String,
}

const THUMBS_UP: &str = "thumbs-up";
const MISTAKE: &str = "mistake";

fn feedback(row: &AnyRow) -> Result<Feedback, StoreError> {
    let kind = match row.try_get::<&str, _>("kind")? {
        THUMBS_UP => FeedbackKind::ThumbsUp,
        MISTAKE => FeedbackKind::Mistake(MistakeReport {
            wrong: row.try_get("wrong")?,
            correct: row.try_get("correct")?,
            evidence: row.try_get("evidence")?,
        }),
        other => return Err(StoreError::damaged("kind", other)),
    };
    let state = row.try_get::<&str, _>("state")?;
    let state = [FeedbackState::Open, FeedbackState::Accepted, FeedbackState::Declined]
        .into_iter()
        .find(|known| known.name() == state)
        .ok_or_else(|| StoreError::damaged("state", state))?;
    Ok(Feedback {
        id: row.try_get("id")?,
        given_at: time_out(row, "given_at")?,
        guild: optional_id_out(row, "guild")?,
        channel: id_out(row, "channel")?,
        member: id_out(row, "member")?,
        message: id_out(row, "message")?,
        topic: row.try_get("topic")?,
        question: row.try_get("question")?,
        kind,
        state,
        decided_by: optional_id_out(row, "decided_by")?,
        decided_at: optional_time_out(row, "decided_at")?,
        decision: row.try_get("decision")?,
    })
}

impl Store {
    /// Keeps feedback and gives its number. Whoever says the same of the same message again changes what they said: the
    /// number stays, and it is open again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_feedback(&self, new: &NewFeedback) -> Result<i64, StoreError> {
        let id = self.next_number("feedback").await?;
        let (kind, report) = match &new.kind {
            FeedbackKind::ThumbsUp => (THUMBS_UP, &MistakeReport::default()),
            FeedbackKind::Mistake(report) => (MISTAKE, report),
        };
        let row = sqlx::query(
            "INSERT INTO feedback (id, given_at, guild, channel, member, message, kind, topic, question, wrong, correct,
                                   evidence, state, decision)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '')
             ON CONFLICT (member, message, kind) DO UPDATE SET
                given_at = excluded.given_at, topic = excluded.topic, question = excluded.question,
                wrong = excluded.wrong, correct = excluded.correct, evidence = excluded.evidence,
                state = excluded.state, decision = '', decided_by = NULL, decided_at = NULL
             RETURNING id",
        )
        .bind(id)
        .bind(new.given_at.as_second())
        .bind(new.guild.map(id_in))
        .bind(id_in(new.channel))
        .bind(id_in(new.member))
        .bind(id_in(new.message))
        .bind(kind)
        .bind(&new.topic)
        .bind(&new.question)
        .bind(&report.wrong)
        .bind(&report.correct)
        .bind(&report.evidence)
        .bind(FeedbackState::Open.name())
        .fetch_one(&self.pool)
        .await?;
        Ok(row.try_get("id")?)
    }

    /// One entry by its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn feedback_entry(&self, id: i64) -> Result<Option<Feedback>, StoreError> {
        let row = sqlx::query("SELECT * FROM feedback WHERE id = $1").bind(id).fetch_optional(&self.pool).await?;
        row.as_ref().map(feedback).transpose()
    }

    /// How many reported mistakes are in a state.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mistakes_count(&self, state: FeedbackState) -> Result<u64, StoreError> {
        let row = sqlx::query("SELECT COUNT(*) AS mistakes FROM feedback WHERE kind = $1 AND state = $2")
            .bind(MISTAKE)
            .bind(state.name())
            .fetch_one(&self.pool)
            .await?;
        id_out(&row, "mistakes")
    }

    /// Reported mistakes in a state, oldest first, without the first `skipped` of them, `limit` at most.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mistakes(&self, state: FeedbackState, skipped: u32, limit: u32) -> Result<Vec<Feedback>, StoreError> {
        let rows = sqlx::query("SELECT * FROM feedback WHERE kind = $1 AND state = $2 ORDER BY id LIMIT $3 OFFSET $4")
            .bind(MISTAKE)
            .bind(state.name())
            .bind(i64::from(limit))
            .bind(i64::from(skipped))
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(feedback).collect()
    }

    /// How many thumbs went up since a time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn thumbs_up_since(&self, since: Timestamp) -> Result<u64, StoreError> {
        let row = sqlx::query("SELECT COUNT(*) AS thumbs FROM feedback WHERE kind = $1 AND given_at >= $2")
            .bind(THUMBS_UP)
            .bind(since.as_second())
            .fetch_one(&self.pool)
            .await?;
        id_out(&row, "thumbs")
    }

    /// Writes down what a moderator decided on an open entry. False when there is none: somebody else was faster, or
    /// the member took it back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn decide_feedback(
        &self,
        id: i64,
        state: FeedbackState,
        moderator: u64,
        at: Timestamp,
        word: &str,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE feedback SET state = $1, decided_by = $2, decided_at = $3, decision = $4
             WHERE id = $5 AND state = $6",
        )
        .bind(state.name())
        .bind(id_in(moderator))
        .bind(at.as_second())
        .bind(word)
        .bind(id)
        .bind(FeedbackState::Open.name())
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Opens a report again that was decided: what was decided could not be done.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reopen_feedback(&self, id: i64) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE feedback SET state = $1, decided_by = NULL, decided_at = NULL, decision = '' WHERE id = $2",
        )
        .bind(FeedbackState::Open.name())
        .bind(id)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Forgets the questions as typed of all feedback given before a time; how many there were. The rest stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_questions_before(&self, before: Timestamp) -> Result<u64, StoreError> {
        let done = sqlx::query("UPDATE feedback SET question = NULL WHERE given_at < $1 AND question IS NOT NULL")
            .bind(before.as_second())
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected())
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::over_both;
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn mistake(member: u64, message: u64) -> NewFeedback {
        NewFeedback {
            given_at: at(1_000),
            guild: Some(1),
            channel: 2,
            member,
            message,
            topic: "founded zhipu".to_owned(),
            question: Some("何时成立？".to_owned()),
            kind: FeedbackKind::Mistake(MistakeReport {
                wrong: "the year".to_owned(),
                correct: "2019".to_owned(),
                evidence: "deep-dive".to_owned(),
            }),
        }
    }

    #[tokio::test]
    async fn feedback_is_kept_decided_once_and_can_be_said_again() {
        over_both(async |store| {
            let first = store.add_feedback(&mistake(3, 4)).await.unwrap();
            let direct = NewFeedback { guild: None, kind: FeedbackKind::ThumbsUp, question: None, ..mistake(3, 4) };
            store.add_feedback(&direct).await.unwrap();
            let second = store.add_feedback(&mistake(5, 4)).await.unwrap();
            assert!(second > first);

            let kept = store.feedback_entry(first).await.unwrap().unwrap();
            assert_eq!((kept.kind.clone(), kept.question.clone()), (mistake(3, 4).kind, mistake(3, 4).question));
            assert_eq!((kept.guild, kept.given_at, kept.state), (Some(1), at(1_000), FeedbackState::Open));
            let open = store.mistakes(FeedbackState::Open, 0, 10).await.unwrap();
            assert_eq!(open.iter().map(|entry| entry.id).collect::<Vec<_>>(), [first, second]);
            assert_eq!(store.mistakes(FeedbackState::Open, 1, 10).await.unwrap()[0].id, second);
            assert_eq!(store.mistakes_count(FeedbackState::Open).await.unwrap(), 2);
            assert_eq!(store.mistakes(FeedbackState::Open, 0, 1).await.unwrap().len(), 1);
            assert_eq!(store.thumbs_up_since(at(1_000)).await.unwrap(), 1);
            assert_eq!(store.thumbs_up_since(at(1_001)).await.unwrap(), 0);

            assert!(store.decide_feedback(first, FeedbackState::Accepted, 9, at(2_000), "thanks").await.unwrap());
            assert!(!store.decide_feedback(first, FeedbackState::Declined, 8, at(2_001), "no").await.unwrap());
            let decided = store.feedback_entry(first).await.unwrap().unwrap();
            assert_eq!(decided.state, FeedbackState::Accepted);
            assert_eq!((decided.decided_by, decided.decided_at), (Some(9), Some(at(2_000))));
            assert_eq!(decided.decision, "thanks");

            store.reopen_feedback(first).await.unwrap();
            let open = store.feedback_entry(first).await.unwrap().unwrap();
            assert_eq!((open.state, open.decided_at, open.decision.as_str()), (FeedbackState::Open, None, ""));
            assert!(store.decide_feedback(first, FeedbackState::Declined, 8, at(2_001), "no").await.unwrap());

            assert_eq!(store.add_feedback(&mistake(3, 4)).await.unwrap(), first);
            let again = store.feedback_entry(first).await.unwrap().unwrap();
            assert_eq!((again.state, again.decided_by, again.decision.as_str()), (FeedbackState::Open, None, ""));
        })
        .await;
    }

    #[tokio::test]
    async fn questions_are_forgotten_in_time() {
        over_both(async |store| {
            let old = store.add_feedback(&mistake(3, 4)).await.unwrap();
            let new = store.add_feedback(&NewFeedback { given_at: at(2_000), ..mistake(3, 5) }).await.unwrap();
            assert_eq!(store.forget_questions_before(at(2_000)).await.unwrap(), 1);
            assert_eq!(store.feedback_entry(old).await.unwrap().unwrap().question, None);
            assert!(store.feedback_entry(new).await.unwrap().unwrap().question.is_some());
        })
        .await;
    }
}
