//! Pages of a list (`page[number]`, `page[size]`), with the totals in header fields.

use serde::Serialize;

use crate::simulator::answer::Answer;
use crate::simulator::call::Call;
use crate::simulator::machine::Refusal;

const LARGEST: usize = 1000;

/// Page of a list that was requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pagination {
    number: usize,
    size: usize,
}

impl Pagination {
    /// The page requested by the query; `size` is the default page size.
    pub fn of(call: &Call<'_>, size: usize) -> Result<Self, Refusal> {
        Ok(Self {
            number: positive(call, "page[number]", 1, usize::MAX)?,
            size: positive(call, "page[size]", size, LARGEST)?,
        })
    }

    /// The items of this page.
    pub fn cut<'a, T>(&self, all: &'a [T]) -> &'a [T] {
        let begin = (self.number - 1).saturating_mul(self.size).min(all.len());
        let end = begin.saturating_add(self.size).min(all.len());
        &all[begin..end]
    }

    /// The answer with this page of `total` items.
    pub fn answer(&self, items: &[impl Serialize], total: usize) -> Answer {
        Answer::ok(&items).with("total", total.to_string()).with("per-page", self.size.to_string())
    }
}

fn positive(call: &Call<'_>, name: &str, absent: usize, most: usize) -> Result<usize, Refusal> {
    let Some(text) = call.query(name) else {
        return Ok(absent);
    };
    text.parse()
        .ok()
        .filter(|number| (1..=most).contains(number))
        .ok_or_else(|| Refusal::invalid_model(name, "is not a positive number in range"))
}
