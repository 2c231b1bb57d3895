//! The situations of a run in order, for the person at the desk.

/// State of a situation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AgendaState {
    /// It follows later.
    #[default]
    Open,
    /// It is being tested.
    Now,
    /// The tester ended it.
    Done,
    /// The tester could not try it.
    Skipped,
}

/// A situation of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgendaItem {
    /// Id of the situation.
    pub id: String,
    /// Title in the language of the tester.
    pub title: String,
    /// State.
    pub state: AgendaState,
}

/// All situations of the run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agenda {
    /// The situations, in order.
    pub items: Vec<AgendaItem>,
}

impl Agenda {
    /// An agenda of situations, each with its id and title.
    pub fn of(situations: impl IntoIterator<Item = (String, String)>) -> Self {
        let item = |(id, title)| AgendaItem { id, title, state: AgendaState::Open };
        Self { items: situations.into_iter().map(item).collect() }
    }

    /// Sets the state of a situation.
    pub fn set(&mut self, id: &str, state: AgendaState) {
        if let Some(item) = self.items.iter_mut().find(|it| it.id == id) {
            item.state = state;
        }
    }

    /// Number of situations in this state.
    pub fn count(&self, state: AgendaState) -> usize {
        self.items.iter().filter(|it| it.state == state).count()
    }

    /// The first situation that follows.
    pub fn next(&self) -> Option<&AgendaItem> {
        self.items.iter().find(|it| it.state == AgendaState::Open)
    }

    /// Whether no situation follows or is being tested.
    pub fn is_over(&self) -> bool {
        !self.items.is_empty()
            && self.items.iter().all(|it| !matches!(it.state, AgendaState::Open | AgendaState::Now))
    }

    /// Title of a situation.
    pub fn title(&self, id: &str) -> Option<&str> {
        self.items.iter().find(|it| it.id == id).map(|it| it.title.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agenda_counts_and_ends() {
        let named = |id: &str| (id.to_owned(), id.to_uppercase());
        let mut agenda = Agenda::of(["a", "b"].map(named));
        assert_eq!(agenda.next().map(|it| &*it.id), Some("a"));
        agenda.set("a", AgendaState::Skipped);
        agenda.set("b", AgendaState::Now);
        assert_eq!((agenda.count(AgendaState::Skipped), agenda.next()), (1, None));
        assert!(!agenda.is_over() && !Agenda::default().is_over());
        agenda.set("b", AgendaState::Done);
        assert!(agenda.is_over());
        assert_eq!(agenda.title("b"), Some("B"));
    }
}
