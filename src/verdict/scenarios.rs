//! The judged scenarios of a run, wherever they are kept.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::io;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use super::{AssessedScenario, Verdict};

/// Where judged scenarios lie until a report wants them: a run may have more than fit in memory.
pub trait Shelf {
    /// Fetches the scenario that was the `number`th to be put there, from 0.
    ///
    /// # Errors
    /// When it cannot be read back.
    fn fetch(&self, number: usize) -> io::Result<AssessedScenario>;
}

/// What is known of a scenario without fetching it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, not a state")]
pub struct ScenarioSummary {
    /// Its place in the selection.
    pub position: usize,
    /// Its feature file.
    pub file: Arc<str>,
    /// The verdict.
    pub verdict: Verdict,
    /// Whether it counts only under `--strict`.
    pub warning: bool,
    /// Whether it passed only on a later attempt.
    pub flaky: bool,
    /// Whether it is accepted for a time.
    pub waived: bool,
    /// Whether files belong to it.
    pub attached: bool,
    /// Wall time, in milliseconds.
    pub duration_ms: u64,
}

impl ScenarioSummary {
    /// That of a scenario.
    pub fn of(scenario: &AssessedScenario) -> Self {
        Self {
            position: scenario.record.position,
            file: Arc::clone(&scenario.record.file),
            verdict: scenario.verdict,
            warning: scenario.warning,
            flaky: scenario.flaky,
            waived: scenario.waived.is_some(),
            attached: scenario.attachments().next().is_some(),
            duration_ms: scenario.record.duration_ms,
        }
    }

    /// Whether there is something to tell of it: it neither passed nor was out of place.
    pub fn is_wrong(&self) -> bool {
        !matches!(self.verdict, Verdict::Passed | Verdict::NotApplicable)
    }
}

/// The scenarios of a run, in the order they were loaded.
#[derive(Clone)]
pub struct Scenarios {
    /// Each with its number on the shelf.
    marks: Vec<(ScenarioSummary, usize)>,
    kept: Kept,
    /// What went wrong while fetching; told once by [`sound`](Self::sound).
    trouble: RefCell<Option<Rc<io::Error>>>,
}

#[derive(Clone)]
enum Kept {
    Here(Vec<AssessedScenario>),
    Away(Rc<dyn Shelf>),
}

impl Scenarios {
    /// Scenarios kept in memory.
    pub fn here(scenarios: Vec<AssessedScenario>) -> Self {
        let marks = scenarios.iter().map(ScenarioSummary::of).collect();
        Self::of(marks, Kept::Here(scenarios))
    }

    /// Scenarios on a shelf, whose marks are given in the order they were put there.
    pub fn away(marks: Vec<ScenarioSummary>, shelf: Rc<dyn Shelf>) -> Self {
        Self::of(marks, Kept::Away(shelf))
    }

    fn of(marks: Vec<ScenarioSummary>, kept: Kept) -> Self {
        let mut marks: Vec<_> = marks.into_iter().zip(0..).collect();
        marks.sort_by_key(|(mark, _)| mark.position);
        Self { marks, kept, trouble: RefCell::default() }
    }

    /// How many they are.
    pub fn len(&self) -> usize {
        self.marks.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    /// What is known without fetching any.
    pub fn marks(&self) -> impl ExactSizeIterator<Item = &ScenarioSummary> {
        self.marks.iter().map(|(mark, _)| mark)
    }

    /// All of them, fetched one at a time. The walk ends early when one cannot be fetched, and
    /// [`sound`](Self::sound) tells why.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'_, AssessedScenario>> {
        self.having(|_| true)
    }

    /// Those with such a mark; no other is fetched.
    pub fn having<'a>(
        &'a self,
        wanted: impl Fn(&ScenarioSummary) -> bool + 'a,
    ) -> impl Iterator<Item = Cow<'a, AssessedScenario>> {
        let wanted = self.marks.iter().filter(move |(mark, _)| wanted(mark));
        wanted.map_while(|(_, number)| self.fetch(*number))
    }

    /// Those in a stretch of the order.
    pub fn within(&self, stretch: Range<usize>) -> impl Iterator<Item = Cow<'_, AssessedScenario>> {
        self.marks[stretch].iter().map_while(|(_, number)| self.fetch(*number))
    }

    /// The one at this place in the order.
    pub fn get(&self, index: usize) -> Option<Cow<'_, AssessedScenario>> {
        self.marks.get(index).and_then(|(_, number)| self.fetch(*number))
    }

    /// The stretches that stand in one feature file each.
    pub fn files(&self) -> Vec<Range<usize>> {
        let mut start = 0;
        let groups = self.marks.chunk_by(|(left, _), (right, _)| left.file == right.file);
        let stretch = groups.map(|group| {
            let stretch = start..start + group.len();
            start = stretch.end;
            stretch
        });
        stretch.collect()
    }

    /// Whether every scenario asked for so far could be fetched: a report made from a part of
    /// them must not be taken for whole.
    ///
    /// # Errors
    /// The first thing that went wrong.
    pub fn sound(&self) -> io::Result<()> {
        match &*self.trouble.borrow() {
            None => Ok(()),
            Some(why) => Err(io::Error::new(why.kind(), Rc::clone(why).to_string())),
        }
    }

    fn fetch(&self, number: usize) -> Option<Cow<'_, AssessedScenario>> {
        match &self.kept {
            Kept::Here(all) => all.get(number).map(Cow::Borrowed),
            Kept::Away(away) => match away.fetch(number) {
                Ok(scenario) => Some(Cow::Owned(scenario)),
                Err(why) => {
                    self.trouble.borrow_mut().get_or_insert_with(|| Rc::new(why));
                    None
                }
            },
        }
    }
}

impl fmt::Debug for Scenarios {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.marks()).finish()
    }
}
