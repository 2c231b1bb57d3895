use super::*;
use crate::evidence::{Payload, Unobserved};
use serde_json::json;

const IBAN: &str = "DE89370400440532013000";

fn redaction() -> Redaction {
    let public = ["+15550101", "DE11110101010100000020", "212212", "person@example.com"];
    let secrets = [("client secret", "s3cr3t-value".to_owned())];
    Redaction::new(public.map(str::to_owned).to_vec(), secrets)
}

fn text(text: &str) -> String {
    mask_text(&redaction(), text)
}

#[test]
fn secret_members_are_masked_at_any_depth() {
    let masked = mask_json(&redaction(), &json!({"a": [{"token": "123456", "id": "x"}]}));
    assert_eq!(masked, json!({"a": [{"token": "[masked token 1]", "id": "x"}]}));
    let camel = mask_json(&redaction(), &json!({"accessToken": ["a1", 7], "pin": 1234}));
    let expected = json!({
        "accessToken": ["[masked accessToken 1]", "[masked accessToken 2]"],
        "pin": "[masked pin 1]",
    });
    assert_eq!(camel, expected);
}

#[test]
fn documented_numbers_stay_readable_and_others_do_not() {
    let masked = mask_json(&redaction(), &json!([{"number": "+15550101"}, {"number": "+4917012"}]));
    assert_eq!(masked, json!([{"number": "+15550101"}, {"number": "[masked phone 1]"}]));
}

#[test]
fn equal_values_are_recognisably_equal_and_others_different() {
    let redaction = redaction();
    let body = json!([
        {"iban": IBAN}, {"iban": "FR7630006000011234567890189"}, {"note": format!("of {IBAN}")},
    ]);
    let expected = json!([
        {"iban": "[masked iban 1]"}, {"iban": "[masked iban 2]"}, {"note": "of [masked iban 1]"},
    ]);
    assert_eq!(mask_json(&redaction, &body), expected);
    assert_eq!(mask_text(&redaction, &format!("{IBAN}.")), "[masked iban 1].");
    assert_eq!(
        text("call 0151 57550004 or 01701234567"),
        "call [masked phone 1] or [masked phone 2]"
    );
    // Another scenario counts for itself, so that no order of scenarios shows.
    assert_eq!(text("FR76 3000 6000 0112 3456 7890 189 it is"), "[masked iban 1] it is");
}

#[test]
fn declared_secrets_vanish_in_every_form() {
    assert_eq!(text("a s3cr3t-value b"), "a [masked client secret 1] b");
    assert_eq!(text("in base64 aWQ6czNjcjN0LXZhbHVl."), "in base64 [masked client secret 1].");
    let redaction = Redaction::new(Vec::new(), [("client secret", "a/b \"ü\" 1234".to_owned())]);
    for form in ["a/b \"ü\" 1234", "a%2Fb%20%22%C3%BC%22%201234", r#"a/b \"ü\" 1234"#] {
        assert_eq!(mask_text(&redaction, &format!("<{form}>")), "<[masked client secret 1]>");
    }
    redaction.learn("tan", "482913");
    assert_eq!(mask_text(&redaction, "sent 482913, id 7482913"), "sent [masked tan 1], id 7482913");
}

#[test]
fn credentials_vanish_from_headers() {
    let header = |name: &str, value: &str| mask_header(&redaction(), name, value);
    assert_eq!(header("Authorization", "Bearer x"), "Bearer [masked token 1]");
    assert_eq!(header("Authorization", "Basic eDp5"), "[masked authorization 1]");
    assert_eq!(header("x-auth-token", "x"), "[masked x-auth-token 1]");
    assert_eq!(header("content-type", "text/html"), "text/html");
}

#[test]
fn keys_in_urls_are_masked_and_the_rest_of_the_url_stays() {
    let url = "http://h/index.html?wizard_session_key=abc&interface_id=da05";
    let masked = "http://h/index.html?wizard_session_key=[masked key 1]&interface_id=da05";
    assert_eq!(text(url), masked);
    assert_eq!(text("a key=value of mine"), "a key=value of mine");
    assert_eq!(text("https://me:hush@proxy:1/"), "https://[masked userinfo 1]@proxy:1/");
}

#[test]
fn what_looks_like_it_is_masked_in_texts() {
    for (plain, masked) in [
        ("Bearer abcDEF123456 ends", "Bearer [masked token 1] ends"),
        ("Basic dXNlcjpwYXNz", "Basic [masked basic credentials 1]"),
        ("eyJhbGciOi.eyJzdWIi.sig", "[masked token 1]"),
        ("Your TAN is 482913.", "Your TAN is [masked tan 1]."),
        ("OTP: 4829", "OTP: [masked tan 1]"),
        ("ask a.b+c@mail.example.org", "ask [masked email 1]"),
        ("u=a%40mail.example.org", "u=[masked email 1]"),
        ("call +49 170 1234567 now", "call [masked phone 1] now"),
        ("/?q=a%20%2B49%20170%201234567%20b", "/?q=a [masked phone 1] b"),
        ("q=%3Ftoken%3Dabc%26y", "q=?token=[masked key 1]&y"),
        ("n=%2B491701234567&x", "n=[masked phone 1]&x"),
        ("0049 170 1234567", "[masked phone 1]"),
        ("de89 3704 0044 0532 0130 00 was", "[masked iban 1] was"),
        ("x%20DE89370400440532013000", "x%20[masked iban 1]"),
        (
            r#"{"access_token": "abc", "a": 1"#,
            r#"{"access_token": "[masked access_token 1]", "a": 1"#,
        ),
        (r#"{"note": "tan 482913"#, r#"{"note": "tan [masked tan 1]"#),
        (r#"\"pin\":1234"#, r#"\"pin\":[masked pin 1]"#),
        ("client_secret=abc&x=1", "client_secret=[masked key 1]&x=1"),
    ] {
        assert_eq!(text(plain), masked);
    }
}

#[test]
fn what_only_looks_like_it_stays() {
    for plain in [
        "Bearer authentication is required",
        "the basic settings",
        "a status of 404 at 2026-11-23T10:00:00.123+02:00",
        "00000000000000000000000000000000cper",
        "ab12cd34ef56ab12cd34ef56ab12cd34cidt",
        "DE11110101010100000020 and +15550101 and 212212",
        "person@example.com",
        "AB12 CDEF 1234 5678",
        "1.5 of 100000000 bytes",
        "http://h/a%20b?c=d%2Fe&f=100%",
        "20261123T101500Z-1a2b",
    ] {
        assert_eq!(text(plain), plain);
    }
}

#[test]
fn masking_twice_changes_nothing() {
    let redaction = redaction();
    redaction.learn("token", "masked0123");
    let plain =
        format!("Bearer abcDEF123456, {IBAN}, s3cr3t-value, ?key=x, masked0123 +4917012345");
    let once = mask_text(&redaction, &plain);
    assert_eq!(mask_text(&redaction, &once), once);
    assert_eq!(once.matches("[masked ").count(), 6, "{once}");
}

#[test]
fn names_are_hidden_only_where_persons_may_be_real() {
    let body = json!({"first_name": "Käthe", "last_name": "Ostwald", "note": "OSTWALD, Käthe; Ostwaldweg"});
    assert_eq!(mask_json(&redaction(), &body), body);
    let hiding = redaction().hiding_names(true);
    let expected = json!({
        "first_name": "[masked name 1]",
        "last_name": "[masked name 2]",
        "note": "[masked name 3], [masked name 1]; Ostwaldweg",
    });
    assert_eq!(mask_json(&hiding, &body), expected);
    assert_eq!(mask_text(&hiding, "?n=K%C3%A4the"), "?n=[masked name 1]");
}

#[test]
fn a_quoted_value_is_masked_by_its_path() {
    let redaction = redaction();
    let masked = |path: &str, text: &str| mask_quoted(&redaction, path, text);
    assert_eq!(masked("documents[0].token", "\"abcdef\""), "[masked token 1]");
    assert_eq!(masked("access_token", "\"abcdefgh…"), "[masked access_token 1]");
    assert_eq!(masked("number", "\"+15550101\""), "\"+15550101\"");
    assert_eq!(masked("token", "absent"), "absent");
    assert_eq!(masked("body", "{\"a\": \"x s3cr3t-val…"), "{\"a\": \"x …");
}

#[test]
fn blank_values_stay() {
    assert_eq!(mask_json(&redaction(), &json!({"token": null})), json!({"token": null}));
    assert_eq!(mask_json(&redaction(), &json!({"number": " "})), json!({"number": " "}));
}

#[test]
fn a_cut_text_does_not_end_within_a_secret() {
    let mut body = Payload::Text { excerpt: "a s3cr3t-va".into(), length: 90 };
    record::mask_payload(&redaction(), &mut body);
    assert_eq!(body, Payload::Text { excerpt: "a ".into(), length: 90 });
}

#[test]
fn reasons_are_masked() {
    let mut why = Unobserved::Dependency { what: "x".into(), detail: "s3cr3t-value".into() };
    mask_unobserved(&redaction(), &mut why);
    assert_eq!(why.to_string(), "x: [masked client secret 1]");
}

#[test]
fn what_is_known_and_looks_like_it_too_has_one_placeholder() {
    let redaction = redaction();
    redaction.learn_here("wizard_session_key", "k3y-of-a-session");
    let url = "http://h/index.html?wizard_session_key=k3y-of-a-session&interface_id=6c56";
    let expected = url.replace("k3y-of-a-session", "[masked wizard_session_key 1]");
    assert_eq!(mask_text(&redaction, url), expected);
    assert_eq!(mask_text(&redaction, &expected), expected);
}
