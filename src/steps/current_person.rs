//! The customer whom the next steps are about.

use crate::evidence::StepFailure;

use super::Step;
use super::world::World;

impl World {
    /// Makes the person that was current longest ago the current one.
    pub(in crate::steps) fn turn_to_next_person(&mut self) -> Step {
        if self.people.len() < 2 {
            return self.misuse("there is no other person: register one before this step");
        }
        self.people.rotate_left(1);
        Ok(())
    }

    /// Adds the state of the current identification to the evidence, if the target shows it.
    pub async fn explain_failure(&mut self) {
        let identification = self.people.last().and_then(|it| it.identifications.last());
        let Some(id) = identification.map(|it| it.id.clone()) else { return };
        let Ok(session) = self.session().await else { return };
        // The failed check is reported with or without it.
        let _ = session.show_state(&id).await;
    }

    /// Gives a name to the current person.
    pub fn name_person(&mut self, name: &str) {
        if let Some(person) = self.people.last() {
            self.names.insert(name.to_owned(), person.id.clone());
        }
    }

    /// Makes the person with this name the current one.
    ///
    /// # Errors
    /// When nobody has this name.
    pub fn turn_to(&mut self, name: &str) -> Result<(), StepFailure> {
        let id = self.names.get(name);
        let at = id.and_then(|id| self.people.iter().position(|it| it.id == *id));
        let Some(at) = at else { return self.misuse(format!("nobody is named \"{name}\"")) };
        let person = self.people.remove(at);
        self.people.push(person);
        Ok(())
    }

    /// Turns to another identification of this person, or else to the next person.
    pub(in crate::steps) fn turn_to_other_identification(&mut self) -> Step {
        match self.people.last_mut() {
            Some(person) if person.identifications.len() > 1 => {
                person.identifications.rotate_left(1);
                Ok(())
            }
            _ => self.turn_to_next_person(),
        }
    }
}
