//! Adds to a JUnit report what its library lacks: properties of its cases.

use quick_xml::events::{BytesEnd, BytesStart, Event};
use quick_xml::{Reader, Writer};

/// Properties of the cases of one suite, in order.
pub type CaseProperties = Vec<Vec<(&'static str, String)>>;

/// Copies the report, with a `properties` element at the head of each case.
///
/// # Errors
/// When the report is not the XML its library promises.
pub fn with_properties(
    report: &[u8],
    suites: &[CaseProperties],
) -> Result<Vec<u8>, quick_xml::Error> {
    let mut reader = Reader::from_reader(report);
    let mut writer = Writer::new(Vec::with_capacity(report.len() * 2));
    let mut cases = suites.iter().flatten();
    loop {
        match reader.read_event()? {
            Event::Eof => return Ok(writer.into_inner()),
            Event::Start(start) if start.name().as_ref() == b"testcase" => {
                writer.write_event(Event::Start(start))?;
                properties(&mut writer, cases.next())?;
            }
            Event::Empty(start) if start.name().as_ref() == b"testcase" => {
                writer.write_event(Event::Start(start))?;
                properties(&mut writer, cases.next())?;
                writer.write_event(Event::End(BytesEnd::new("testcase")))?;
            }
            other => writer.write_event(other)?,
        }
    }
}

fn properties(
    writer: &mut Writer<Vec<u8>>,
    properties: Option<&Vec<(&'static str, String)>>,
) -> Result<(), quick_xml::Error> {
    let Some(properties) = properties else {
        return Ok(());
    };
    writer.write_event(Event::Start(BytesStart::new("properties")))?;
    for (name, value) in properties {
        let element = BytesStart::new("property")
            .with_attributes([("name", *name), ("value", value.as_str())]);
        writer.write_event(Event::Empty(element))?;
    }
    writer.write_event(Event::End(BytesEnd::new("properties")))?;
    Ok(())
}
