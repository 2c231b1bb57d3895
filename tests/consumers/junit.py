"""junit.xml of each folder given: valid for Jenkins, and read by others with the counts of run.json.

What is wrong is printed, one line each; the last line is a JSON object with the counts.
"""

import json
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import junitparser
import xmlschema
from junit2htmlreport.parser import Junit

STALE = ("expired", "not-needed", "matches-nothing")
XS = "{http://www.w3.org/2001/XMLSchema}"
tally = {"passed": 0, "failed": 0}


def expect(holds, what):
    tally["passed" if holds else "failed"] += 1
    if not holds:
        print(f"not ok: {what}"[:600])


def jenkins():
    """The schema of Jenkins' xUnit plugin, and besides what pytest and GitLab write and read too:
    a case may have a file, and properties."""
    tree = ElementTree.parse(Path(__file__).parent / "schemas" / "junit-10.xsd")
    case = tree.getroot().find(f"{XS}element[@name='testcase']/{XS}complexType")
    case.find(f"{XS}sequence").insert(0, ElementTree.Element(f"{XS}element", ref="properties", minOccurs="0"))
    ElementTree.SubElement(case, f"{XS}attribute", name="file", type="xs:string")
    text = ElementTree.tostring(tree.getroot(), encoding="unicode")
    return xmlschema.XMLSchema(text.replace("ns0:", "xs:").replace(":ns0=", ":xs="))


def wanted(record):
    totals, waivers = record["totals"], record["waivers"]
    stale = sum(it["standing"] in STALE for it in waivers)
    # What is wrong with the run itself is a case of its own.
    shortfalls = record["interrupted"] + len(record.get("missing", [])) + len(record["internal_faults"])
    # A part of the suite and an empty shard are cases of their own, which are skipped.
    notes = ("partial" in record["selection"]) + record["conclusion"].startswith("empty shard")
    return {
        "tests": len(record["scenarios"]) + len(waivers) + shortfalls + notes,
        "failures": totals["failed"] - totals["waived"] + stale,
        "errors": totals["inconclusive"] + totals["error"] + shortfalls,
        "skipped": totals["not_applicable"] + totals["waived"] + notes,
    }


def by_junitparser(path):
    report = junitparser.JUnitXml.fromfile(str(path))
    cases = [case for suite in report for case in suite]
    having = lambda kind: sum(any(isinstance(it, kind) for it in case.result) for case in cases)
    return cases, {
        "tests": len(cases),
        "failures": having(junitparser.Failure),
        "errors": having(junitparser.Error),
        "skipped": having(junitparser.Skipped),
    }


def by_junit2html(path):
    report = Junit(str(path))
    cases = [case for suite in report.suites for case in suite.all()]
    words = [case.outcome().value if hasattr(case.outcome(), "value") else case.outcome() for case in cases]
    return report, {"tests": len(cases), "not_passed": sum(word != "passed" for word in words)}


def said_by_suites(path):
    suites = ElementTree.parse(path).getroot().findall("testsuite")
    names = ("tests", "failures", "errors", "skipped")
    names = [name for name in names if all(suite.get(name) for suite in suites)]
    return {name: sum(int(suite.get(name)) for suite in suites) for name in names}


def check(folder, schema):
    path = folder / "junit.xml"
    record = json.loads((folder / "run.json").read_text())
    errors = [f"{it.path}: {it.reason}" for it in schema.iter_errors(str(path))]
    expect(not errors, f"{folder.name}: not valid for Jenkins: {errors[:3]}")
    counts = wanted(record)
    cases, found = by_junitparser(path)
    expect(found == counts, f"{folder.name}: junitparser counts {found} instead of {counts}")
    said = said_by_suites(path)
    expect(said.items() <= counts.items(), f"{folder.name}: the suites say {said} instead of {counts}")
    report, found = by_junit2html(path)
    counts = {"tests": counts["tests"], "not_passed": sum(counts.values()) - counts["tests"]}
    expect(found == counts, f"{folder.name}: junit2html counts {found} instead of {counts}")
    expect("<script>alert(1)" not in report.html(), f"{folder.name}: a script reaches the page of junit2html")
    for case, scenario in zip(cases, record["scenarios"]):
        own = {it.name: it.value for it in case.child(junitparser.Properties)}
        shown = (own["verdict"], own["line"], letters(own["id"]))
        known = (scenario["verdict"], str(scenario["line"]), letters(scenario["id"]))
        expect(shown == known, f"{folder.name}: {case.name}: {shown} instead of {known}")


def letters(text):
    """What XML cannot hold is not there: colours are gone, and control characters replaced."""
    return [sign for sign in re.sub("\x1b\\[[0-9;]*m", "", text) if sign.isalnum()]


def main():
    schema = jenkins()
    for folder in map(Path, sys.argv[1:]):
        try:
            check(folder, schema)
        except Exception as error:  # a reader that gives up is what is looked for
            expect(False, f"{folder.name}: {type(error).__name__}: {error}")
    print(json.dumps(tally))


main()
