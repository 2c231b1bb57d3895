Feature: Subscriptions of two partners

  @AU-008
  Rule: Subscriptions and events are a partner's own

    Scenario: A list of subscriptions has none of another partner
      Given a subscription to IDENTIFICATION
      And another partner takes over
      When the partner lists the subscriptions
      Then IDENTIFICATION has at most 0 subscriptions

    Scenario: Events of another partner are not delivered
      Given a subscription to PERSON_MOBILE_NUMBER_CREATED
      And a person with an unverified mobile number
      And an event was delivered
      And another partner takes over
      And another registered person
      When the partner creates the static mobile number
      Then the receiver gets 1 event in all
