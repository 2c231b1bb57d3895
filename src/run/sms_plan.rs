//! The SMS that each scenario of a run is expected to send, and to which mobile number; and those of
//! an earlier run that still count.

use std::collections::HashMap;

use crate::config::CustomerNumber;
use crate::steps::SmsShare;

use super::earlier_sms::EarlierSms;

/// The SMS of the scenarios of a run.
#[derive(Clone, Debug, Default)]
pub(super) struct SmsPlan {
    shares: HashMap<String, SmsShare>,
    /// The SMS of an earlier run that still count.
    pub earlier: EarlierSms,
}

impl SmsPlan {
    /// A plan of these scenarios, by their ids.
    pub fn new(shares: HashMap<String, SmsShare>) -> Self {
        Self { shares, ..Self::default() }
    }

    /// This plan after an earlier run whose SMS still count.
    pub fn after(self, earlier: EarlierSms) -> Self {
        Self { earlier, ..self }
    }

    /// The SMS of a scenario. One without a planned number gets one of `numbers` by its id.
    pub fn share(&self, id: &str, numbers: &[CustomerNumber]) -> SmsShare {
        let any = || {
            let index = id.bytes().map(usize::from).sum::<usize>().checked_rem(numbers.len())?;
            Some(numbers[index].as_str().to_owned())
        };
        self.shares.get(id).cloned().unwrap_or_else(|| SmsShare { count: 1, number: any() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scenario_without_a_plan_gets_one_of_the_numbers() {
        let numbers: Vec<CustomerNumber> =
            ["+491701234567", "+491701234568"].map(|it| it.parse().unwrap()).to_vec();
        let plan = SmsPlan::default();
        let number = |id| plan.share(id, &numbers).number.unwrap();
        assert_eq!((number("a"), number("b")), ("+491701234568".into(), "+491701234567".into()));
        assert_eq!(plan.share("a", &[]).number, None);
    }
}
