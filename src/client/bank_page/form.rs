//! The main form of a page, filled in as a customer would.

use scraper::{ElementRef, Html, Selector};
use url::Url;

use crate::client::bank_page::words::{self, digits};

/// A form, filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HtmlForm {
    /// Address it is sent to.
    pub action: Url,
    /// Whether it is sent in the body (`POST`) or in the query (`GET`).
    pub post: bool,
    /// Its fields, including the pressed button.
    pub fields: Vec<(String, String)>,
    /// Number of fields that a customer has to type.
    pub typed: usize,
}

/// Returns the main form of the page, filled in, or `None` if it has no form. Any digits will do
/// (BI-099, BI-100); `start` says with which the numbers begin, so that two customers type different ones.
pub fn filled_form(html: &str, page: &Url, iban: &str, start: usize) -> Option<HtmlForm> {
    let document = Html::parse_document(html);
    let form = main_form(&document)?;
    let mut fields: Vec<(String, String)> = Vec::new();
    for control in select(&form, "input, select, textarea") {
        if let Some(field) = field(&control, iban, start)
            && !(is_choice(&control) && fields.iter().any(|(name, _)| *name == field.0))
        {
            fields.push(field);
        }
    }
    fields.extend(button(&form));
    let action = form.value().attr("action").filter(|action| !action.is_empty());
    let action = action.map_or_else(|| Ok(page.clone()), |action| page.join(action)).ok()?;
    let post = form.value().attr("method").is_some_and(|it| it.eq_ignore_ascii_case("post"));
    Some(HtmlForm { action, post, fields, typed: typed_fields(&form) })
}

/// Returns the form with most text fields, the first of equals, to skip a language switch.
fn main_form(document: &Html) -> Option<ElementRef<'_>> {
    let forms = select(&document.root_element(), "form").into_iter().filter(can_be_submitted);
    forms.rev().max_by_key(typed_fields)
}

/// Whether the form sends anything without scripts: it has a control, and its text fields have names.
fn can_be_submitted(form: &ElementRef<'_>) -> bool {
    let has = |selector: &str| !select(form, selector).is_empty();
    let is_named = has("input[name]:not([type=hidden]), select[name], textarea[name]");
    has("input, select, textarea, button") && (typed_fields(form) == 0 || is_named)
}

fn typed_fields(form: &ElementRef<'_>) -> usize {
    let passive = ["hidden", "submit", "button", "image", "reset", "checkbox", "radio", "file"];
    let inputs = select(form, "input, textarea").into_iter();
    inputs.filter(|input| !passive.contains(&kind(input).as_str())).count()
}

/// Returns the page in the first frame of a page without a form.
pub fn framed_page(html: &str, page: &Url) -> Option<Url> {
    let document = Html::parse_document(html);
    if main_form(&document).is_some() {
        return None;
    }
    let frame = select(&document.root_element(), "iframe[src]").into_iter().next()?;
    page.join(frame.value().attr("src")?).ok()
}

fn select<'a>(within: &ElementRef<'a>, selector: &str) -> Vec<ElementRef<'a>> {
    Selector::parse(selector).map_or(Vec::new(), |selector| within.select(&selector).collect())
}

fn kind(control: &ElementRef<'_>) -> String {
    match control.value().name() {
        "input" => control.value().attr("type").unwrap_or("text").to_ascii_lowercase(),
        other => other.to_owned(),
    }
}

fn is_choice(control: &ElementRef<'_>) -> bool {
    kind(control) == "radio"
}

/// Returns name and value of a control that is submitted.
fn field(control: &ElementRef<'_>, iban: &str, start: usize) -> Option<(String, String)> {
    let element = control.value();
    let name = element.attr("name").filter(|name| !name.is_empty())?;
    if element.attr("disabled").is_some() {
        return None;
    }
    let given = element.attr("value").unwrap_or("");
    let value = match kind(control).as_str() {
        "submit" | "button" | "image" | "reset" | "file" => return None,
        "hidden" => given.to_owned(),
        "checkbox" | "radio" => element.attr("value").unwrap_or("on").to_owned(),
        "select" => option(control),
        _ if !given.is_empty() => given.to_owned(),
        _ if name.to_ascii_lowercase().contains("iban") => iban.to_owned(),
        _ => digits(start, bound(element.attr("minlength")), bound(element.attr("maxlength"))),
    };
    Some((name.to_owned(), value))
}

fn bound(text: Option<&str>) -> Option<usize> {
    text?.parse().ok()
}

fn option(control: &ElementRef<'_>) -> String {
    let options = select(control, "option");
    let chosen = options.iter().find(|option| option.value().attr("selected").is_some());
    let filled =
        || options.iter().find(|it| it.value().attr("value").is_some_and(|v| !v.is_empty()));
    let value = chosen.or_else(filled).and_then(|option| option.value().attr("value"));
    value.unwrap_or("").to_owned()
}

/// Returns the button that is pressed: the first that submits and does not lead back.
fn button(form: &ElementRef<'_>) -> Option<(String, String)> {
    let submits = |control: &ElementRef<'_>| match control.value().name() {
        "button" => !matches!(control.value().attr("type"), Some("button" | "reset")),
        _ => control.value().attr("type").is_some_and(|it| it.eq_ignore_ascii_case("submit")),
    };
    let buttons: Vec<_> = select(form, "button, input").into_iter().filter(submits).collect();
    let pressed = buttons.iter().find(|button| !leads_back(button)).or(buttons.first())?;
    let name = pressed.value().attr("name").filter(|name| !name.is_empty())?;
    Some((name.to_owned(), pressed.value().attr("value").unwrap_or("").to_owned()))
}

fn leads_back(button: &ElementRef<'_>) -> bool {
    let own = button.value();
    let words = [own.attr("value"), own.attr("name"), own.attr("id")];
    let text: String = button.text().chain(words.into_iter().flatten()).collect();
    words::leads_back(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_with_most_fields_and_the_button_to_the_next_page_are_taken() {
        let form = form(
            "<form action=lang><select name=l><option value=de>DE</option></select></form>\
             <form action=login><input name=account><button name=a value=1>Cancel</button>\
             <button name=a value=2>NEXT</button></form>",
        );
        let form = form.unwrap();
        assert_eq!(form.action.path(), "/w/login");
        assert_eq!(fields(&form), [("account", "123456"), ("a", "2")]);
    }

    #[test]
    fn a_framed_page_is_found_only_where_there_is_no_form() {
        let page = Url::parse("http://h/w/").unwrap();
        let framed = framed_page("<iframe src=bank?x=1></iframe>", &page).unwrap();
        assert_eq!(framed.as_str(), "http://h/w/bank?x=1");
        assert_eq!(framed_page("<form><button></form><iframe src=ad></iframe>", &page), None);
    }

    fn form(html: &str) -> Option<HtmlForm> {
        filled_form(html, &Url::parse("http://h/w/index.html?key=1").unwrap(), "DE11", 0)
    }

    fn fields(form: &HtmlForm) -> Vec<(&str, &str)> {
        form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    #[test]
    fn hidden_values_are_kept_and_text_fields_are_filled() {
        let form = form(
            "<form method=post action=next><input type=hidden name=s value=k><input name=account>\
             <input type=password name=pin maxlength=4><input name=your_iban><input name=off disabled>\
             <button type=button name=back value=b>Back</button><button name=go value=next>NEXT</button>",
        )
        .unwrap();
        assert!(form.post);
        assert_eq!(form.action.as_str(), "http://h/w/next");
        let expected = [
            ("s", "k"),
            ("account", "123456"),
            ("pin", "1234"),
            ("your_iban", "DE11"),
            ("go", "next"),
        ];
        assert_eq!(fields(&form), expected);
    }

    #[test]
    fn choices_take_the_first_and_an_empty_action_is_the_page_itself() {
        let form = form(
            "<form><input type=radio name=r value=1><input type=radio name=r value=2>\
             <select name=s><option value=''>?</option><option value=x>X</option></select>\
             <input type=checkbox name=ok><input type=submit value=Go>",
        )
        .unwrap();
        assert!(!form.post);
        assert_eq!(form.action.as_str(), "http://h/w/index.html?key=1");
        assert_eq!(fields(&form), [("r", "1"), ("s", "x"), ("ok", "on")]);
    }

    #[test]
    fn a_page_without_a_form_is_the_last_one() {
        assert_eq!(form("<p>Thank you"), None);
        assert_eq!(form("<form id=app></form><script></script>"), None);
        assert_eq!(form("<form><input id=tan><button>OK</button></form>"), None);
        assert_eq!(form(""), None);
    }
}
