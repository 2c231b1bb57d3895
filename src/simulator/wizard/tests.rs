//! The hosted page, as a program sees it.

use scraper::{Html, Selector};

use crate::api::MockedIban;
use crate::simulator::tests::{ApiCaller, form};

fn selected(page: &str, selector: &str) -> usize {
    Html::parse_document(page).select(&Selector::parse(selector).unwrap()).count()
}

async fn session(caller: &ApiCaller, path: &str) -> String {
    let url = caller.get(path).await.json()["url"].as_str().unwrap().to_owned();
    let (base, query) = url.split_once('?').unwrap();
    assert_eq!(base, "http://simulator.test/index.html");
    query.to_owned()
}

#[tokio::test]
async fn two_forms_and_a_last_page() {
    let caller = ApiCaller::new();
    let path = caller.requested(MockedIban::Good.iban()).await;
    let session = session(&caller, &path).await;
    let login = caller.get(&format!("/index.html?{session}")).await;
    assert_eq!(
        (login.status, login.headers["content-type"].to_str().unwrap()),
        (200, "text/html; charset=utf-8")
    );
    assert!(login.headers.contains_key("content-security-policy"));
    assert_eq!(selected(&login.text, "form input[type=hidden]"), 2);
    assert_eq!(selected(&login.text, "label[for=account_number], label[for=pin], button"), 3);
    let empty = caller.send("POST", "/index.html", form(&session, "account_number=&pin=")).await;
    assert_eq!((empty.status, selected(&empty.text, "[role=alert]")), (422, 1));
    let early = caller.send("POST", "/index.html", form(&session, "tan=1")).await;
    assert_eq!(selected(&early.text, "#pin"), 1);
    let transfer =
        caller.send("POST", "/index.html", form(&session, "account_number=1&pin=2")).await;
    assert!(transfer.text.contains("5 cent"));
    assert_eq!(selected(&transfer.text, "form #tan"), 1);
    assert_eq!(caller.status(&path).await, "pending");
    let last = caller.send("POST", "/index.html", form(&session, "tan=123")).await;
    assert!(last.text.contains("successful"));
    assert_eq!(selected(&last.text, "form"), 0);
    assert_eq!(caller.status(&path).await, "authorization_required");
    let again = caller.get(&format!("/index.html?{session}")).await;
    assert!(again.text.contains("successful"));
}

#[tokio::test]
async fn a_failing_account_says_so_and_a_joint_one_does_not() {
    for (mocked, word) in [(MockedIban::SnapshotFails, "failed"), (MockedIban::Joint, "successful")]
    {
        let caller = ApiCaller::new();
        let path = caller.requested(mocked.iban()).await;
        assert!(caller.pay(&path).await.text.contains(word));
        assert_eq!(caller.status(&path).await, "failed");
    }
}

#[tokio::test]
async fn unknown_and_dead_sessions_have_pages() {
    let caller = ApiCaller::new();
    for query in [
        "",
        "?wizard_session_key=x&interface_id=y",
        "?wizard_session_key=%C3%BC%C3%BC%C3%BC%C3%BC%C3%BC",
    ] {
        let page = caller.get(&format!("/index.html{query}")).await;
        assert_eq!(page.status, 404, "{query}");
        assert!(page.text.contains("Unknown session"));
    }
    let path = caller.requested(MockedIban::Good.iban()).await;
    let session = session(&caller, &path).await;
    let wrong = session.split("&interface_id=").next().unwrap();
    assert_eq!(caller.get(&format!("/index.html?{wrong}&interface_id=zzzz")).await.status, 404);
    caller.wait(600_000);
    let dead = caller.get(&format!("/index.html?{session}")).await;
    assert!(dead.text.contains("expired") && selected(&dead.text, "form") == 0);
}
