//! Other notations of a text, in which a target may repeat a value of a request.

use jiff::civil::Date;

/// Returns the notations of a date and of letters beyond ASCII; none for other texts.
pub fn notations(text: &str) -> Vec<String> {
    let mut all = text.parse::<Date>().map_or_else(|_| Vec::new(), of_date);
    if !text.is_ascii() {
        let written = |form: &dyn Fn(char) -> String| {
            text.chars().map(|it| if it.is_ascii() { it.to_string() } else { form(it) }).collect()
        };
        all.push(written(&|it| format!("&#{};", u32::from(it))));
        all.push(written(&|it| format!("&#x{:x};", u32::from(it))));
        // A text that was written as JSON twice.
        all.push(written(&|it| escaped(it, "\\\\u")));
    }
    all
}

fn of_date(date: Date) -> Vec<String> {
    let (year, month, day) = (date.year(), date.month(), date.day());
    vec![
        format!("{day:02}.{month:02}.{year}"),
        format!("{day}.{month}.{year}"),
        format!("{day:02}/{month:02}/{year}"),
        format!("{month:02}/{day:02}/{year}"),
        format!("{year}{month:02}{day:02}"),
        format!("{year}/{month:02}/{day:02}"),
    ]
}

/// The UTF-16 units of a character, each after `prefix`.
fn escaped(it: char, prefix: &str) -> String {
    let units = it.encode_utf16(&mut [0; 2]).to_vec();
    units.iter().map(|unit| format!("{prefix}{unit:04x}")).collect::<Vec<_>>().concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_letters_beyond_ascii_have_other_notations() {
        let of_date = notations("1955-05-06");
        for expected in ["06.05.1955", "6.5.1955", "05/06/1955", "19550506"] {
            assert!(of_date.iter().any(|it| it == expected), "{expected}: {of_date:?}");
        }
        let expected = ["Gro&#223;", "Gro&#xdf;", "Gro\\\\u00df"];
        assert_eq!(notations("Groß"), expected);
        assert_eq!(notations("Gross"), [""; 0]);
    }
}
