//! Adds to a JUnit report what its library lacks: properties of its cases, and the attempts before
//! the one that counts.

use std::io;

use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};

use super::{JunitError, RenderError};

const SUITES: &str = "testsuites";
const SUITE: &str = "testsuite";
const CASE: &str = "testcase";

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

/// A report that is copied together from the library's reports of its parts.
pub struct Document<'a> {
    writer: Writer<&'a mut dyn io::Write>,
    suites: usize,
}

impl<'a> Document<'a> {
    /// Begins an empty report.
    ///
    /// # Errors
    /// When `out` refuses.
    pub fn begin(out: &'a mut dyn io::Write) -> io::Result<Self> {
        let mut writer = Writer::new(out);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        writer.write_event(Event::Start(BytesStart::new(SUITES)))?;
        Ok(Self { writer, suites: 0 })
    }

    /// Copies the cases out of a report of one suite, with a `properties` element and the earlier
    /// attempts at the head of each; `additions` are in the order of the cases. With `head` the
    /// suite begins here, with these attributes before those of the report.
    ///
    /// # Errors
    /// When `out` refuses, or the report is not the XML its library promises.
    pub fn cases(
        &mut self,
        report: &[u8],
        head: Option<Vec<(&str, String)>>,
        additions: &[Addition],
    ) -> Result<(), RenderError> {
        let (mut reader, mut cases) = (Reader::from_reader(report), additions.iter());
        let mut head = head;
        loop {
            let event = reader.read_event().map_err(|it| JunitError(it.to_string()))?;
            match event {
                Event::Eof => return Ok(()),
                Event::Start(start) if is(&start, SUITE) => {
                    if let Some(changed) = head.take() {
                        self.begin_suite(&start, &changed)?;
                    }
                }
                Event::Start(start) if is(&start, CASE) => {
                    self.writer.write_event(Event::Start(with(&start, &[])?))?;
                    self.add(cases.next())?;
                }
                Event::Empty(start) if is(&start, CASE) => {
                    self.writer.write_event(Event::Start(with(&start, &[])?))?;
                    self.add(cases.next())?;
                    self.writer.write_event(Event::End(BytesEnd::new(CASE)))?;
                }
                Event::Empty(start) if is(&start, "skipped") => self.explain(start)?,
                Event::Decl(_) => {}
                Event::Start(start) if is(&start, SUITES) => {}
                Event::End(end) if [SUITE, SUITES].map(str::as_bytes).contains(&end.name().0) => {}
                other => self.writer.write_event(other)?,
            }
        }
    }

    /// Ends the suite that was begun last.
    ///
    /// # Errors
    /// When `out` refuses.
    pub fn end_suite(&mut self) -> io::Result<()> {
        self.writer.write_event(Event::End(BytesEnd::new(SUITE)))
    }

    /// Ends the report.
    ///
    /// # Errors
    /// When `out` refuses.
    pub fn end(mut self) -> io::Result<()> {
        self.writer.write_event(Event::End(BytesEnd::new(SUITES)))
    }

    fn begin_suite(
        &mut self,
        start: &BytesStart<'_>,
        changed: &[(&str, String)],
    ) -> Result<(), RenderError> {
        let id = ("id", self.suites.to_string());
        self.suites += 1;
        let changed: Vec<(&str, String)> = changed.iter().cloned().chain([id]).collect();
        Ok(self.writer.write_event(Event::Start(with(start, &changed)?))?)
    }

    /// GitLab shows what stands in an element, and not its message.
    fn explain(&mut self, skipped: BytesStart<'_>) -> Result<(), RenderError> {
        let message = skipped.try_get_attribute("message");
        let message = message
            .map_err(|it| JunitError(it.to_string()))?
            .map(|it| BytesText::from_escaped(String::from_utf8_lossy(&it.value).into_owned()));
        self.writer.write_event(Event::Start(skipped))?;
        if let Some(message) = message {
            self.writer.write_event(Event::Text(message))?;
        }
        Ok(self.writer.write_event(Event::End(BytesEnd::new("skipped")))?)
    }

    fn add(&mut self, addition: Option<&Addition>) -> io::Result<()> {
        let Some(addition) = addition else {
            return Ok(());
        };
        self.writer.write_event(Event::Start(BytesStart::new("properties")))?;
        for (name, value) in &addition.properties {
            let element = BytesStart::new("property")
                .with_attributes([("name", *name), ("value", value.as_str())]);
            self.writer.write_event(Event::Empty(element))?;
        }
        self.writer.write_event(Event::End(BytesEnd::new("properties")))?;
        for attempt in &addition.earlier {
            let element = BytesStart::new(attempt.element)
                .with_attributes([("type", attempt.kind), ("message", attempt.message.as_str())]);
            self.writer.write_event(Event::Empty(element))?;
        }
        Ok(())
    }
}

/// The element with these attributes, others as they are. Seconds are whole milliseconds: Jenkins
/// takes no more digits.
fn with<'a>(
    start: &BytesStart<'a>,
    changed: &[(&str, String)],
) -> Result<BytesStart<'a>, RenderError> {
    let mut element = start.to_owned();
    element.clear_attributes();
    let mut missing: Vec<&(&str, String)> = changed.iter().collect();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|it| JunitError(it.to_string()))?;
        let name = attribute.key.0;
        let new = missing.iter().position(|(it, _)| it.as_bytes() == name);
        match new.map(|at| missing.remove(at)) {
            Some((name, value)) => element.push_attribute((*name, value.as_str())),
            None if name == b"time" => {
                let seconds = String::from_utf8_lossy(&attribute.value).parse().unwrap_or_default();
                element.push_attribute(("time", in_milliseconds(seconds).as_str()));
            }
            None => element.push_attribute(attribute),
        }
    }
    for (name, value) in missing {
        element.push_attribute((*name, value.as_str()));
    }
    Ok(element)
}

/// Seconds with no more than three places.
pub fn in_milliseconds(seconds: f64) -> String {
    let text = format!("{seconds:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn is(start: &BytesStart<'_>, name: &str) -> bool {
    start.name().0 == name.as_bytes()
}

#[cfg(test)]
mod tests {
    use super::in_milliseconds;

    #[test]
    fn seconds_have_no_more_places_than_jenkins_takes() {
        let told = [1.371_999_999_999_999_9, 0.0, 10.0, 0.5].map(in_milliseconds);
        assert_eq!(told, ["1.372", "0", "10", "0.5"]);
    }
}
