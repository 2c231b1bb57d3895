//! Dates and times for readers.

use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use maud::{Markup, html};

use super::texts::DeskTexts;

/// A date in the form of the language; other texts unchanged.
pub fn date(iso: &str, texts: &DeskTexts) -> String {
    iso.parse::<civil::Date>().map_or_else(|_| iso.to_owned(), |it| written(it, texts))
}

fn written(date: civil::Date, texts: &DeskTexts) -> String {
    let month = usize::try_from(date.month()).ok().and_then(|it| texts.months.get(it - 1));
    let month = month.map_or("", String::as_str);
    let form = texts.get("date").replace("{day}", &date.day().to_string());
    form.replace("{month}", month).replace("{year}", &date.year().to_string())
}

/// A time in UTC in the form of the language; other texts unchanged.
pub fn moment(iso: &str, texts: &DeskTexts) -> String {
    let Ok(instant) = iso.parse::<Timestamp>() else { return iso.to_owned() };
    let at = instant.to_zoned(TimeZone::UTC);
    format!("{}, {} UTC", written(at.date(), texts), at.strftime("%H:%M:%S"))
}

/// A time as an element, to which the script adds the local time of the browser.
pub fn stamp(iso: &str, texts: &DeskTexts) -> Markup {
    html! { time.stamp datetime=(iso) { (moment(iso, texts)) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_the_form_of_the_language() {
        let [de, en] = ["de", "en"].map(DeskTexts::of);
        assert_eq!(date("1983-03-06", de), "6. März 1983");
        assert_eq!(date("1983-03-06", en), "6 March 1983");
        assert_eq!(date("soon", en), "soon");
        assert_eq!(moment("2026-12-01T08:05:09.123Z", de), "1. Dezember 2026, 08:05:09 UTC");
    }
}
