@needs:webhooks @needs:wizard
Feature: Being told how an identification gets on

  @BI-096
  Rule: As soon as the snapshot is available, the partner is told

    Scenario: A completed bank page is reported as authorization_required
      Given a subscription to IDENTIFICATION
      And an identification that is pending
      When the customer completes the bank page
      Then an event says authorization_required

  @BI-120 @needs:tan
  Rule: Every change of status is told once

    Scenario: Each status of a successful identification is reported once
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

    Scenario: Each status of an identification failed by the bank is reported once
      Given a subscription to IDENTIFICATION
      And an identification with the joint IBAN that is pending
      When the customer completes the bank page
      Then each of these statuses is told once
        | created |
        | pending |
        | failed  |

    @needs:clock
    Scenario: Each status of an expired identification is reported once
      Given a subscription to IDENTIFICATION
      And an identification that is created
      When the life of an identification is over
      Then each of these statuses is told once
        | created |
        | expired |

  @WH-016 @needs:tan
  Rule: Statuses are told in their order

    Scenario: The statuses of a successful identification are reported in order
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

    Scenario: The event of a new identification keeps the account to itself
      Given a subscription to IDENTIFICATION
      And a customer
      When the partner creates an identification with the good IBAN
      Then the event that says created carries no more than a hint

    Scenario: The event of a failed identification carries only id, method and status
      Given a subscription to IDENTIFICATION
      And an identification with the joint IBAN that is pending
      When the customer completes the bank page
      Then the event that says failed carries no more than a hint

    @needs:tan
    Scenario: The event of a successful identification keeps the account to itself
      Given a subscription to IDENTIFICATION
      And an identification that is confirmation_required
      When the customer enters the TAN
      Then the event that says successful carries no more than a hint
