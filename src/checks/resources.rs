//! The resources that an answer shows.

use serde_json::Value;

use crate::api::Status;
use crate::evidence::Reply;

use super::expectation::{Expectation, shown};
use super::forms::{self, Forms};

/// Kind of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A person.
    Person,
    /// A mobile number.
    MobileNumber,
    /// An identification.
    Identification,
    /// An account snapshot.
    Snapshot,
    /// An attempt.
    Attempt,
    /// A document.
    Document,
    /// A webhook subscription.
    Subscription,
}

/// A resource in an answer.
#[derive(Clone, Debug)]
pub struct ShownResource<'a> {
    /// Kind of the resource.
    pub kind: Kind,
    /// Path of it in the body, with a dot at its end unless it is the body.
    pub path: String,
    /// Members of the resource.
    pub value: &'a Value,
    /// Whether it is an entry of a list, which may show less.
    pub listed: bool,
}

impl ShownResource<'_> {
    /// A member.
    pub fn member(&self, name: &str) -> Option<&Value> {
        self.value.get(name)
    }

    /// A member that is a text.
    pub fn text(&self, name: &str) -> &str {
        self.member(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// Forms of its members.
    pub fn forms(&self) -> Forms {
        match self.kind {
            Kind::Person => vec![("id", forms::Form::Id("cper"))],
            Kind::MobileNumber => forms::mobile_number(),
            Kind::Identification => forms::identification(Status::named(self.text("status"))),
            Kind::Snapshot => forms::snapshot(),
            Kind::Attempt => forms::attempt(self.value["successful"] == true),
            Kind::Document => forms::document(),
            Kind::Subscription => forms::subscription(),
        }
    }
}

/// Kind of the resources that an operation shows.
pub fn kind_of(operation: &str) -> Option<Kind> {
    let (method, path) = operation.split_once(' ')?;
    let path = path.strip_prefix("/v1/")?;
    match path {
        "persons/{person_id}/bank_identification_attempts" => Some(Kind::Attempt),
        "webhooks" | "webhooks/{id}" if method != "DELETE" => Some(Kind::Subscription),
        "persons" | "persons/{person_id}" => Some(Kind::Person),
        _ if path.ends_with("/account_snapshot") => Some(Kind::Snapshot),
        _ if path.contains("/mobile_number") && method != "DELETE" => Some(Kind::MobileNumber),
        _ if path.contains("/identifications") => Some(Kind::Identification),
        _ => None,
    }
}

/// The resources in a successful answer. A change that awaits an authorisation shows none (C-43).
pub fn resources_in(reply: &Reply) -> Vec<ShownResource<'_>> {
    let Some(kind) =
        kind_of(&reply.operation).filter(|_| reply.is_success() && reply.status != 202)
    else {
        return Vec::new();
    };
    let Ok(body) = &reply.json else { return Vec::new() };
    let mut found = Vec::new();
    match body {
        Value::Array(items) => {
            let item = |(index, value)| {
                let path = format!("{index}.");
                ShownResource { kind, path, value, listed: kind == Kind::Identification }
            };
            found.extend(items.iter().enumerate().map(item));
        }
        value => found.push(ShownResource { kind, path: String::new(), value, listed: false }),
    }
    let documents = body.get("documents").and_then(Value::as_array).into_iter().flatten();
    found.extend(documents.enumerate().map(|(index, value)| {
        let path = format!("documents.{index}.");
        ShownResource { kind: Kind::Document, path, value, listed: false }
    }));
    found
}

/// The body is JSON and is not declared as anything else.
pub fn declared(reply: &Reply) -> Expectation<'_> {
    let content_type = reply.content_type();
    let declared =
        content_type.to_lowercase().contains("json") || content_type == "no content type";
    let expected = Expectation::of(reply);
    if reply.json.is_err() {
        return expected;
    }
    expected.unless(declared, "content-type", "application/json", content_type)
}

/// Every documented member has its documented form.
pub(super) fn formed<'a>(
    expected: Expectation<'a>,
    resource: &ShownResource<'a>,
) -> Expectation<'a> {
    resource.forms().into_iter().fold(expected, |expected, (name, form)| {
        let value = resource.member(name);
        let left_out = resource.listed && value.is_none();
        let path = format!("{}{name}", resource.path);
        expected.unless(left_out || form.fits(value), &path, &form.words(), shown(value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::reply;
    use serde_json::json;

    #[test]
    fn answers_show_resources_by_operation() {
        let identification = "GET /v1/persons/{person_id}/identifications/{id}";
        let body = json!({ "id": "1cidt", "documents": [{ "id": "2cdoc" }] });
        let answer = reply(identification, 200, &body);
        let kinds: Vec<Kind> = resources_in(&answer).iter().map(|it| it.kind).collect();
        assert_eq!(kinds, [Kind::Identification, Kind::Document]);
        for (operation, kind) in [
            ("PATCH /v1/persons/{person_id}", Some(Kind::Person)),
            ("POST /v1/persons/{person_id}/mobile_number/confirm", Some(Kind::MobileNumber)),
            ("DELETE /v1/persons/{person_id}/mobile_number", None),
            ("POST /v1/iban_lookups", None),
            ("GET /v1/webhooks", Some(Kind::Subscription)),
            ("GET the bank page", None),
        ] {
            assert_eq!(kind_of(operation), kind, "{operation}");
        }
        assert!(resources_in(&reply(identification, 404, &body)).is_empty());
    }
}
