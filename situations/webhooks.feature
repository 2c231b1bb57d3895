Feature: Webhooks that cannot be relied on

  @situation:webhook-forged
  Scenario: A forged webhook changes nothing
    Given the customer uses the good account
    And the bank's webhooks are forged
    When the customer comes to the end of what the app offers
    Then every rule that was observed is kept

  @situation:webhook-doubled
  Scenario: A doubled webhook has no doubled effect
    Given the customer uses the good account
    And the bank's webhooks are doubled
    When the customer comes to the end of what the app offers
    Then the customer is identified
    And every rule that was observed is kept

  @situation:webhook-reordered
  Scenario: Webhooks in another order disturb nothing
    Given the customer uses the good account
    And the bank's webhooks are reordered
    When the customer comes to the end of what the app offers
    Then the customer is identified
    And every rule that was observed is kept
