Feature: Showing subscriptions

  @WH-006
  Rule: A subscription is shown alike everywhere

    Scenario: A subscription is listed, retrieved and deleted as it was made
      Given a subscription to PERSON_CHANGED
      When the partner lists the subscriptions
      And the partner retrieves the subscription
      And the partner deletes the subscription
      Then all answers are whole and agree

    Scenario: Each of two subscriptions is shown as it was made
      Given a subscription to PERSON_CHANGED
      And a subscription to IDENTIFICATION
      When the partner lists the subscriptions
      And the partner retrieves the subscription
      Then all answers are whole and agree
