Feature: Accounts with which nobody is identified

  @situation:joint-account
  Scenario: A joint account is explained and not handed in again
    Title (en): A joint account
    Title (de): Ein Gemeinschaftskonto
    Tester (en): The account with the IBAN of the card belongs to two people. Pay with it on the
      bank page.
    Tester (de): Das Konto mit der IBAN der Karte gehört zwei Menschen. Auf der Bankseite damit
      zahlen.

    Given the customer uses the joint account
    When the customer comes to the end of what the app offers
    Then nobody signs with this account
    And the same IBAN is not handed in again
    And the app says what the guide says of JOINT_ACCOUNT
    And every rule that was observed is kept

  @situation:authorised-holder
  Scenario: An account of which the customer is only an authorised holder is explained
    Title (en): An account with a power of attorney
    Title (de): Ein Konto mit Vollmacht
    Tester (en): The customer may use the account with the IBAN of the card, and somebody else owns
      it. Pay with it on the bank page.
    Tester (de): Der Kunde darf über das Konto mit der IBAN der Karte verfügen, es gehört aber
      jemand anderem. Auf der Bankseite damit zahlen.

    Given the customer uses the authorised-holder account
    And the bank reads C-03 as refused
    When the customer comes to the end of what the app offers
    Then nobody signs with this account
    And the same IBAN is not handed in again
    And the app says what the guide says of ACCESS_BY_ATHORIZED_HOLDER
    And every rule that was observed is kept

  @situation:authorised-holder-respelt
  Scenario: The code of an authorised holder is recognised in another notation
    Title (en): An account with a power of attorney, spelt in another way
    Title (de): Ein Konto mit Vollmacht, anders geschrieben
    Tester (en): The customer may use the account with the IBAN of the card, and somebody else owns
      it. The bank spells its answer in another way than usual. Pay with the account on the bank
      page.
    Tester (de): Der Kunde darf über das Konto mit der IBAN der Karte verfügen, es gehört aber
      jemand anderem. Die Bank schreibt ihre Antwort anders als sonst. Auf der Bankseite mit dem
      Konto zahlen.

    Given the customer uses the authorised-holder account
    And the bank reads C-03 as refused
    And the bank reads C-04 as authorized
    And the bank reads C-29 as lower
    When the customer comes to the end of what the app offers
    Then nobody signs with this account
    And the same IBAN is not handed in again
    And the app says what the guide says of ACCESS_BY_ATHORIZED_HOLDER
    And every rule that was observed is kept

  @situation:snapshot-failed
  Scenario: A failed account check is explained
    Title (en): An account that cannot be checked
    Title (de): Ein Konto, das sich nicht prüfen lässt
    Tester (en): The check of the account with the IBAN of the card fails. Go through the bank page
      as far as it leads.
    Tester (de): Die Prüfung des Kontos mit der IBAN der Karte scheitert. Der Bankseite folgen, so
      weit sie führt.

    Given the customer uses the snapshot-failing account
    When the customer comes to the end of what the app offers
    Then nobody signs with this account
    And the same IBAN is not handed in again
    And the app says what the guide says of ACCOUNT_SNAPSHOT_FAILED
    And every rule that was observed is kept

  @situation:swisscom-failed
  Scenario: A signature that fails at Swisscom is not called a success
    Title (en): A signature that fails
    Title (de): Eine Unterschrift, die scheitert
    Tester (en): The account is good, and the provider of the signature fails. Go through the whole
      sign-up, enter the code for the signature, and record what the app shows then.
    Tester (de): Das Konto ist gut, aber der Anbieter der Unterschrift fällt aus. Die ganze
      Anmeldung durchlaufen, den Code für die Unterschrift eingeben und festhalten, was die App dann
      zeigt.

    Given the customer uses the Swisscom-failing account
    When the customer comes to the end of what the app offers
    Then every rule that was observed is kept

  @situation:user-not-found
  Scenario: A person that SCHUFA does not know is pointed to another method
    Title (en): A person that SCHUFA does not know
    Title (de): Eine Person, die die SCHUFA nicht kennt
    Tester (en): SCHUFA has no data about the customer with the IBAN of the card. Continue until the
      app offers nothing more.
    Tester (de): Die SCHUFA hat keine Daten zum Kunden mit der IBAN der Karte. Weitermachen, bis die
      App nichts mehr anbietet.

    Given the customer uses the unknown-person account
    When the customer comes to the end of what the app offers
    Then nobody signs with this account
    And the app says what the guide says of MATCH_FOR_PERSON_DATA_NOT_FOUND
    And every rule that was observed is kept

  @situation:no-earlier-identification
  Scenario: A customer whom no bank has identified is pointed to another method
    Title (en): A customer that no bank has identified
    Title (de): Ein Kunde, den noch keine Bank identifiziert hat
    Tester (en): No bank has identified the customer with the IBAN of the card before. Continue
      until the app offers nothing more.
    Tester (de): Den Kunden mit der IBAN der Karte hat bisher keine Bank identifiziert.
      Weitermachen, bis die App nichts mehr anbietet.

    Given the customer uses the never-identified account
    When the customer comes to the end of what the app offers
    Then nobody signs with this account
    And the app says what the guide says of PREVIOUS_IDENT_NOT_FOUND
    And every rule that was observed is kept

  @situation:iban-mismatch
  Scenario: An account that does not belong to the customer is explained
    Title (en): An account of somebody else
    Title (de): Ein fremdes Konto
    Tester (en): The account with the IBAN of the card does not belong to the customer. Type it in
      anyway.
    Tester (de): Das Konto mit der IBAN der Karte gehört nicht dem Kunden. Sie trotzdem eingeben.

    Given the customer uses the mismatched account
    When the customer comes to the end of what the app offers
    Then nobody signs with this account
    And the same IBAN is not handed in again
    And the app says what the guide says of PERSON_ACCOUNT_MATCH_NOT_FOUND
    And every rule that was observed is kept
