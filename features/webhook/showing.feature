Feature: Showing subscriptions

  @WH-006 @needs:webhooks
  Rule: A subscription is shown alike everywhere

    Scenario: A subscription is listed, retrieved and deleted as it was made
      Given a subscription to PERSON_CHANGED
      When the partner lists the subscriptions
      And the partner retrieves the subscription
      And the partner deletes the subscription
      Then all answers are whole and agree
