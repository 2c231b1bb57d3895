//! Whether a person is identified, and who is like them.

use std::sync::Arc;

use super::TenantState;
use crate::api::Status;
use crate::simulator::machine::{Guard, IdentificationState, Mistake, Refusal};

impl TenantState {
    /// Whether the person was identified (BI-162).
    pub fn is_identified(&mut self, person_id: &str) -> Result<bool, Refusal> {
        if self.person(person_id)?.changed && !self.rules.enforces(Guard::StaysIdentified) {
            return Ok(false);
        }
        let rules = Arc::clone(&self.rules);
        let counts = |each: &IdentificationState| match each.status {
            Status::AuthorizationRequired | Status::ConfirmationRequired => {
                !rules.enforces(Guard::SignatureIdentifies)
            }
            Status::Failed => !each.tans.is_empty() && rules.makes(Mistake::FailureIdentifies),
            other => other == Status::Successful,
        };
        let mut persons = vec![person_id.to_owned()];
        if self.rules.makes(Mistake::NamesakeIdentified) {
            persons.extend(self.namesakes(person_id, &["first_name", "last_name"]));
        }
        for person in persons {
            if self.identifications_of(&person)?.into_iter().any(&counts) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Ids of the other persons who have these properties in common with a person.
    pub fn namesakes(&self, person_id: &str, common: &[&str]) -> Vec<String> {
        let of = |id: &str| self.persons.get(id).map(|it| &it.person.properties);
        let Some(own) = of(person_id) else { return Vec::new() };
        let equal = |id: &&String| {
            of(id).is_some_and(|it| common.iter().all(|name| it.get(*name) == own.get(*name)))
        };
        let others = self.person_order.iter().filter(|id| *id != person_id);
        others.filter(equal).cloned().collect()
    }
}
