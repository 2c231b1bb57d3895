@needs:webhooks
Feature: Subscribing to events

  @WH-001
  Rule: A new subscription comes with an id and a secret

    Scenario Outline: <event> can be subscribed to
      When the partner subscribes to <event>
      Then the subscription to <event> is made, with a secret

      Examples:
        | event                        |
        | IDENTIFICATION               |
        | PERSON_CHANGED               |
        | PERSON_DELETED               |
        | PERSON_MOBILE_NUMBER_CREATED |
        | PERSON_MOBILE_NUMBER_DELETED |

  @WH-002
  Rule: The receiver is asked first

    Scenario: It gets one empty call that says what it is for
      When the partner subscribes to IDENTIFICATION
      Then the receiver was asked once, with an empty body

  @WH-003
  Rule: A receiver that does not agree is none

    Scenario Outline: A receiver that answers <status> is refused
      Given a receiver that answers <status>
      When the partner subscribes to IDENTIFICATION
      Then the address is refused as invalid_webhook_url
      And IDENTIFICATION has at most 0 subscriptions

      Examples:
        | status |
        | 500    |
        | 404    |
        | 302    |

  @WH-004
  Rule: A receiver uses TLS

    Scenario: An address without TLS is refused
      When the partner subscribes to IDENTIFICATION at an address without TLS
      Then the address is refused as unsafe_webhook_url
      And IDENTIFICATION has at most 0 subscriptions

  @WH-005
  Rule: An event has one subscription

    Scenario: A second one is refused
      Given a subscription to IDENTIFICATION
      When the partner subscribes to IDENTIFICATION
      Then the request is refused
      And IDENTIFICATION has at most 1 subscription

    Scenario: Another event can be subscribed to all the same
      Given a subscription to IDENTIFICATION
      When the partner subscribes to PERSON_CHANGED
      Then the subscription is made
      And IDENTIFICATION has at most 1 subscription

  @WH-006
  Rule: A subscription can be looked at, its secret cannot

    Scenario: It is listed
      Given a subscription to PERSON_CHANGED
      When the partner lists the subscriptions
      Then the subscription is listed without its secret

    Scenario: It is retrieved
      Given a subscription to PERSON_CHANGED
      When the partner retrieves the subscription
      Then the subscription is shown without its secret

  @WH-007
  Rule: A deleted subscription has ended

    Scenario: It is shown no more
      Given a subscription to PERSON_MOBILE_NUMBER_CREATED
      When the partner deletes the subscription
      Then the subscription is gone

    Scenario: Nothing more is delivered
      Given a subscription to PERSON_MOBILE_NUMBER_CREATED
      And the subscription was deleted
      And a registered person
      When the partner creates the static mobile number
      Then nothing is delivered

    Scenario: After it was deleted, there can be another one
      Given a subscription to IDENTIFICATION
      And the subscription was deleted
      When the partner subscribes to IDENTIFICATION
      Then the subscription is made
