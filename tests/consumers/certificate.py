"""Reads certificates with programs that know nothing of us: certificate.py BUNDLE KEY… -- PAGE.pdf…

securesystemslib checks the signatures, in-toto's own types the statement, pypdf counts sheets. A damaged
envelope has to be refused by the same reader.
"""

import base64
import copy
import hashlib
import json
import sys
import zipfile

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from google.protobuf.json_format import ParseDict
from in_toto_attestation.predicates.test_result.v0.test_result_pb2 import TestResult
from in_toto_attestation.v1.statement import Statement
from in_toto_attestation.v1.statement_pb2 import Statement as StatementMessage
from pypdf import PdfReader
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey

tally = {"passed": 0, "failed": 0}


def expect(holds, what):
    tally["passed" if holds else "failed"] += 1
    if not holds:
        print(f"not ok: certificate: {what}"[:600])


def public_keys(paths):
    """Keys as the library wants them, under the ids that a DSSE verifier computes itself."""
    keys = []
    for path in paths:
        with open(path, "rb") as file:
            pem = load_pem_public_key(file.read())
        key = SSlibKey.from_crypto(pem)
        der = pem.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        key.keyid = hashlib.sha256(der).hexdigest()
        keys.append(key)
    return keys


def accepts(envelope, keys, threshold):
    try:
        return len(Envelope.from_dict(copy.deepcopy(envelope)).verify(keys, threshold)) >= threshold
    except (VerificationError, ValueError, KeyError):
        return False


def damaged(text, at):
    """The same base64 with one bit of what it encodes changed."""
    data = bytearray(base64.b64decode(text))
    data[at % len(data)] ^= 1
    return base64.b64encode(bytes(data)).decode()


def check_envelope(envelope, keys):
    count = len(keys)
    expect(accepts(envelope, keys, count), f"securesystemslib refuses {count} of {count} signatures")
    for at in (0, 1, 77, 4711, -1):
        expect(not accepts({**envelope, "payload": damaged(envelope["payload"], at)}, keys, 1), f"a payload with another byte {at} is accepted")
    expect(not accepts({**envelope, "payloadType": "text/plain"}, keys, 1), "another type is accepted")
    for place in range(count):
        other = copy.deepcopy(envelope)
        other["signatures"][place]["sig"] = damaged(other["signatures"][place]["sig"], 5)
        expect(not accepts(other, keys, count), f"a damaged signature {place} is accepted")
        expect(accepts(other, keys, count - 1), f"the others are refused because of signature {place}")
        left = copy.deepcopy(envelope)
        del left["signatures"][place]
        expect(not accepts(left, keys, count), f"{count - 1} signatures are accepted for {count}")


def check_statement(payload, bundle):
    known = {"_type", "subject", "predicateType", "predicate"}
    expect(set(payload) == known, f"members of the statement: {sorted(payload)}")
    # Digests with names of their own are allowed; the library knows those of the specification.
    message = ParseDict({"type" if name == "_type" else name: value for name, value in payload.items()}, StatementMessage())
    statement = Statement.copy_from_pb(message)
    statement.pb.subject.pop(0)
    statement.validate()
    result = {name: value for name, value in payload["predicate"].items() if name != "bankident"}
    expect(ParseDict(result, TestResult()).result in ("PASSED", "WARNED"), "in-toto's test result is not read")
    files = {it["name"]: it["digest"]["sha256"] for it in payload["subject"][1:-1]}
    for name, digest in files.items():
        expect(hashlib.sha256(bundle.read(name)).hexdigest() == digest, f"{name} has another digest")


def check_sheets(paths):
    for path in paths:
        sheets = PdfReader(path).pages
        size = [round(float(it) / 72 * 25.4) for it in (sheets[0].mediabox.width, sheets[0].mediabox.height)]
        expect(len(sheets) == 1, f"{path} has {len(sheets)} sheets")
        expect(size == [210, 297], f"{path} is {size} mm")


def main():
    between = sys.argv.index("--")
    bundle = zipfile.ZipFile(sys.argv[1])
    envelope = json.loads(bundle.read("certificate.dsse.json"))
    payload = json.loads(base64.b64decode(envelope["payload"]))
    for check in (
        lambda: check_envelope(envelope, public_keys(sys.argv[2:between])),
        lambda: check_statement(payload, bundle),
        lambda: check_sheets(sys.argv[between + 1 :]),
    ):
        try:
            check()
        except Exception as error:  # a reader that gives up is what is looked for
            expect(False, f"{type(error).__name__}: {error}")
    tally["number"] = payload["predicate"]["bankident"]["number"]
    print(json.dumps(tally))


main()
