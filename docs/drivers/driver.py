#!/usr/bin/env python3
"""An end-to-end test for `bankident observe --drive 'python3 driver.py'`.

`App` stands for your own app: replace its methods by calls to the app that you want to certify.
`Desk` is the tester: the customer's card and phone, the bank page, the clock, and what the app shows.
"""
import base64
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timezone

SITUATION = os.environ["BANKIDENT_SITUATION"]
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
POLL_MS = 4_000
SIGNED = {"confirmed", "successful"}
FINAL = {"successful", "failed", "expired"}
# With these reasons another account may be tried, but never the same one again.
OTHER_ACCOUNT = {"PERSON_ACCOUNT_MATCH_NOT_FOUND", "ACCESS_BY_ATHORIZED_HOLDER",
                 "ACCESS_BY_AUTHORIZED_HOLDER", "JOINT_ACCOUNT", "ACCOUNT_SNAPSHOT_FAILED"}
# With these reasons the customer begins again with a new identification.
BEGIN_AGAIN = {"EXPIRED", "ACCOUNT_SNAPSHOT_EXPIRED"}


def send(method, url, headers, body=None):
    """Sends a request; returns the status code and the body as JSON, bytes or None."""
    data = json.dumps(body).encode() if body is not None else None
    headers = {"Content-Type": "application/json", **headers} if data else headers
    request = urllib.request.Request(url, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=150) as answer:
            status, content = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, content = error.code, error.read()
    try:
        return status, json.loads(content)
    except ValueError:
        return status, content or None


class Refused(Exception):
    """The bank refuses with a reason of Appendix III."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class Desk:
    """The tester in the customer's place."""

    def call(self, method, path, body=None):
        bearer = {"Authorization": "Bearer " + os.environ["BANKIDENT_DESK_TOKEN"]}
        status, answer = send(method, os.environ["BANKIDENT_DESK_URL"] + path, bearer, body)
        assert status < 300, f"{method} {path} was answered {status}: {answer}"
        return answer

    def shows(self, screen, text):
        self.call("POST", "/shown", {"screen": screen, "text": text, "language": self.card["language"]})

    def latest_code(self):
        return self.call("GET", "/phone")[-1]["token"]

    def passes(self, milliseconds):
        return self.call("POST", "/clock/advance", {"milliseconds": milliseconds})["now"]


class App:
    """The app under test."""

    def __init__(self, desk):
        self.desk, self.token, self.person = desk, None, None

    def now(self):
        """Time of the bank. An app in production uses its own clock."""
        return self.desk.passes(0)

    def call(self, method, path, body=None):
        """Calls the API with one token for its lifetime, and repeats a call that a gateway lost."""
        for attempt in range(3):
            if self.token is None:
                self.token = self.new_token()
            bearer = {"Authorization": "Bearer " + self.token, "Accept": "application/json"}
            status, answer = send(method, os.environ["BANKIDENT_API_URL"] + "/v1" + path, bearer, body)
            if status == 401:
                self.token = None
            elif status not in (429, 502, 503):
                break
            else:
                self.desk.passes(5_000)
        if status >= 400:
            errors = answer.get("errors", []) if isinstance(answer, dict) else []
            raise Refused(str(errors[0].get("code", status) if errors else status).upper())
        return answer

    def new_token(self):
        pair = f"{os.environ['BANKIDENT_CLIENT_ID']}:{os.environ['BANKIDENT_CLIENT_SECRET']}"
        basic = {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode(),
                 "Content-Type": "application/x-www-form-urlencoded"}
        data = urllib.parse.urlencode({"grant_type": "client_credentials", "scope": "partners"})
        request = urllib.request.Request(os.environ["BANKIDENT_TOKEN_URL"], data.encode(), basic)
        with urllib.request.urlopen(request, timeout=150) as answer:
            return json.load(answer)["access_token"]

    def register(self, customer):
        consent = self.now()
        person = {name: customer[name] for name in (
            "salutation", "first_name", "last_name", "birth_date", "birth_city", "birth_country",
            "nationality", "email", "employment_status", "address", "mobile_number")}
        person |= {"terms_conditions_signed_at": consent, "data_terms_signed_at": consent,
                   "own_economic_interest_signed_at": consent, "fatca_relevant": "false",
                   "fatca_crs_confirmed_at": consent}
        self.person = self.call("POST", "/persons", person)["id"]
        number = {"number": customer["mobile_number"]}
        self.call("POST", f"/persons/{self.person}/mobile_number", number)
        self.verify(number)

    def verify(self, number):
        path = f"/persons/{self.person}/mobile_number"
        self.call("POST", path + "/authorize", number)
        self.call("POST", path + "/confirm", {**number, "token": self.desk.latest_code()})

    def complete_data(self, customer):
        self.call("PATCH", f"/persons/{self.person}", {"address": customer["address"]})

    def create(self, iban):
        body = {"method": "bank", "iban": iban.replace(" ", ""),
                "terms_and_conditions_signed_at": self.now()}
        return self.call("POST", f"/persons/{self.person}/identifications", body)

    def identification(self, id, action="", body=None):
        path = f"/persons/{self.person}/identifications/{id}{action}"
        answer = self.call("PATCH" if action else "GET", path, body)
        if answer["status"] == "failed":
            raise Refused(str(answer.get("failure_reason") or "failed").upper())
        if answer["status"] == "expired":
            raise Refused("EXPIRED")
        return answer

    def wait_for(self, id, wanted):
        for _ in range(60):
            answer = self.identification(id)
            if answer["status"] in wanted:
                return answer
            self.desk.passes(POLL_MS)
        raise Refused("GENERIC_ERROR")

    def documents(self, id):
        path = f"/persons/{self.person}/identifications/{id}?include_documents=true"
        documents = self.call("GET", path).get("documents") or []
        for document in documents:
            self.call("GET", f"/persons/{self.person}/documents/{document['id']}/file")
        return documents


def journey(desk, app, iban):
    """One identification, from its creation to the signed documents."""
    id = app.create(iban)["id"]
    if SITUATION == "expired":
        desk.passes(31 * DAY)
    url = app.identification(id, "/request")["url"]
    if SITUATION == "snapshot-late":
        desk.call("POST", "/bank-page", {"url": url, "do": "log-in-only"})
        desk.passes(11 * MINUTE)
    desk.call("POST", "/bank-page", {"url": url, "do": "pay"})
    app.wait_for(id, {"authorization_required"})
    app.documents(id)
    desk.shows("contracts", "Ihre Vertragsunterlagen" if desk.card["language"] == "de" else "Your contracts")
    app.identification(id, "/authorize")
    if SITUATION == "tan-resent":
        desk.passes(6 * MINUTE)
        app.identification(id, "/authorize")
    if SITUATION == "tan-late":
        desk.passes(11 * MINUTE)
    tan = desk.latest_code()
    if SITUATION == "tan-wrong-then-right":
        try:
            app.identification(id, "/confirm", {"token": tan[:-1] + str((int(tan[-1]) + 1) % 10)})
        except Refused:
            pass
    answer = app.identification(id, "/confirm", {"token": tan})
    if answer["status"] != "successful":
        app.wait_for(id, {"successful"})
    app.documents(id)
    desk.shows("signed", "Identifiziert. Hier sind die unterschriebenen Dokumente."
               if desk.card["language"] == "de" else "Identified. Here are the signed documents.")


def main():
    desk = Desk()
    desk.card = card = desk.call("GET", "/situation")
    app = App(desk)
    app.register(card["customer"])
    if SITUATION == "token-expires":
        desk.passes(2 * HOUR)
    ibans = [card["iban"], card["other_iban"]]
    corrected = set()
    while ibans:
        try:
            journey(desk, app, ibans[0])
            break
        except Refused as refused:
            desk.shows("refused", f"Das hat nicht geklappt: {refused.code}")
            if refused.code == "MOBILE_NUMBER_NOT_VERIFIED" and refused.code not in corrected:
                app.verify({"number": card["customer"]["mobile_number"]})
            elif refused.code == "PERSON_MISSING_REQUIRED_DATA" and refused.code not in corrected:
                app.complete_data(card["customer"])
            elif refused.code in OTHER_ACCOUNT:
                ibans.pop(0)
            elif refused.code not in BEGIN_AGAIN or refused.code in corrected:
                break
            corrected.add(refused.code)
    for question in card["questions"]:
        desk.call("POST", "/attest", {"question": question["id"], "answer": "yes"})
    desk.call("POST", "/done")


if __name__ == "__main__":
    sys.exit(main())
