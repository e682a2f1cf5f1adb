use std::time::Duration;

use crate::config::Options;
use crate::services::ToldTokens;

use super::checks::{Checks, option};
use super::value;

/// The audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// Which decisions of the realm it tells.
    pub tokens: ToldTokens,
    /// How long its entries are kept; for ever if there is none.
    pub retention: Option<Duration>,
}

impl Audit {
    pub(super) fn read(options: &Options, checks: &mut Checks) -> Self {
        let one_in = checks.required(option!(options.audit_token_sample), value::positive);
        let words = [("none", ToldTokens::None), ("refused", ToldTokens::Refused), ("all", ToldTokens::All { one_in })];
        Self {
            tokens: checks.required(option!(options.audit_tokens), |text| value::choice(text, &words)),
            retention: Some(checks.required(option!(options.audit_retention), value::duration_or_nothing))
                .filter(|age| !age.is_zero()),
        }
    }
}
