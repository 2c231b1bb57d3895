//! Completes the JUnit report of the library: properties of its cases, earlier attempts, and the
//! number of skipped cases.

use std::fmt::Display;
use std::io;

use junit_report::{Report, TestSuite};
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};

use super::format::RenderError;

/// Additions to one case.
#[derive(Debug, Default)]
pub struct Addition {
    /// Name and value.
    pub properties: Vec<(&'static str, String)>,
    /// Attempts before, oldest first.
    pub earlier: Vec<Attempt>,
}

/// An attempt before the one that counts, as Maven Surefire writes it and CI servers read it.
#[derive(Debug)]
pub struct Attempt {
    /// `flakyFailure`, `flakyError`, `rerunFailure` or `rerunError`.
    pub element: &'static str,
    /// Verdict.
    pub kind: &'static str,
    /// Reason.
    pub message: String,
}

/// Writes a report, completed in one pass: a `properties` element and the earlier attempts at the
/// head of each case, and the number of skipped cases of each suite. `additions` are in the order
/// of the cases.
///
/// # Errors
/// When `out` cannot be written to, or the library refuses or does not write XML.
pub fn complete(
    report: &Report,
    additions: &[Addition],
    out: &mut dyn io::Write,
) -> Result<(), RenderError> {
    let mut bytes = Vec::new();
    report.write_xml(&mut bytes).map_err(refused)?;
    let (mut reader, mut writer) = (Reader::from_reader(bytes.as_slice()), Writer::new(out));
    let (mut suites, mut cases) = (report.testsuites().iter(), additions.iter());
    loop {
        match reader.read_event().map_err(refused)? {
            Event::Eof => return Ok(()),
            Event::Start(start) if is(&start, "testsuite") => {
                let skipped = suites.next().map_or(0, TestSuite::skipped).to_string();
                let mut element = with_short_time(&start)?;
                element.push_attribute(("skipped", skipped.as_str()));
                writer.write_event(Event::Start(element))?;
            }
            Event::Start(start) if is(&start, "testcase") => {
                writer.write_event(Event::Start(with_short_time(&start)?))?;
                add(cases.next(), &mut writer)?;
            }
            Event::Empty(start) if is(&start, "testcase") => {
                writer.write_event(Event::Start(with_short_time(&start)?))?;
                add(cases.next(), &mut writer)?;
                writer.write_event(Event::End(BytesEnd::new("testcase")))?;
            }
            Event::Empty(start) if is(&start, "skipped") => explain(start, &mut writer)?,
            other => writer.write_event(other)?,
        }
    }
}

/// Repeats the message as text, because GitLab shows only the text.
fn explain(
    skipped: BytesStart<'_>,
    writer: &mut Writer<&mut dyn io::Write>,
) -> Result<(), RenderError> {
    let message = skipped.try_get_attribute("message");
    let message = message
        .map_err(refused)?
        .map(|it| BytesText::from_escaped(String::from_utf8_lossy(&it.value).into_owned()));
    writer.write_event(Event::Start(skipped))?;
    if let Some(message) = message {
        writer.write_event(Event::Text(message))?;
    }
    Ok(writer.write_event(Event::End(BytesEnd::new("skipped")))?)
}

fn add(addition: Option<&Addition>, writer: &mut Writer<&mut dyn io::Write>) -> io::Result<()> {
    let Some(addition) = addition else {
        return Ok(());
    };
    writer.write_event(Event::Start(BytesStart::new("properties")))?;
    for (name, value) in &addition.properties {
        let element = BytesStart::new("property")
            .with_attributes([("name", *name), ("value", value.as_str())]);
        writer.write_event(Event::Empty(element))?;
    }
    writer.write_event(Event::End(BytesEnd::new("properties")))?;
    for attempt in &addition.earlier {
        let element = BytesStart::new(attempt.element)
            .with_attributes([("type", attempt.kind), ("message", attempt.message.as_str())]);
        writer.write_event(Event::Empty(element))?;
    }
    Ok(())
}

/// Returns the element with its time in whole milliseconds: Jenkins accepts no more digits.
fn with_short_time(start: &BytesStart<'_>) -> Result<BytesStart<'static>, RenderError> {
    let mut element = start.to_owned().into_owned();
    element.clear_attributes();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(refused)?;
        if attribute.key.0 == b"time" {
            let seconds = String::from_utf8_lossy(&attribute.value).parse().unwrap_or_default();
            element.push_attribute(("time", in_milliseconds(seconds).as_str()));
        } else {
            element.push_attribute(attribute);
        }
    }
    Ok(element)
}

/// Returns seconds with at most three decimal places.
fn in_milliseconds(seconds: f64) -> String {
    let text = format!("{seconds:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn refused(error: impl Display) -> RenderError {
    RenderError::Junit(error.to_string())
}

fn is(start: &BytesStart<'_>, name: &str) -> bool {
    start.name().0 == name.as_bytes()
}

#[cfg(test)]
mod tests {
    use super::in_milliseconds;

    #[test]
    fn seconds_have_no_more_places_than_jenkins_takes() {
        let rounded = [1.371_999_999_999_999_9, 0.0, 10.0, 0.5].map(in_milliseconds);
        assert_eq!(rounded, ["1.372", "0", "10", "0.5"]);
    }
}
