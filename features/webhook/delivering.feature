Feature: What is delivered

  @WH-008
  Rule: A delivery names itself, its subscription and its entity

    Scenario: An IDENTIFICATION delivery carries all documented headers
      Given a subscription to IDENTIFICATION
      And an identification that is created
      When the partner requests the identification
      Then the delivery carries every documented header field

    Scenario: A PERSON_CHANGED delivery carries all documented headers
      Given a subscription to PERSON_CHANGED
      And a registered person
      When the partner changes the person's business_purpose
      Then the delivery carries every documented header field

    Scenario: A MOBILE_NUMBER_CREATED delivery carries all documented headers
      Given a subscription to PERSON_MOBILE_NUMBER_CREATED
      And a registered person
      When the partner creates the static mobile number
      Then the delivery carries every documented header field

    Scenario: A MOBILE_NUMBER_DELETED delivery carries all documented headers
      Given a subscription to PERSON_MOBILE_NUMBER_DELETED
      And a person with an unverified mobile number
      When the partner deletes the mobile number
      Then the delivery carries every documented header field

  @WH-009
  Rule: A delivery is signed with the secret of its subscription

    Scenario: An IDENTIFICATION delivery is signed with its subscription's secret
      Given a subscription to IDENTIFICATION
      And an identification that is created
      When the partner requests the identification
      Then each delivery is signed with the secret of its own subscription

    Scenario: Two subscriptions get different secrets
      Given a subscription to PERSON_MOBILE_NUMBER_CREATED
      And a subscription to PERSON_MOBILE_NUMBER_DELETED
      And a person with an unverified mobile number
      When the partner deletes the mobile number
      Then each delivery is signed with the secret of its own subscription

  @WH-010
  Rule: An event has an id of its own

    Scenario: Two events have different ids
      Given a subscription to PERSON_MOBILE_NUMBER_CREATED
      And a subscription to PERSON_MOBILE_NUMBER_DELETED
      And a person with an unverified mobile number
      When the partner deletes the mobile number
      Then 2 events are delivered, each with an id of its own

    Scenario: Two events of one subscription have different ids
      Given a subscription to IDENTIFICATION
      And an identification that is pending
      When the customer completes the bank page
      Then 2 events are delivered, each with an id of its own

  @WH-018
  Rule: A changed person is reported

    Scenario: A changed business purpose is reported as a changed person
      Given a subscription to PERSON_CHANGED
      And a registered person
      When the partner changes the person's business_purpose
      Then PERSON_CHANGED is delivered once

  @WH-019
  Rule: A new mobile number is reported

    Scenario: A new mobile number is reported before it is verified
      Given a subscription to PERSON_MOBILE_NUMBER_CREATED
      And a registered person
      When the partner creates the static mobile number
      Then PERSON_MOBILE_NUMBER_CREATED is delivered once

  @WH-021
  Rule: A deleted person is reported

    Scenario: A person who did not become a customer is deleted and reported
      Given a subscription to PERSON_DELETED
      And a registered person
      When 90 days pass
      Then PERSON_DELETED is delivered once
      And the person no longer exists

    Scenario: A customer is not deleted
      Given a subscription to PERSON_DELETED
      And an identification that is successful
      And another registered person
      When 90 days pass
      Then the receiver gets 1 event in all

  @WH-020
  Rule: A deleted mobile number is reported

    Scenario: The event of a deleted mobile number names the number
      Given a subscription to PERSON_MOBILE_NUMBER_DELETED
      And a person with an unverified mobile number
      When the partner deletes the mobile number
      Then PERSON_MOBILE_NUMBER_DELETED is delivered once
