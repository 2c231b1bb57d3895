Feature: Webhooks that cannot be relied on

  @situation:webhook-forged
  Scenario: A forged webhook changes nothing
    Title (en): Messages in the name of the bank
    Title (de): Nachrichten im Namen der Bank
    Tester (en): Somebody sends messages in the name of the bank to the server of the app. Go
      through the whole sign-up.
    Tester (de): Jemand schickt dem Server der App Nachrichten im Namen der Bank. Die ganze
      Anmeldung durchlaufen.

    Given the customer uses the good account
    And the bank's webhooks are forged
    When the customer comes to the end of what the app offers
    Then every rule that was observed is kept

  @situation:webhook-doubled
  Scenario: A doubled webhook has no doubled effect
    Title (en): Messages that arrive twice
    Title (de): Nachrichten, die doppelt ankommen
    Tester (en): Each message of the bank arrives twice at the server of the app. Go through the
      whole sign-up.
    Tester (de): Jede Nachricht der Bank kommt beim Server der App doppelt an. Die ganze Anmeldung
      durchlaufen.

    Given the customer uses the good account
    And the bank's webhooks are doubled
    When the customer comes to the end of what the app offers
    Then the customer is identified
    And every rule that was observed is kept

  @situation:webhook-reordered
  Scenario: Webhooks in another order disturb nothing
    Title (en): Messages in another order
    Title (de): Nachrichten in anderer Reihenfolge
    Tester (en): The messages of the bank arrive in another order at the server of the app. Go
      through the whole sign-up.
    Tester (de): Die Nachrichten der Bank kommen beim Server der App in anderer Reihenfolge an. Die
      ganze Anmeldung durchlaufen.

    Given the customer uses the good account
    And the bank's webhooks are reordered
    When the customer comes to the end of what the app offers
    Then the customer is identified
    And every rule that was observed is kept
