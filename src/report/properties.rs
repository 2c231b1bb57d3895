//! Adds to a JUnit report what its library lacks: properties of its cases, and the attempts before
//! the one that counts.

use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};

/// What is added to one case.
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
    /// Why.
    pub message: String,
}

/// Copies the report, with a `properties` element and the earlier attempts at the head of each
/// case; `additions` are in the order of the cases.
///
/// # Errors
/// When the report is not the XML its library promises.
pub fn with_additions(report: &[u8], additions: &[Addition]) -> Result<Vec<u8>, quick_xml::Error> {
    let mut reader = Reader::from_reader(report);
    let mut writer = Writer::new(Vec::with_capacity(report.len() * 2));
    let mut cases = additions.iter();
    loop {
        match reader.read_event()? {
            Event::Eof => return Ok(writer.into_inner()),
            Event::Start(start) if start.name().as_ref() == b"testcase" => {
                writer.write_event(Event::Start(start))?;
                add(&mut writer, cases.next())?;
            }
            Event::Empty(start) if start.name().as_ref() == b"testcase" => {
                writer.write_event(Event::Start(start))?;
                add(&mut writer, cases.next())?;
                writer.write_event(Event::End(BytesEnd::new("testcase")))?;
            }
            Event::Empty(start) if start.name().as_ref() == b"skipped" => {
                explain(&mut writer, start)?;
            }
            other => writer.write_event(other)?,
        }
    }
}

/// GitLab shows what stands in an element, and not its message.
fn explain(writer: &mut Writer<Vec<u8>>, skipped: BytesStart<'_>) -> Result<(), quick_xml::Error> {
    let message = skipped.try_get_attribute("message")?;
    let message =
        message.map(|it| BytesText::from_escaped(String::from_utf8_lossy(&it.value).into_owned()));
    writer.write_event(Event::Start(skipped))?;
    if let Some(message) = message {
        writer.write_event(Event::Text(message))?;
    }
    writer.write_event(Event::End(BytesEnd::new("skipped")))?;
    Ok(())
}

fn add(writer: &mut Writer<Vec<u8>>, addition: Option<&Addition>) -> Result<(), quick_xml::Error> {
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
