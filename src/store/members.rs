//! What is kept of one member, to be shown and to be deleted at their wish.

use super::{Store, StoreError, id_in};

/// What was deleted of a member.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Entries of feedback that they gave.
    pub feedback: u64,
    /// Their name as the one who decided on others' feedback.
    pub decisions: u64,
    /// Their id as the one who set up a daily post or a gap board, which goes on.
    pub subscriptions: u64,
}

impl Store {
    /// Deletes what is kept of a member: the feedback they gave, and their id where they decided on others' or
    /// set up a daily post. The audit log keeps who changed what the bot knows: it belongs to the operator.
    ///
    /// # Errors
    /// When the database fails. Then a part may be gone: ask again.
    pub async fn forget_member(&self, member: u64) -> Result<Forgotten, StoreError> {
        let run = async |statement: &'static str| {
            let done = sqlx::query(statement).bind(id_in(member)).execute(&self.pool).await?;
            Ok::<_, StoreError>(done.rows_affected())
        };
        Ok(Forgotten {
            feedback: run("DELETE FROM feedback WHERE member = $1").await?,
            decisions: run("UPDATE feedback SET decided_by = NULL WHERE decided_by = $1").await?,
            subscriptions: run("UPDATE subscriptions SET set_by = NULL WHERE set_by = $1").await?
                + run("UPDATE gap_boards SET set_by = NULL WHERE set_by = $1").await?,
        })
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::super::testing::{over_both, subscription};
    use super::super::{FeedbackKind, FeedbackState, MistakeReport, NewFeedback};
    use super::*;

    #[tokio::test]
    async fn a_member_s_entries_go_and_nobody_else_s() {
        over_both(async |store| {
            let at = Timestamp::from_second(1_000).unwrap();
            let given = |member, message, kind| NewFeedback {
                given_at: at,
                guild: Some(1),
                channel: 2,
                member,
                message,
                topic: String::new(),
                question: None,
                kind,
            };
            let mistake = || FeedbackKind::Mistake(MistakeReport::default());
            let own = store.add_feedback(&given(3, 1, mistake())).await.unwrap();
            store.add_feedback(&given(3, 2, FeedbackKind::ThumbsUp)).await.unwrap();
            let other = store.add_feedback(&given(4, 1, mistake())).await.unwrap();
            store.decide_feedback(other, FeedbackState::Declined, 3, at, "no").await.unwrap();
            store.subscribe(&subscription(10, 1)).await.unwrap();
            assert_eq!(
                store.forget_member(3).await.unwrap(),
                Forgotten { feedback: 2, decisions: 1, subscriptions: 1 }
            );
            assert_eq!(store.feedback_entry(own).await.unwrap(), None);
            assert_eq!(store.feedback_entry(other).await.unwrap().unwrap().decided_by, None);
            assert_eq!(store.forget_member(3).await.unwrap(), Forgotten::default());
        })
        .await;
    }
}
