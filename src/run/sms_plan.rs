//! The SMS that each scenario of a run is expected to send, and to which mobile number.

use std::collections::HashMap;

use crate::config::CustomerNumber;
use crate::steps::SmsShare;

/// The SMS of the scenarios of a run.
#[derive(Clone, Debug, Default)]
pub(super) struct SmsPlan(HashMap<String, SmsShare>);

impl SmsPlan {
    /// A plan of these scenarios, by their ids.
    pub fn new(shares: HashMap<String, SmsShare>) -> Self {
        Self(shares)
    }

    /// The SMS of a scenario. One without a planned number gets one of `numbers` by its id.
    pub fn share(&self, id: &str, numbers: &[CustomerNumber]) -> SmsShare {
        let any = || {
            let index = id.bytes().map(usize::from).sum::<usize>().checked_rem(numbers.len())?;
            Some(numbers[index].as_str().to_owned())
        };
        self.0.get(id).cloned().unwrap_or_else(|| SmsShare { count: 1, number: any() })
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
