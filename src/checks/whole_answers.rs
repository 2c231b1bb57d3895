//! All answers of a scenario together: each resource is shown whole, wherever it is shown, and no
//! answer contradicts another.

use crate::evidence::Reply;

use super::expectation::Expectation;
use super::history::History;

/// Reads of resources that no operation deletes.
const LASTING: [&str; 2] =
    ["GET /v1/persons/{person_id}", "GET /v1/persons/{person_id}/identifications/{id}"];

/// Compares the successful answers of a scenario, in their order: forms, and earlier answers. No shown
/// resource is gone later.
pub fn whole_answers(replies: &[Reply]) -> Vec<Expectation<'_>> {
    let mut history = History::default();
    let done = replies.iter().filter(|it| it.is_success() && is_of_api(it));
    done.map(|reply| history.compare(reply)).chain(gone(replies)).collect()
}

fn gone(replies: &[Reply]) -> impl Iterator<Item = Expectation<'_>> {
    let is_shown = |before: &[Reply], operation: &str| {
        before.iter().any(|it| it.operation == operation && it.is_success())
    };
    let found = replies.iter().enumerate().filter(move |(at, it)| {
        it.status == 404
            && LASTING.contains(&it.operation.as_str())
            && is_shown(&replies[..*at], &it.operation)
    });
    found.map(|(_, reply)| {
        Expectation::of(reply).unless(false, "status code", "the resource, as before", "404")
    })
}

/// Whether an operation of the API answered, and not the bank page or the token endpoint.
pub fn is_of_api(reply: &Reply) -> bool {
    reply.operation.contains(" /v1/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{paths, reply};
    use serde_json::{Value, json};

    const GET: &str = "GET /v1/persons/{person_id}/identifications/{id}";
    const LIST: &str = "GET /v1/persons/{person_id}/identifications";
    const CREATE: &str = "POST /v1/persons/{person_id}/identifications";

    fn created() -> Value {
        json!({
            "id": "1cidt", "status": "created", "method": "bank", "iban": "DE", "url": null,
            "reference": null, "terms_and_conditions_signed_at": "2020-07-07T11:36:29.000Z",
        })
    }

    fn with(changes: &Value) -> Value {
        let mut body = created();
        for (name, value) in changes.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        body
    }

    fn found(answers: &[(&str, Value)]) -> Vec<String> {
        let replies: Vec<Reply> =
            answers.iter().map(|(operation, body)| reply(operation, 200, body)).collect();
        whole_answers(&replies).into_iter().flat_map(paths).collect()
    }

    #[test]
    fn what_is_shown_whole_and_stays_passes() {
        let pending = with(&json!({ "status": "pending", "url": "https://a/b" }));
        let answers = [(CREATE, created()), (GET, pending), (LIST, json!([created()]))];
        assert_eq!(found(&answers[..2]), Vec::<String>::new());
        assert_eq!(found(&answers), ["0.status", "0.url"], "a list that is not up to date");
        assert_eq!(found(&[("GET the bank page", json!({}))]), Vec::<String>::new());
    }

    #[test]
    fn a_resource_that_was_shown_is_not_gone() {
        let replies = [reply(GET, 404, &json!({})), reply(GET, 200, &created())];
        assert!(whole_answers(&replies).into_iter().flat_map(paths).next().is_none());
        let replies = [reply(GET, 200, &created()), reply(GET, 404, &json!({}))];
        let found: Vec<_> = whole_answers(&replies).into_iter().flat_map(paths).collect();
        assert_eq!(found, ["status code"]);
    }

    #[test]
    fn forms_and_contradictions_are_found() {
        let rows: [(Value, &[&str]); 6] = [
            (json!({ "method": "BANK" }), &["method", "method"]),
            (json!({ "iban": "DF" }), &["iban"]),
            (json!({ "url": "https://a/b" }), &["url"]),
            (json!({ "reference": "null" }), &[]),
            (json!({ "completed_at": "2020-07-07T11:36:29.000Z" }), &["completed_at"]),
            (json!({ "terms_and_conditions_signed_at": "2020-07-07T11:36:29Z" }), &[]),
        ];
        for (changes, expected) in rows {
            assert_eq!(found(&[(CREATE, created()), (GET, with(&changes))]), expected, "{changes}");
        }
        let failed = |status: &str| {
            with(&json!({ "status": status, "failure_reason": "expired", "url": null }))
        };
        assert_eq!(
            found(&[(GET, failed("failed")), (GET, failed("failed"))]),
            Vec::<String>::new()
        );
        assert!(
            found(&[(GET, failed("failed")), (GET, failed("expired"))]).contains(&"status".into())
        );
    }

    #[test]
    fn lists_are_complete_and_without_others() {
        let other = with(&json!({ "id": "2cidt" }));
        let rows = [
            (json!([]), vec!["list"]),
            (json!([created(), created()]), vec!["list"]),
            (json!([created(), other]), vec!["1.id"]),
            (json!([{ "id": "1cidt" }]), vec![]),
        ];
        for (list, expected) in rows {
            assert_eq!(found(&[(CREATE, created()), (LIST, list.clone())]), expected, "{list}");
        }
    }

    #[test]
    fn documents_are_those_of_the_identification() {
        let listing = |id: &str, documents: &[&str]| {
            let item = |id: &&str| {
                json!({
                    "id": id, "name": "a", "content_type": "application/pdf", "size": 1,
                    "document_type": "QES_DOCUMENT", "customer_accessible": false,
                    "created_at": "2020-07-07T11:36:29.000Z",
                })
            };
            let documents: Vec<Value> = documents.iter().map(item).collect();
            (GET, with(&json!({ "id": id, "documents": documents })))
        };
        let rows: [(&[&str], &[&str], &[&str]); 5] = [
            (&["1cdoc", "2cdoc"], &["3cdoc"], &[]),
            (&[], &[], &[]),
            (&["1cdoc", "1cdoc"], &["3cdoc"], &["documents"]),
            (&["2cdoc"], &["3cdoc"], &["documents"]),
            (&["1cdoc"], &["1cdoc"], &["documents"]),
        ];
        for (again, of_another, expected) in rows {
            let answers = [
                listing("1cidt", &["1cdoc"]),
                listing("1cidt", again),
                listing("2cidt", of_another),
            ];
            assert_eq!(found(&answers), expected, "{again:?} {of_another:?}");
        }
    }

    #[test]
    fn an_attempt_stays_listed() {
        let attempts = |id: &str| {
            let attempt = json!({
                "id": id, "person_id": "1cper", "identification_id": "1cidt", "iban": "DE",
                "successful": false, "failure_reason": null,
                "created_at": "2020-07-07T11:36:29.000Z",
            });
            ("GET /v1/persons/{person_id}/bank_identification_attempts", json!([attempt]))
        };
        assert_eq!(found(&[attempts("1iatm"), attempts("1iatm")]), [""; 0]);
        assert_eq!(found(&[attempts("1iatm"), attempts("2iatm")]), ["list"]);
    }

    #[test]
    fn a_snapshot_keeps_its_id_and_no_other_has_it() {
        let of = |id: &str| (GET, with(&json!({ "id": id })));
        let snapshot = |id: &str| {
            let body = json!({ "id": id, "status": "failed", "provider": "F", "iban": "DE" });
            ("GET /v1/persons/{person_id}/identifications/{id}/account_snapshot", body)
        };
        let rows: [(&str, &str, &[&str]); 4] = [
            ("1cidt", "1snap", &[]),
            ("1cidt", "2snap", &["id"]),
            ("2cidt", "2snap", &[]),
            ("2cidt", "1snap", &["id"]),
        ];
        for (identification, id, expected) in rows {
            let answers = [of("1cidt"), snapshot("1snap"), of(identification), snapshot(id)];
            assert_eq!(found(&answers), expected, "{identification} {id}");
        }
    }

    #[test]
    fn a_snapshot_is_of_the_identification_before() {
        let snapshot = |iban: Value| {
            let body = json!({ "id": "1snap", "status": "pending", "provider": "F", "iban": iban });
            ("GET /v1/persons/{person_id}/identifications/{id}/account_snapshot", body)
        };
        for (iban, expected) in
            [(json!("DE"), vec![]), (Value::Null, vec![]), (json!("AT"), vec!["iban"])]
        {
            assert_eq!(found(&[(GET, created()), snapshot(iban)]), expected);
        }
    }
}
