Feature: Captured traffic

  @situation:capture
  Scenario: The captured traffic of an app keeps the rules for partners
    When the customer comes to the end of what the app offers
    Then every rule that was observed is kept
