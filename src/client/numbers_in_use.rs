//! Mobile numbers that scenarios use at the moment: an SMS to one says nothing about another scenario.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

/// The numbers in use; clones share them.
#[derive(Clone, Debug, Default)]
pub struct NumbersInUse(Rc<RefCell<HashSet<String>>>);

/// A number in use until it is dropped.
#[derive(Debug)]
pub struct NumberInUse {
    number: String,
    all: NumbersInUse,
}

impl NumbersInUse {
    /// Uses a number, unless another scenario does.
    pub fn begin(&self, number: &str) -> Option<NumberInUse> {
        let is_free = self.0.borrow_mut().insert(number.to_owned());
        is_free.then(|| NumberInUse { number: number.to_owned(), all: self.clone() })
    }
}

impl Drop for NumberInUse {
    fn drop(&mut self) {
        self.all.0.borrow_mut().remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_used_by_one_scenario_at_a_time() {
        let numbers = NumbersInUse::default();
        let first = numbers.begin("+491").unwrap();
        assert!(numbers.begin("+491").is_none());
        let _other = numbers.begin("+492").unwrap();
        drop(first);
        assert!(numbers.clone().begin("+491").is_some());
    }
}
