//! Documents of a finished identification (Step 5).

use jiff::Timestamp;
use serde_json::Value;

use crate::evidence::Reply;

use super::expectation::{Expectation, Member, not_found, shown};

/// Type of the document to sign.
pub const UNSIGNED_DOCUMENT: &str = "QES_DOCUMENT";
/// Type of the signed document.
pub const SIGNED_DOCUMENT: &str = "SIGNED_QES_DOCUMENT";

/// Length of the end of a PDF file that must contain the end mark.
const PDF_TAIL_BYTES: usize = 1024;

const BOTH: [&str; 2] = [UNSIGNED_DOCUMENT, SIGNED_DOCUMENT];

fn position(listed: &Reply, kind: &str) -> Option<usize> {
    let documents = listed.member("documents")?.as_array()?;
    documents.iter().position(|document| document["document_type"] == kind)
}

fn member<'a>(listed: &'a Reply, kind: &str, name: &str) -> Option<&'a Value> {
    listed.member(&format!("documents.{}.{name}", position(listed, kind)?))
}

fn text<'a>(listed: &'a Reply, kind: &str, name: &str) -> Option<&'a str> {
    member(listed, kind, name)?.as_str()
}

/// The id of the document of this type.
pub fn document_id<'a>(listed: &'a Reply, kind: &str) -> Option<&'a str> {
    text(listed, kind, "id")
}

/// Whether a signed document is listed.
pub fn lists_signed_document(listed: &Reply) -> bool {
    position(listed, SIGNED_DOCUMENT).is_some()
}

fn kinds(listed: &Reply) -> String {
    let Some(documents) = listed.member("documents").and_then(Value::as_array) else {
        return shown(listed.member("documents"));
    };
    let kinds: Vec<String> = documents.iter().map(|it| shown(it.get("document_type"))).collect();
    format!("{} documents: {}", kinds.len(), kinds.join(", "))
}

/// Both documents are listed with every member, and with two ids (BI-119, BI-122, BI-123).
pub fn complete_documents<'a>(listed: &'a Reply, _id: &str, _now: Timestamp) -> Expectation<'a> {
    let expected = BOTH.into_iter().fold(Expectation::of(listed).done(200), |it, kind| {
        let Some(index) = position(listed, kind) else {
            return it.unless(false, "documents", &format!("a {kind}"), kinds(listed));
        };
        let path = |name: &str| format!("documents.{index}.{name}");
        it.members(&[
            (&path("id"), Member::Id("cdoc")),
            (&path("name"), Member::SomeText),
            (&path("content_type"), Member::Text("application/pdf")),
            (&path("size"), Member::Positive),
            (&path("customer_accessible"), Member::Boolean),
            (&path("created_at"), Member::Timestamp),
        ])
    });
    let [unsigned, signed] = BOTH.map(|kind| document_id(listed, kind));
    let differ = unsigned.is_none() || unsigned != signed;
    expected.unless(differ, "documents.*.id", "two different ids", "the same id")
}

/// Maximum age of the documents of an identification, in hours: its life, and a day.
const OLDEST_HOURS: i64 = 31 * 24;

/// The unsigned document was not created after the signed one, which completes the identification
/// (BI-125). Neither is created after `now`, the time of the target, or before the identification.
pub fn ordered_documents<'a>(listed: &'a Reply, _id: &str, now: Timestamp) -> Expectation<'a> {
    let at = |text: Option<&str>| text.and_then(|it| it.parse::<Timestamp>().ok());
    let [unsigned, signed] = BOTH.map(|kind| at(text(listed, kind, "created_at")));
    let completed = at(listed.text("completed_at"));
    let apart =
        |(one, other): (Timestamp, Timestamp)| one.duration_since(other).abs().as_secs() > 1;
    let words = |it: Option<Timestamp>| it.map_or("no time".to_owned(), |it| it.to_string());
    let ordered = unsigned.is_some() && unsigned <= signed;
    let actual = format!("{} and {}", words(unsigned), words(signed));
    let freedom = "signed and completed at different times";
    let early = |(unsigned, completed): (Timestamp, Timestamp)| {
        unsigned.duration_since(completed).as_secs() > 1
    };
    let future = signed.is_some_and(|it| it.duration_since(now).as_hours() > 0);
    let old = unsigned.is_some_and(|it| now.duration_since(it).as_hours() > OLDEST_HOURS);
    let done_early = unsigned.zip(completed).is_some_and(early);
    Expectation::of(listed)
        .done(200)
        .unless(ordered, "documents.*.created_at", "unsigned, then signed", actual)
        .unless(!future, "documents.*.created_at", "no time to come", words(signed))
        .unless(!old, "documents.*.created_at", "a time of this identification", words(unsigned))
        .unless(
            !done_early,
            "completed_at",
            "a time after that of the unsigned document",
            words(completed),
        )
        .freedom(signed.zip(completed).is_some_and(apart), freedom, "completed_at")
}

/// Names contain the `id` of the identification, and that of the signed document begins with
/// `SIGNED_` (BI-124). Partners with other contracts have other names, so that another form is a
/// deviation. A name must always show the identification and whether the document is signed.
pub fn named_documents<'a>(listed: &'a Reply, id: &str, _now: Timestamp) -> Expectation<'a> {
    let stem = format!("{id}_prepared_for_signing_");
    let [unsigned, signed] = BOTH.map(|kind| text(listed, kind, "name"));
    let names: Vec<&str> = [unsigned, signed].into_iter().flatten().collect();
    let printed = unsigned.is_some_and(|it| it.starts_with(&stem))
        && signed.is_some_and(|it| it.starts_with(&format!("SIGNED_{stem}")));
    let recognisable = !names.is_empty() && names.iter().all(|it| it.contains(id));
    let marked = signed.is_none_or(|it| it.starts_with("SIGNED_"));
    let swapped = unsigned.is_some_and(|it| it.starts_with("SIGNED_"));
    let all = listed.member("documents").and_then(Value::as_array).into_iter().flatten();
    let foreign = all.filter_map(|it| it["name"].as_str()).any(|it| names_another(it, id));
    let (path, actual) = ("documents.*.name", names.join(" and "));
    let form = "names that carry the identification's id";
    let seen = if names.is_empty() { kinds(listed) } else { actual.clone() };
    Expectation::of(listed)
        .done(200)
        .unless(!swapped && marked, path, "SIGNED_ for the signed one only", &*actual)
        .unless(!foreign, path, "this identification's id", &*actual)
        .unless(recognisable, path, form, seen)
        .freedom(!printed, "another name than the printed one", "documents.0.name")
}

/// The documents have names (BI-104), from which a reader sees whether a report or contracts were
/// signed.
pub fn titled_documents(listed: &Reply) -> Expectation<'_> {
    let documents = listed.member("documents").and_then(Value::as_array);
    let is_named = |it: &Value| it["name"].as_str().is_some_and(|name| !name.is_empty());
    let holds = documents.is_some_and(|it| !it.is_empty() && it.iter().all(is_named));
    let actual = what_was_signed(listed, "");
    Expectation::of(listed).done(200).unless(holds, "documents.*.name", "names", actual)
}

/// The names of the documents without the `id` of the identification, for a report (BI-104).
pub fn what_was_signed(listed: &Reply, id: &str) -> String {
    let documents = listed.member("documents").and_then(Value::as_array);
    let names = documents.into_iter().flatten().map(|it| shown(it.get("name")));
    let names = names.collect::<Vec<_>>().join(" and ");
    let names = if id.is_empty() { names } else { names.replace(id, "ID") };
    format!("what was signed is {names}")
}

/// Whether a name contains the id of another identification.
fn names_another(name: &str, id: &str) -> bool {
    let mut parts = name.split(|it: char| !it.is_ascii_alphanumeric());
    parts.any(|it| it.len() == id.len() && it.ends_with("cidt") && it != id)
}

/// No signed document is listed before the TAN (BI-122).
pub fn no_signed_document(listed: &Reply) -> Expectation<'_> {
    let none = !lists_signed_document(listed);
    let expected = Expectation::of(listed).done(200);
    expected.unless(none, "documents", "no SIGNED_QES_DOCUMENT", kinds(listed))
}

/// Documents are listed on request (BI-119).
pub fn listed_documents(listed: &Reply) -> Expectation<'_> {
    let documents = listed.member("documents");
    let is_list = documents.is_some_and(Value::is_array);
    Expectation::of(listed).done(200).unless(is_list, "documents", "a list", shown(documents))
}

/// No documents are listed if the request excludes them, unless the target always lists them
/// (C-25).
pub fn unlisted_documents<'a>(hidden: &'a Reply, plain: &Reply) -> Expectation<'a> {
    let lists = |reply: &Reply| {
        let documents = reply.member("documents").and_then(Value::as_array);
        documents.is_some_and(|it| !it.is_empty())
    };
    let always = lists(plain);
    let actual = kinds(hidden);
    Expectation::of(hidden)
        .done(200)
        .unless(!lists(hidden) || always, "documents", "none with include_documents=false", actual)
        .freedom(lists(hidden) && always, "documents that are always listed", "documents")
}

/// A document of this type is listed with its id.
fn listed_document<'a>(listed: &'a Reply, kind: &str) -> Expectation<'a> {
    let found = document_id(listed, kind).is_some();
    Expectation::of(listed).unless(found, "documents", &format!("a {kind}"), kinds(listed))
}

/// The document of this type was downloaded as `file` and is a PDF (BI-129); another size than
/// listed is a freedom, unless the file is damaged.
pub fn downloaded_document<'a>(listed: &'a Reply, kind: &str, file: &'a Reply) -> Expectation<'a> {
    if document_id(listed, kind).is_none() {
        return listed_document(listed, kind);
    }
    let content_type = file.content_type();
    let actual = format!("{} bytes of {content_type}", file.body.len());
    let is_pdf = content_type.eq_ignore_ascii_case("application/pdf");
    let size = member(listed, kind, "size").and_then(Value::as_u64);
    let end = file.body.len().saturating_sub(PDF_TAIL_BYTES);
    let begins = file.body.starts_with(b"%PDF");
    let ends = file.body[end..].windows(5).any(|it| it == b"%%EOF");
    let other_size = size.is_some_and(|it| it != file.body.len() as u64);
    let damaged = other_size && begins && !has_its_table(&file.body);
    let listed_size = format!("the file that was listed with {} bytes", size.unwrap_or_default());
    let bytes = format!("{} bytes whose table of contents is elsewhere", file.body.len());
    Expectation::of(file)
        .unless(!damaged, "body", &listed_size, bytes)
        .unless(file.is_success(), "status code", "200", file.brief())
        .unless(begins, "body", "a PDF (it begins with %PDF)", actual)
        .unless(ends || !begins, "body", "a whole PDF (%%EOF is near its end)", "no %%EOF")
        .unless(is_pdf, "content-type", "application/pdf", content_type)
        .freedom(other_size, "a file of another size than listed", "body")
}

/// Whether the table of a PDF is where its end says, as far as it says so. Converted line ends move it.
fn has_its_table(pdf: &[u8]) -> bool {
    let mark = b"startxref";
    let Some(at) = pdf.windows(mark.len()).rposition(|it| it == mark) else { return true };
    let rest = pdf[at + mark.len()..].trim_ascii_start();
    let digits = rest.iter().take_while(|it| it.is_ascii_digit()).count();
    let place = std::str::from_utf8(&rest[..digits]).ok().and_then(|it| it.parse::<usize>().ok());
    let Some(place) = place.filter(|it| *it > 0) else { return true };
    let table = pdf.get(place..).unwrap_or_default();
    table.starts_with(b"xref") || table.first().is_some_and(u8::is_ascii_digit)
}

/// The signed file is not the unsigned one (BI-125).
pub fn signed_file<'a>(unsigned: &Reply, signed: &'a Reply) -> Expectation<'a> {
    let differ = unsigned.body != signed.body;
    Expectation::of(signed).unless(differ, "body", "another file than the unsigned one", "the same")
}

/// The listed document of this type was requested as `file` under another person and is not found
/// (BI-155).
pub fn hidden_document<'a>(listed: &'a Reply, kind: &str, file: &'a Reply) -> Expectation<'a> {
    if document_id(listed, kind).is_none() {
        return listed_document(listed, kind);
    }
    not_found(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::samples::{paths, refusal, reply};
    use http::{HeaderMap, HeaderValue};
    use serde_json::json;

    #[test]
    fn unwanted_documents_are_not_listed() {
        let none = reply("GET /x", 200, &json!({ "documents": [] }));
        let some = reply("GET /x", 200, &json!({ "documents": [{}] }));
        let rows: [(&Reply, &Reply, &[&str], usize); 3] =
            [(&none, &none, &[], 0), (&some, &none, &["documents"], 0), (&some, &some, &[], 1)];
        for (hidden, plain, expected, freedoms) in rows {
            let (check, deviations) = unlisted_documents(hidden, plain).conclude("x");
            let found: Vec<_> = check.mismatches.iter().map(|it| it.path.as_str()).collect();
            assert_eq!((found.as_slice(), deviations.len()), (expected, freedoms));
        }
    }

    const ID: &str = "0000000000000000000000000000abcdcidt";

    fn document(kind: &str, number: u32, name: &str) -> Value {
        json!({
            "document_type": kind, "id": format!("{number:032}cdoc"), "name": name,
            "content_type": "application/pdf", "size": 4, "customer_accessible": false,
            "created_at": format!("2024-01-01T12:00:0{number}.000Z"),
        })
    }

    fn answer(documents: &[Value]) -> Reply {
        let completed = "2024-01-01T12:00:02.000Z";
        let body = json!({ "documents": documents, "completed_at": completed });
        reply("GET /x/{id}", 200, &body)
    }

    fn both(unsigned: &str, signed: &str) -> Reply {
        let unsigned = document(UNSIGNED_DOCUMENT, 1, unsigned);
        answer(&[unsigned, document(SIGNED_DOCUMENT, 2, signed)])
    }

    fn now() -> Timestamp {
        "2024-01-01T12:10:00Z".parse().unwrap()
    }

    #[test]
    fn both_documents_are_complete_and_ordered() {
        let (first, second) =
            (document(UNSIGNED_DOCUMENT, 1, "a"), document(SIGNED_DOCUMENT, 2, "b"));
        let mut small = second.clone();
        small["size"] = 0.into();
        let mut early = second.clone();
        early["created_at"] = "2024-01-01T11:00:00.000Z".into();
        let mut late = second.clone();
        late["created_at"] = "2024-01-02T12:00:00.000Z".into();
        let mut old = first.clone();
        old["created_at"] = "1970-01-01T00:00:00.000Z".into();
        let mut same = second.clone();
        same["id"] = first["id"].clone();
        let rows: [(&[Value], &[&str], &[&str]); 7] = [
            (&[old, second.clone()], &[], &["documents.*.created_at"]),
            (&[first.clone(), second], &[], &[]),
            (&[first.clone(), late], &[], &["documents.*.created_at"]),
            (&[first.clone(), small], &["documents.1.size"], &[]),
            (&[first.clone(), early], &[], &["documents.*.created_at"]),
            (&[first.clone(), same], &["documents.*.id"], &[]),
            (std::slice::from_ref(&first), &["documents"], &["documents.*.created_at"]),
        ];
        for (documents, complete, ordered) in rows {
            let listed = answer(documents);
            assert_eq!(paths(complete_documents(&listed, ID, now())), complete);
            assert_eq!(paths(ordered_documents(&listed, ID, now())), ordered);
        }
        assert!(paths(listed_documents(&answer(&[]))).is_empty());
        assert_eq!(paths(listed_documents(&reply("GET /x", 200, &json!({})))), ["documents"]);
        assert_eq!(paths(no_signed_document(&both("a", "b"))), ["documents"]);
        assert!(paths(no_signed_document(&answer(&[first]))).is_empty());
    }

    #[test]
    fn what_was_signed_has_a_name() {
        let named = json!({ "documents": [{ "name": "7_kyc.pdf" }, { "name": "loan.pdf" }] });
        let named = reply("GET /x", 200, &named);
        assert!(paths(titled_documents(&named)).is_empty());
        assert_eq!(
            what_was_signed(&named, "7"),
            "what was signed is \"ID_kyc.pdf\" and \"loan.pdf\""
        );
        for documents in [json!([]), json!([{ "name": "" }]), json!([{ "id": "1" }]), json!(null)] {
            let unnamed = reply("GET /x", 200, &json!({ "documents": documents }));
            assert_eq!(paths(titled_documents(&unnamed)), ["documents.*.name"]);
        }
    }

    #[test]
    fn documents_are_named_after_the_identification() {
        let other = format!("{}cidt", "1".repeat(32));
        let name = |id: &str, kind: &str, number| {
            document(kind, number, &format!("{id}_prepared_for_signing_{number}"))
        };
        let strangers = [
            name(ID, UNSIGNED_DOCUMENT, 1),
            name(&format!("SIGNED_{ID}"), SIGNED_DOCUMENT, 2),
            name(&other, UNSIGNED_DOCUMENT, 3),
        ];
        let rows: [(Reply, usize); 8] = [
            (answer(&strangers), 1),
            (
                both(
                    &format!("{ID}_prepared_for_signing_1"),
                    &format!("SIGNED_{ID}_prepared_for_signing_1"),
                ),
                0,
            ),
            (both("contract.pdf", "SIGNED_contract.pdf"), 1),
            (both("contract.pdf", "other.pdf"), 2),
            (both(ID, ID), 1),
            (both(&format!("SIGNED_{ID}"), ID), 1),
            (both(&format!("{ID}-{other}"), ID), 2),
            (answer(&[]), 1),
        ];
        for (listed, mismatches) in rows {
            let found = paths(named_documents(&listed, ID, now()));
            assert_eq!(found.len(), mismatches, "{:?}", listed.json);
        }
    }

    #[test]
    fn documents_are_downloaded_as_pdf() {
        let file = |kind: &'static str, body: &[u8]| {
            let headers = HeaderMap::from_iter([(
                http::header::CONTENT_TYPE,
                HeaderValue::from_static(kind),
            )]);
            Reply::new("GET /x/file".into(), 0, 200, headers, body.to_vec())
        };
        let listed = both("a", "b");
        let rows: [(Reply, &[&str]); 6] = [
            (file("application/pdf", b"%PDF-1.7 %%EOF"), &[]),
            (file("application/pdf", b"%PDF xref startxref 5 %%EOF"), &[]),
            (file("application/pdf", b"%PDF  xref startxref 5 %%EOF"), &["body"]),
            (file("application/pdf", b"%PDF-1.7"), &["body"]),
            (file("text/html", b"%PDF %%EOF"), &["content-type"]),
            (file("application/pdf", b"<html>"), &["body"]),
        ];
        for (file, expected) in rows {
            assert_eq!(paths(downloaded_document(&listed, SIGNED_DOCUMENT, &file)), expected);
        }
        let hidden = |file: &Reply| paths(hidden_document(&listed, SIGNED_DOCUMENT, file));
        assert!(hidden(&refusal(404, "x")).is_empty());
        assert_eq!(hidden(&file("application/pdf", b"%PDF")), ["status code"]);
        let none = answer(&[]);
        assert_eq!(paths(hidden_document(&none, SIGNED_DOCUMENT, &none)), ["documents"]);
        assert_eq!(paths(downloaded_document(&none, SIGNED_DOCUMENT, &none)), ["documents"]);
    }
}
