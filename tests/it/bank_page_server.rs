//! A bank with pages that are hard to use: made by scripts, late, framed, with the wrong button first.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::{get, post};
use bankident_conformance::client::wait_real_time;

const SCRIPTED: &str = "<!doctype html><title>x</title><body><script>
setTimeout(() => {
  document.body.innerHTML = '<button>Help</button><label>Account <input></label><button>NEXT</button>';
  document.querySelectorAll('button')[1].onclick = () =>
    location.href = '/page/done?' + document.querySelector('input').value;
}, 700);
</script>";

const FETCHING: &str = "<!doctype html><body><main><form><label>TAN <input required></label>
<button>Confirm</button></form></main><script>
console.error('a word of the console');
document.forms[0].onsubmit = async (event) => {
  event.preventDefault();
  const tan = document.querySelector('input').value;
  document.querySelector('main').textContent = '…';
  await fetch('/slow', { method: 'POST', body: 'tan=' + tan });
  document.querySelector('main').textContent = 'Thank you';
};
</script>";

const CANCEL_FIRST: &str = "<!doctype html><body><form method=post action=/got>
<button name=button value=cancel>Cancel</button>
<input name=account aria-label='Your IBAN'><input name=pin type=password maxlength=4 placeholder=PIN>
<input name=trap style='display:none'><input name=fixed value=kept>
<select name=bank><option value=''>?</option><option value=solaris>Solaris</option></select>
<label><input type=checkbox name=terms required> I agree</label>
<button name=button value=next>Weiter</button></form>";

const FRAMED: &str =
    "<!doctype html><h1>Your bank</h1><iframe src=/page/late width=600 height=300></iframe>";

const LATE: &str =
    "<!doctype html><form method=post action=/slow><label>Account <input name=account>
</label><label>PIN <input name=pin></label><button>Log in</button></form>";

const EMPTY: &str =
    "<!doctype html><title>Bank</title><p>Welcome to your bank 24</p><script></script>";

const CLOSED: &str = "<!doctype html><p>Closed on 24.12.</p>";

const HALFWAY: &str = "<!doctype html><form method=post action=/drawn><input name=account>
<button>Log in</button></form>";

const DRAWN: &str = "<!doctype html><title>Bank</title><body><script>
document.body.innerHTML =
  '<form method=post action=/got><input name=tan><button>Confirm</button></form>';
</script>";

const OUTSIDE: &str = "<!doctype html><form id=language action=/page/outside><select name=l>
<option value=de>DE</option></select><button>OK</button></form>
<form id=login action=/page/closed></form><main><input form=login type=hidden name=key value=k>
<label>Account <input form=login name=account></label>
<label>PIN <input form=login name=pin type=password></label>
<button form=login name=go value=cancel formaction=/page/closed>Cancel</button>
<button form=login name=go value=next formaction=/got formmethod=post>NEXT</button></main>";

const UNCHANGED: &str = "<!doctype html><h1>Log in</h1><form action=/page/unchanged>
<input type=hidden name=token value=1><input name=account><button>Log in</button></form>";

const DISABLED: &str = "<!doctype html><h1>Log in</h1><form method=post action=/got>
<fieldset disabled><input name=account></fieldset><button>Log in</button></form>";

const UNNAMED_LATER: &str = "<!doctype html><form method=post action=/unnamed><input name=account>
<button>Log in</button></form>";

const UNNAMED: &str =
    "<!doctype html><h1>Your TAN</h1><form><input id=tan><button>OK</button></form>";

const BUTTON_ONLY: &str = "<!doctype html><h1>Cookies</h1><form method=post action=/got>
<button name=cookies value=all>Accept</button></form>";

const DEAF: &str = "<!doctype html><label>TAN <input></label><button>NEXT</button>";

const MINDFUL: &str = "<!doctype html><body><script>
if (localStorage.seen || document.cookie) document.body.textContent = 'I know you';
else {
  localStorage.seen = 1;
  document.cookie = 'seen=1';
  document.body.innerHTML = '<form action=/page/done><input name=account><button>NEXT</button></form>';
}
</script>";

/// The bank, and what it was sent.
pub struct Bank {
    pub url: String,
    got: Got,
}

type Got = Arc<Mutex<Vec<String>>>;

impl Bank {
    /// Opens it; it goes away with the runtime.
    pub async fn open() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/page", listener.local_addr().unwrap());
        let got = Got::default();
        let app = Router::new()
            .route("/page/{name}", get(page))
            .route("/got", post(take))
            .route("/slow", post(take_slowly))
            .route("/drawn", post(async || Html(DRAWN)))
            .route("/unnamed", post(async || Html(UNNAMED)))
            .with_state(Arc::clone(&got));
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, got }
    }

    /// Requests received since the last call.
    pub fn got(&self) -> Vec<String> {
        std::mem::take(&mut *self.got.lock().unwrap())
    }
}

async fn page(Path(name): Path<String>) -> Response {
    let text = match name.as_str() {
        "scripted" => SCRIPTED,
        "fetching" => FETCHING,
        "cancel-first" => CANCEL_FIRST,
        "framed" => FRAMED,
        "late" => LATE,
        "deaf" => DEAF,
        "empty" => EMPTY,
        "closed" => CLOSED,
        "halfway" => HALFWAY,
        "mindful" => MINDFUL,
        "outside" => OUTSIDE,
        "unchanged" => UNCHANGED,
        "disabled" => DISABLED,
        "unnamed-later" => UNNAMED_LATER,
        "button-only" => BUTTON_ONLY,
        "done" => "<p>Thank you</p><a href=/>Back</a>",
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    Html(text).into_response()
}

async fn take(State(got): State<Got>, body: Bytes) -> Html<&'static str> {
    got.lock().unwrap().push(String::from_utf8_lossy(&body).into_owned());
    Html("<p>Thank you</p><button type=button>Close</button>")
}

async fn take_slowly(got: State<Got>, body: Bytes) -> Html<&'static str> {
    wait_real_time(Duration::from_secs(3)).await;
    take(got, body).await
}
