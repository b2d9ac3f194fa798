use super::arguments::Attempt;
use anyhow::Result;

/// Goes through one document that an earlier process died over. Whoever started this process watches whether it lives.
pub fn attempt(what: &Attempt) -> Result<()> {
    Ok(mingle_replica::store::attempt(&what.journal, what.position)?)
}
