Feature: Time that passes for the customer

  @situation:snapshot-late
  Scenario: A bank page that stays open for too long ends the identification
    Given the customer uses the good account
    And the customer lets 11 minutes pass on the bank page before paying
    When the customer comes to the end of what the app offers
    Then every rule that was observed is kept

  @situation:tan-late
  Scenario: A TAN that is entered too late does not count as a signature
    Given the customer uses the good account
    And the customer lets 11 minutes pass before the TAN is entered
    When the customer comes to the end of what the app offers
    Then every rule that was observed is kept

  @situation:expired
  Scenario: An identification that expired is replaced by a new one
    Given the customer uses the good account
    And the customer lets 31 days pass between creating and requesting the identification
    When the customer comes to the end of what the app offers
    Then the old identification is not used again
    And the app says what the guide says of EXPIRED
    And every rule that was observed is kept
