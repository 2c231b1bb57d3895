Feature: Events of an identification

  @BI-096
  Rule: The partner is notified as soon as the account snapshot is available

    Scenario: A completed bank page is reported as authorization_required
      Given a subscription to IDENTIFICATION
      And an identification that is pending
      When the customer completes the bank page
      Then an event reports authorization_required

  @BI-120
  Rule: Every change of status is reported once

    Scenario: Each status of a successful identification is reported once
      Given a subscription to IDENTIFICATION
      And an identification that is confirmation_required
      When the customer enters the TAN
      Then these statuses are reported once
        | created                |
        | pending                |
        | authorization_required |
        | confirmation_required  |
        | confirmed              |
        | successful             |

    Scenario: A wrong TAN is not reported
      Given a subscription to IDENTIFICATION
      And an identification that is confirmation_required
      When the customer enters a wrong TAN
      Then these statuses are reported once
        | created                |
        | pending                |
        | authorization_required |
        | confirmation_required  |

    Scenario: A start of the QES that is refused is not reported
      Given a subscription to IDENTIFICATION
      And an identification that is pending
      When the partner starts the QES
      Then these statuses are reported once
        | created |
        | pending |

    Scenario: A second request of the bank page is not reported
      Given a subscription to IDENTIFICATION
      And an identification that is pending
      When the partner requests the identification
      Then these statuses are reported once
        | created |
        | pending |

    Scenario: A second start of the QES is not reported
      Given a subscription to IDENTIFICATION
      And an identification that is confirmation_required
      When the partner starts the QES again
      Then these statuses are reported once
        | created                |
        | pending                |
        | authorization_required |
        | confirmation_required  |

    Scenario: Each status of an identification failed by the bank is reported once
      Given a subscription to IDENTIFICATION
      And an identification with the joint IBAN that is pending
      When the customer completes the bank page
      Then these statuses are reported once
        | created |
        | pending |
        | failed  |

    Scenario: Each status of an expired identification is reported once
      Given a subscription to IDENTIFICATION
      And an identification that is created
      When the life of an identification is over
      Then these statuses are reported once
        | created |
        | expired |

  @WH-017
  Rule: An event is a hint, and keeps the account to itself

    Scenario: The event of a requested identification keeps the account to itself
      Given a subscription to IDENTIFICATION
      And an identification that is created
      When the partner requests the identification
      Then the event that reports pending carries no more than a hint

    Scenario: The event of a failed identification carries only id, method and status
      Given a subscription to IDENTIFICATION
      And an identification with the joint IBAN that is pending
      When the customer completes the bank page
      Then the event that reports failed carries no more than a hint

    Scenario: The event of a successful identification keeps the account to itself
      Given a subscription to IDENTIFICATION
      And an identification that is confirmation_required
      When the customer enters the TAN
      Then the event that reports successful carries no more than a hint
