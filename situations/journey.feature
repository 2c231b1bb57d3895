Feature: Journeys of an app that end with a signature
  A partner's app is under test, and the simulator is the bank. Each scenario is a situation with a
  tenant of its own; its id is in the tag `@situation:…`.

  @situation:happy-path
  Scenario: A customer with a good account is identified
    Title (en): A customer with a good account
    Title (de): Ein Kunde mit einem guten Konto
    Tester (en): Go through the whole sign-up: use the IBAN of the card, pay on the bank page, and
      enter each code that the phone gets.
    Tester (de): Die ganze Anmeldung durchlaufen: die IBAN der Karte verwenden, auf der Bankseite
      zahlen und jeden Code eingeben, der auf dem Telefon ankommt.

    Given the customer uses the good account
    When the customer comes to the end of what the app offers
    Then the customer is identified
    And every rule that was observed is kept

  @situation:tan-wrong-then-right
  Scenario: A wrong TAN does not end the signature
    Title (en): A code with a typing error
    Title (de): Ein Code mit einem Tippfehler
    Tester (en): The customer mistypes the code for the signature once. Record what the app shows
      after the wrong code.
    Tester (de): Der Kunde vertippt sich einmal beim Code für die Unterschrift. Festhalten, was die
      App nach dem falschen Code zeigt.

    Given the customer uses the good account
    And the customer enters the TAN with another last digit first, and then the right one
    When the customer comes to the end of what the app offers
    Then the customer is identified
    And every rule that was observed is kept

  @situation:tan-resent
  Scenario: A customer who asks for a second TAN is identified
    Title (en): A second code
    Title (de): Ein zweiter Code
    Tester (en): The customer waits for a while and asks for another code for the signature. If the
      app does not offer that, enter the first code.
    Tester (de): Der Kunde wartet eine Weile und fordert einen weiteren Code für die Unterschrift
      an. Bietet die App das nicht an, den ersten Code eingeben.

    Given the customer uses the good account
    And the customer lets 6 minutes pass before asking for a second TAN
    When the customer comes to the end of what the app offers
    Then the customer is identified
    And every rule that was observed is kept

  @situation:token-expires
  Scenario: An access token that expires is replaced
    Title (en): A break in the sign-up
    Title (de): Eine Pause in der Anmeldung
    Tester (en): The customer takes a break. The identification is usually created when the IBAN is
      sent: let the time pass on that screen, and send the IBAN afterwards.
    Tester (de): Der Kunde macht eine Pause. Angelegt wird die Identifikation meist, wenn die IBAN
      abgeschickt wird: die Zeit auf dieser Seite vergehen lassen und die IBAN danach abschicken.

    Given the customer uses the good account
    And the customer lets 2 hours pass before the identification is created
    When the customer comes to the end of what the app offers
    Then the customer is identified
    And every rule that was observed is kept

  @situation:unknown-members
  Scenario: Members and statuses that nobody announced disturb nothing
    Title (en): A bank that answers more than it announced
    Title (de): Eine Bank, die mehr antwortet als angekündigt
    Tester (en): The bank sends additional data and takes a few seconds for each step. Go through
      the whole sign-up.
    Tester (de): Die Bank schickt zusätzliche Angaben und braucht für jeden Schritt einige Sekunden.
      Die ganze Anmeldung durchlaufen.

    Given the customer uses the good account
    And the bank shows members and statuses that nobody announced
    And the bank's statuses change after two seconds
    When the customer comes to the end of what the app offers
    Then the customer is identified
    And every rule that was observed is kept

  @situation:slow-answers
  Scenario: Slow answers disturb nothing
    Title (en): A slow bank
    Title (de): Eine langsame Bank
    Tester (en): Some answers of the bank take several seconds. Wait as a patient customer would.
      Record what the app shows meanwhile.
    Tester (de): Manche Antworten der Bank dauern mehrere Sekunden. So warten, wie es ein geduldiger
      Kunde täte, und festhalten, was die App währenddessen zeigt.

    Given the customer uses the good account
    And the bank answers the creation of the identification after 3 seconds
    And the bank answers the start of the QES after 3 seconds
    And the bank's statuses change after ten seconds
    When the customer comes to the end of what the app offers
    Then the customer is identified
    And every rule that was observed is kept

  @situation:server-errors
  Scenario: A gateway that fails for a moment disturbs nothing
    Title (en): A gateway that fails for a moment
    Title (de): Ein Gateway, das kurz ausfällt
    Tester (en): Two calls of the app are answered with an error of the gateway, once each. Continue
      in the way the app offers, and record each message.
    Tester (de): Zwei Aufrufe der App werden je einmal mit einem Fehler des Gateways beantwortet. So
      weitermachen, wie es die App anbietet, und jede Meldung festhalten.

    Given the customer uses the good account
    And the bank answers the retrieval of the identification with 502 once
    And the bank answers the request of the identification with 502 once
    When the customer comes to the end of what the app offers
    Then every rule that was observed is kept
