@needs:webhooks @needs:wizard
Feature: Being told how an identification gets on

  @BI-096
  Rule: As soon as the snapshot is available, the partner is told

    Scenario: The customer completes the bank page
      Given a subscription to IDENTIFICATION
      And an identification that is pending
      When the customer completes the bank page
      Then an event says authorization_required

  @BI-120 @needs:tan
  Rule: Every change of status is told once

    Scenario: An identification that succeeds
      Given a subscription to IDENTIFICATION
      And an identification that is confirmation_required
      When the customer enters the TAN
      Then each of these statuses is told once
        | created                |
        | pending                |
        | authorization_required |
        | confirmation_required  |
        | confirmed              |
        | successful             |

    Scenario: An identification that fails at the bank
      Given a subscription to IDENTIFICATION
      And an identification with the joint IBAN that is pending
      When the customer completes the bank page
      Then each of these statuses is told once
        | created |
        | pending |
        | failed  |

    @needs:clock
    Scenario: An identification that gets too old
      Given a subscription to IDENTIFICATION
      And an identification that is created
      When the life of an identification is over
      Then each of these statuses is told once
        | created |
        | expired |

  @WH-016 @needs:tan
  Rule: Statuses are told in their order

    Scenario: An identification that succeeds
      Given a subscription to IDENTIFICATION
      And an identification that is confirmation_required
      When the customer enters the TAN
      Then these statuses are told in this order
        | created                |
        | pending                |
        | authorization_required |
        | confirmation_required  |
        | confirmed              |
        | successful             |

  @WH-017
  Rule: An event is a hint, and keeps the account to itself

    Scenario: Of a new identification
      Given a subscription to IDENTIFICATION
      And a customer
      When the partner creates an identification with the good IBAN
      Then the event that says created carries no more than a hint

    Scenario: Of one that failed
      Given a subscription to IDENTIFICATION
      And an identification with the joint IBAN that is pending
      When the customer completes the bank page
      Then the event that says failed carries no more than a hint

    @needs:tan
    Scenario: Of one that succeeded
      Given a subscription to IDENTIFICATION
      And an identification that is confirmation_required
      When the customer enters the TAN
      Then the event that says successful carries no more than a hint
