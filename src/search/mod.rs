//! (being written)
use crate::corpus::document::PassageId;
/// x
#[derive(Debug, Default)]
pub struct PassageIndex {}
/// x
#[derive(Debug)]
pub struct Hit { /// x
 pub passage: PassageId, /// x
 pub score: f32 }
impl PassageIndex {
    /// x
    pub fn passages(&self, _question: &str, _limit: usize) -> Vec<Hit> { Vec::new() }
}
