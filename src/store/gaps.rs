//! What was asked and not known, counted by what was asked: a property and an entity by their ids, by week. Who asked
//! and in which words is never kept.

use jiff::civil::Date;
use sqlx::Row;

use super::{Store, StoreError, id_in, id_out};

/// How often something was asked in vain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The id of the property; empty where none was understood.
    pub property: String,
    /// The id of the entity; empty where none was named.
    pub entity: String,
    /// How often, in all weeks that were asked for.
    pub asked: u64,
}

/// The week of a day: its Monday, in days since 1970-01-01, which was a Thursday.
fn week_of(day: Date) -> i64 {
    let epoch = Date::constant(1970, 1, 1);
    i64::from((day - epoch).get_days()) - i64::from(day.weekday().to_monday_zero_offset())
}

impl Store {
    /// Counts a question about a property and an entity that was not answered on `day` (UTC).
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_gap(&self, day: Date, property: &str, entity: &str) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO gaps (week, property, entity, asked) VALUES ($1, $2, $3, 1)
             ON CONFLICT (week, property, entity) DO UPDATE SET asked = gaps.asked + 1",
        )
        .bind(week_of(day))
        .bind(property)
        .bind(entity)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// What was asked in vain at least `least` times in the weeks from that of one day up to, but without, that of another;
    /// most asked first, `limit` at most.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn gaps_in(&self, from: Date, until: Date, least: u64, limit: u32) -> Result<Vec<Gap>, StoreError> {
        let rows = sqlx::query(
            "SELECT property, entity, CAST(SUM(asked) AS BIGINT) AS total FROM gaps WHERE week >= $1 AND week < $2
             GROUP BY property, entity HAVING SUM(asked) >= $3 ORDER BY total DESC, property, entity LIMIT $4",
        )
        .bind(week_of(from))
        .bind(week_of(until))
        .bind(id_in(least))
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Gap {
                    property: row.try_get("property")?,
                    entity: row.try_get("entity")?,
                    asked: id_out(row, "total")?,
                })
            })
            .collect()
    }

    /// Forgets the counts of weeks before that of a day; how many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_gaps_before(&self, day: Date) -> Result<u64, StoreError> {
        let done = sqlx::query("DELETE FROM gaps WHERE week < $1").bind(week_of(day)).execute(&self.pool).await?;
        Ok(done.rows_affected())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::testing::over_both;
    use super::*;

    #[test]
    fn weeks_begin_on_monday() {
        assert_eq!(week_of(date(1970, 1, 1)), -3);
        assert_eq!(week_of(date(1970, 1, 4)), -3);
        assert_eq!(week_of(date(1970, 1, 5)), 4);
        assert_eq!(week_of(date(2026, 11, 28)), week_of(date(2026, 11, 23)));
        assert_eq!(week_of(date(2026, 11, 30)), week_of(date(2026, 11, 23)) + 7);
    }

    #[tokio::test]
    async fn gaps_are_counted_by_week_and_forgotten() {
        over_both(async |store| {
            for (day, property, entity) in [
                (date(2026, 11, 2), "revenue", "zhipu"),
                (date(2026, 11, 10), "revenue", "zhipu"),
                (date(2026, 11, 11), "revenue", "zhipu"),
                (date(2026, 11, 11), "employees", ""),
            ] {
                store.count_gap(day, property, entity).await.unwrap();
            }
            let gap = |property: &str, entity: &str, asked| Gap {
                property: property.to_owned(),
                entity: entity.to_owned(),
                asked,
            };
            let all = store.gaps_in(date(2026, 11, 1), date(2026, 12, 1), 1, 10).await.unwrap();
            assert_eq!(all, [gap("revenue", "zhipu", 3), gap("employees", "", 1)]);
            let often = store.gaps_in(date(2026, 11, 1), date(2026, 12, 1), 3, 10).await.unwrap();
            assert_eq!(often, [gap("revenue", "zhipu", 3)]);
            let since = store.gaps_in(date(2026, 11, 13), date(2026, 12, 1), 1, 1).await.unwrap();
            assert_eq!(since, [gap("revenue", "zhipu", 2)], "the week of the 13th begins on the 9th");
            let before = store.gaps_in(date(2026, 11, 1), date(2026, 11, 15), 1, 10).await.unwrap();
            assert_eq!(before, [gap("revenue", "zhipu", 1)], "the week of the 15th begins on the 9th as well");
            assert_eq!(store.forget_gaps_before(date(2026, 11, 9)).await.unwrap(), 1);
        })
        .await;
    }
}
