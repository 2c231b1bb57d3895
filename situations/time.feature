Feature: Time that passes for the customer

  @situation:snapshot-late
  Scenario: A bank page that stays open for too long ends the identification
    Title (en): A long stop on the bank page
    Title (de): Ein langer Halt auf der Bankseite
    Tester (en): The customer opens the bank page and lets a long time pass before paying. Record
      what the app shows afterwards.
    Tester (de): Der Kunde öffnet die Bankseite und lässt viel Zeit vergehen, bevor er zahlt. Danach
      festhalten, was die App zeigt.

    Given the customer uses the good account
    And the customer lets 11 minutes pass on the bank page before paying
    When the customer comes to the end of what the app offers
    Then every rule that was observed is kept

  @situation:tan-late
  Scenario: A TAN that is entered too late does not count as a signature
    Title (en): A code that is entered late
    Title (de): Ein spät eingegebener Code
    Tester (en): The customer leaves the code for the signature on the phone for a long time. Enter
      it in the end, and record what the app shows.
    Tester (de): Der Kunde lässt den Code für die Unterschrift lange auf dem Telefon liegen. Ihn am
      Ende doch eingeben und festhalten, was die App zeigt.

    Given the customer uses the good account
    And the customer lets 11 minutes pass before the TAN is entered
    When the customer comes to the end of what the app offers
    Then every rule that was observed is kept

  @situation:expired
  Scenario: An identification that expired is replaced by a new one
    Title (en): A break of a month
    Title (de): Ein Monat Pause
    Tester (en): The customer stops for a month after the IBAN was sent. The identification is
      usually requested when the app leads to the bank: let the time pass before that. If the app
      does both in one step, let it pass before the bank page is opened. Afterwards continue with
      whatever the app offers.
    Tester (de): Der Kunde hört für einen Monat auf, nachdem die IBAN abgeschickt ist. Gestartet
      wird die Identifikation meist, wenn die App zur Bank führt: die Zeit davor vergehen lassen.
      Macht die App beides in einem Schritt, dann vor dem Öffnen der Bankseite. Danach mit allem
      weitermachen, was die App anbietet.

    Given the customer uses the good account
    And the customer lets 31 days pass between creating and requesting the identification
    When the customer comes to the end of what the app offers
    Then the old identification is not used again
    And the app says what the guide says of EXPIRED
    And every rule that was observed is kept
