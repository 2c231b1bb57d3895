Feature: Subscribing to events

  @WH-001
  Rule: A new subscription comes with an id and a secret

    Scenario Outline: A subscription to <event> is created with an id and a secret
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

    Scenario: A new subscription verifies its receiver with one empty call
      When the partner subscribes to IDENTIFICATION
      Then the receiver was asked once, with an empty body

  @WH-003
  Rule: A receiver that does not agree is none

    Scenario Outline: A receiver that answers the verification with <status> is refused
      Given a receiver that answers <status>
      When the partner subscribes to IDENTIFICATION
      Then it is refused with invalid_webhook_url
      And IDENTIFICATION has at most 0 subscriptions

      Examples:
        | status |
        | 500    |
        | 404    |
        | 302    |

  @WH-004
  Rule: A receiver uses TLS

    Scenario: A receiver address without TLS is refused
      When the partner subscribes to IDENTIFICATION at an address without TLS
      Then it is refused with unsafe_webhook_url
      And IDENTIFICATION has at most 0 subscriptions

    Scenario: A second subscription without TLS is refused, too
      When the partner subscribes to IDENTIFICATION at an address without TLS
      And the partner subscribes to IDENTIFICATION at an address without TLS
      Then it is refused with unsafe_webhook_url
      And IDENTIFICATION has at most 0 subscriptions

  @WH-005
  Rule: An event has one subscription

    Scenario: A second subscription to the same event is refused
      Given a subscription to IDENTIFICATION
      When the partner subscribes to IDENTIFICATION
      Then it is refused
      And IDENTIFICATION has at most 1 subscription

    Scenario: A subscription to another event is accepted
      Given a subscription to IDENTIFICATION
      When the partner subscribes to PERSON_CHANGED
      Then the answer shows:
        | status code | 201 |
      And IDENTIFICATION has at most 1 subscription

  @WH-006
  Rule: A subscription can be looked at, its secret cannot

    Scenario: The list shows a subscription without its secret
      Given a subscription to PERSON_CHANGED
      When the partner lists the subscriptions
      Then the subscription is shown without its secret

    Scenario: A subscription is retrieved without its secret
      Given a subscription to PERSON_CHANGED
      When the partner retrieves the subscription
      Then the subscription is shown without its secret

  @WH-007
  Rule: A deleted subscription has ended

    Scenario: A deleted subscription is no longer shown
      Given a subscription to PERSON_MOBILE_NUMBER_CREATED
      When the partner deletes the subscription
      Then the subscription is gone

    Scenario: A deleted subscription gets no more deliveries
      Given a subscription to PERSON_MOBILE_NUMBER_CREATED
      And a person with an unverified mobile number
      And an event was delivered
      And the subscription was deleted
      And another registered person
      When the partner creates the static mobile number
      Then the receiver gets 1 event in all

    Scenario: A deleted subscription can be followed by a new one
      Given a subscription to IDENTIFICATION
      And the subscription was deleted
      When the partner subscribes to IDENTIFICATION
      Then the answer shows:
        | status code | 201 |
