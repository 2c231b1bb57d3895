Feature: Reasons with which the bank refuses a call

  @situation:iban-limit
  Scenario: A used-up IBAN ends the onboarding
    Title (en): An IBAN that was used too often
    Title (de): Eine zu oft verwendete IBAN
    Tester (en): The IBAN of the card was used too often already: the bank refuses it when the app
      sends it.
    Tester (de): Die IBAN der Karte wurde schon zu oft verwendet: Die Bank lehnt ab, sobald die App
      sie schickt.

    Given the bank answers the creation of the identification with IBAN_USAGE_LIMIT_EXCEEDED always
    When the customer comes to the end of what the app offers
    Then nobody signs
    And the app says what the guide says of IBAN_USAGE_LIMIT_EXCEEDED
    And every rule that was observed is kept

  @situation:attempts-exceeded
  Scenario: Used-up attempts end the onboarding
    Title (en): A customer without further attempts
    Title (de): Ein Kunde ohne weitere Versuche
    Tester (en): The customer has tried too often already: the bank refuses when the app sends the
      IBAN.
    Tester (de): Der Kunde hat es schon zu oft versucht: Die Bank lehnt ab, sobald die App die IBAN
      schickt.

    Given the bank answers the creation of the identification with IDENTIFICATION_ATTEMPTS_EXCEEDED always
    When the customer comes to the end of what the app offers
    Then nobody signs
    And the app says what the guide says of IDENTIFICATION_ATTEMPTS_EXCEEDED
    And every rule that was observed is kept

  @situation:number-unverified
  Scenario: A number that is not verified is verified, and the call repeated
    Title (en): A number that the bank does not regard as verified
    Title (de): Eine Nummer, die die Bank nicht für bestätigt hält
    Tester (en): The bank refuses once because of the mobile number. Do what the app asks for, and
      enter new codes from the phone.
    Tester (de): Die Bank lehnt einmal wegen der Mobilnummer ab. Tun, was die App verlangt, und neue
      Codes vom Telefon eingeben.

    Given the bank answers the creation of the identification with MOBILE_NUMBER_NOT_VERIFIED once
    When the customer comes to the end of what the app offers
    Then the refused call is repeated once
    And every rule that was observed is kept

  @situation:already-identified
  Scenario: A customer who is identified already is referred to the account they have
    Title (en): A customer who is identified already
    Title (de): Ein Kunde, der schon identifiziert ist
    Tester (en): The bank knows the customer already and refuses when the app sends the IBAN.
    Tester (de): Die Bank kennt den Kunden schon und lehnt ab, sobald die App die IBAN schickt.

    Given the bank answers the creation of the identification with ALREADY_IDENTIFIED_SUCCESSFULLY always
    When the customer comes to the end of what the app offers
    Then nobody signs
    And the app says what the guide says of ALREADY_IDENTIFIED_SUCCESSFULLY
    And every rule that was observed is kept

  @situation:data-missing
  Scenario: Missing data are completed, and the call repeated
    Title (en): Data that the bank misses
    Title (de): Angaben, die der Bank fehlen
    Tester (en): The bank misses data about the customer, once. If the app asks for some, take them
      from the card.
    Tester (de): Der Bank fehlen einmal Angaben zum Kunden. Fragt die App danach, stehen sie auf der
      Karte.

    Given the bank answers the creation of the identification with PERSON_MISSING_REQUIRED_DATA once
    When the customer comes to the end of what the app offers
    Then the refused call is repeated once
    And every rule that was observed is kept

  @situation:dependency-error
  Scenario: A failing provider is no reason to repeat the call
    Title (en): A provider of the bank that fails
    Title (de): Ein Dienstleister der Bank, der ausfällt
    Tester (en): A provider of the bank fails: the bank refuses when the app sends the IBAN. Record
      the message, and answer the question below.
    Tester (de): Ein Dienstleister der Bank fällt aus: Die Bank lehnt ab, sobald die App die IBAN
      schickt. Die Meldung festhalten und die Frage unten beantworten.

    Given the bank answers the creation of the identification with DEPENDENCY_ERROR always
    When the customer comes to the end of what the app offers
    Then nobody signs
    And the app says what the guide says of DEPENDENCY_ERROR
    And every rule that was observed is kept

  @situation:invalid-model
  Scenario: An invalid request is corrected once at most
    Title (en): A request that the bank calls invalid
    Title (de): Eine Anfrage, die die Bank ungültig nennt
    Tester (en): The bank calls the request of the app invalid each time. Record the message, and
      answer the question below.
    Tester (de): Die Bank nennt die Anfrage der App jedes Mal ungültig. Die Meldung festhalten und
      die Frage unten beantworten.

    Given the bank answers the creation of the identification with INVALID_MODEL always
    When the customer comes to the end of what the app offers
    Then nobody signs
    And the app says what the guide says of INVALID_MODEL
    And every rule that was observed is kept

  @situation:internal-error
  Scenario: An internal error is no reason to repeat the call
    Title (en): An internal error of the bank
    Title (de): Ein interner Fehler der Bank
    Tester (en): The bank has an internal error when the app sends the IBAN. Record the message, and
      answer the question below.
    Tester (de): Die Bank hat einen internen Fehler, sobald die App die IBAN schickt. Die Meldung
      festhalten und die Frage unten beantworten.

    Given the bank answers the creation of the identification with INTERNAL_REQUEST_ERROR always
    When the customer comes to the end of what the app offers
    Then nobody signs
    And the app says what the guide says of INTERNAL_REQUEST_ERROR
    And every rule that was observed is kept

  @situation:generic-error
  Scenario: A general error is no reason to repeat the call
    Title (en): An error without a cause
    Title (de): Ein Fehler ohne Ursache
    Tester (en): The bank reports an error without a cause when the app sends the IBAN. Record the
      message, and answer the question below.
    Tester (de): Die Bank meldet einen Fehler ohne Ursache, sobald die App die IBAN schickt. Die
      Meldung festhalten und die Frage unten beantworten.

    Given the bank answers the creation of the identification with GENERIC_ERROR always
    When the customer comes to the end of what the app offers
    Then nobody signs
    And the app says what the guide says of GENERIC_ERROR
    And every rule that was observed is kept
