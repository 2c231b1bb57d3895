Feature: Journeys of an app that end with a signature
  A partner's app is under test, and the simulator is the bank. Each scenario is a situation with a
  tenant of its own; its id is in the tag `@situation:…`.

  @situation:happy-path
  Scenario: A customer with a good account is identified
    Given the customer uses the good account
    When the customer comes to the end of what the app offers
    Then the customer is identified
    And every rule that was observed is kept

  @situation:tan-wrong-then-right
  Scenario: A wrong TAN does not end the signature
    Given the customer uses the good account
    And the customer enters the TAN with another last digit first, and then the right one
    When the customer comes to the end of what the app offers
    Then the customer is identified
    And every rule that was observed is kept

  @situation:tan-resent
  Scenario: A customer who asks for a second TAN is identified
    Given the customer uses the good account
    And the customer lets 6 minutes pass before asking for a second TAN
    When the customer comes to the end of what the app offers
    Then the customer is identified
    And every rule that was observed is kept

  @situation:token-expires
  Scenario: An access token that expires is replaced
    Given the customer uses the good account
    And the customer lets 2 hours pass before the identification is created
    When the customer comes to the end of what the app offers
    Then the customer is identified
    And every rule that was observed is kept

  @situation:unknown-members
  Scenario: Members and statuses that nobody announced disturb nothing
    Given the customer uses the good account
    And the bank shows members and statuses that nobody announced
    And the bank's statuses change after two seconds
    When the customer comes to the end of what the app offers
    Then the customer is identified
    And every rule that was observed is kept

  @situation:slow-answers
  Scenario: Slow answers disturb nothing
    Given the customer uses the good account
    And the bank answers the creation of the identification after 3 seconds
    And the bank answers the start of the QES after 3 seconds
    And the bank's statuses change after ten seconds
    When the customer comes to the end of what the app offers
    Then the customer is identified
    And every rule that was observed is kept

  @situation:server-errors
  Scenario: A gateway that fails for a moment disturbs nothing
    Given the customer uses the good account
    And the bank answers the retrieval of the identification with 502 once
    And the bank answers the request of the identification with 502 once
    When the customer comes to the end of what the app offers
    Then every rule that was observed is kept
