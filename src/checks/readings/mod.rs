//! Recognises the documented reading that an observation fits: one pure function per
//! question, or two where a question can be observed in two ways.

mod answer;
mod errors;
mod identifications;
mod journeys;
mod persons;
mod signature;
mod table;
mod webhooks;

pub use answer::readings_of_answer;
pub use errors::{counted_attempts, counted_persons, defect_status, generic_status, status_type};
pub use identifications::{consent_age, documents_listed, iban_entry};
pub use journeys::{account_refusal, authorised_holder, schufa_call, schufa_refusal};
pub use persons::{
    address_state, cleared_industry, eligibility_reason, mandatory_members, way_of_changing,
};
pub use signature::{
    late_payment, may_have_time_left, password_length, payment_at_signature, payment_before_tan,
    second_start, swisscom_failure, tan_life, timer_of_late_payment, timer_of_late_signature,
    timer_of_started_signature, void_tan,
};
pub use table::{DocumentedReading, RECOGNISED};
pub use webhooks::{retries, snapshot_event};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::RECOGNISED;
    use crate::requirement::Catalogue;

    fn catalogue() -> Catalogue {
        Catalogue::parse(include_str!("../../../features/requirements.toml")).unwrap()
    }

    /// Every question of the catalogue with each of its readings that can be observed.
    fn observable(catalogue: &Catalogue) -> BTreeSet<(&str, &str)> {
        let questions = catalogue.ambiguities().filter(|it| it.unobservable.is_none());
        let readings = questions.flat_map(|it| it.readings.iter().map(|each| (&it.id, each)));
        let shown = readings.filter(|(_, each)| each.unobservable.is_none());
        shown.map(|(question, each)| (question.as_str(), each.id.as_str())).collect()
    }

    #[test]
    fn every_reading_of_the_catalogue_is_recognised_or_has_a_reason() {
        let catalogue = catalogue();
        let known: Vec<_> = RECOGNISED.iter().map(|it| (it.question, it.reading)).collect();
        let distinct: BTreeSet<_> = known.iter().copied().collect();
        assert_eq!(distinct, observable(&catalogue));
        assert_eq!(known.len(), distinct.len(), "a reading is listed twice");
    }

    #[test]
    fn questions_that_cannot_be_observed_have_a_reason() {
        let catalogue = catalogue();
        let recognised: BTreeSet<_> = RECOGNISED.iter().map(|it| it.question).collect();
        for question in catalogue.ambiguities() {
            let reason = question.unobservable.as_deref().unwrap_or_default();
            assert_ne!(recognised.contains(question.id.as_str()), reason.len() > 20);
        }
        let readings = catalogue.ambiguities().flat_map(|it| &it.readings);
        let reasons: Vec<&String> = readings.filter_map(|it| it.unobservable.as_ref()).collect();
        assert!(!reasons.is_empty() && reasons.iter().all(|it| it.len() > 20), "{reasons:?}");
    }
}
