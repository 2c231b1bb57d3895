Feature: What the receiver does not take

  @WH-012
  Rule: It is delivered again, ever more rarely, until it is taken

    Scenario: An event that is never accepted is retried at growing intervals
      Given a subscription to PERSON_MOBILE_NUMBER_CREATED
      And a receiver that answers 500
      And a registered person
      And a mobile number was created
      When 2 hours pass
      Then it is delivered again and again, ever more rarely

    Scenario: An event answered with a redirect is retried
      Given a subscription to PERSON_MOBILE_NUMBER_CREATED
      And a receiver that answers 302
      And a registered person
      And a mobile number was created
      When 2 hours pass
      Then it is delivered again and again, ever more rarely

    Scenario: An event is no longer retried after the receiver recovers
      Given a subscription to PERSON_MOBILE_NUMBER_CREATED
      And a receiver that answers 500
      And a registered person
      And a mobile number was created
      And a receiver that answers 200
      When 10 days pass
      Then the receiver gets 2 deliveries in all

    Scenario Outline: An event accepted with <status> is not retried
      Given a subscription to PERSON_MOBILE_NUMBER_CREATED
      And a receiver that answers <status>
      And a registered person
      And a mobile number was created
      When 10 days pass
      Then the receiver gets 1 delivery in all

      Examples:
        | status |
        | 200    |
        | 202    |
        | 204    |

  @WH-010
  Rule: All attempts to deliver an event carry its id

    Scenario: An event that is never accepted keeps its id on every retry
      Given a subscription to PERSON_MOBILE_NUMBER_CREATED
      And a receiver that answers 500
      And a registered person
      And a mobile number was created
      When 1 day passes
      Then the attempts carry the same id

  @WH-011
  Rule: Attempts are counted

    Scenario: An event that is never accepted numbers its attempts from 1
      Given a subscription to PERSON_MOBILE_NUMBER_CREATED
      And a receiver that answers 500
      And a registered person
      And a mobile number was created
      When 1 day passes
      Then the attempts are numbered from 1

  @WH-013
  Rule: After some days it is given up

    Scenario: An event that is never accepted is given up (C-39)
      Given a subscription to PERSON_MOBILE_NUMBER_CREATED
      And a receiver that answers 500
      And a registered person
      And a mobile number was created
      When 30 days pass
      Then it was given up after a documented number of attempts

  @WH-014
  Rule: A rejected event is not repeated

    Scenario: An event answered with 422 is not retried
      Given a subscription to PERSON_MOBILE_NUMBER_CREATED
      And a receiver that answers 422
      And a registered person
      And a mobile number was created
      When 10 days pass
      Then the receiver gets 1 delivery in all

  @WH-015
  Rule: A receiver that is gone loses its subscription

    Scenario: A subscription whose receiver answers 410 gets no more events
      Given a subscription to PERSON_MOBILE_NUMBER_CREATED
      And a receiver that answers 410
      And a registered person
      And a mobile number was created
      When 10 days pass
      Then the receiver gets 1 delivery in all
      And the subscription is gone
