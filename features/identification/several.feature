Feature: Several identifications of one customer

  @BI-086
  Rule: A request concerns one identification

    Scenario: A request leaves the customer's other identification created
      Given an identification that is created
      And their identification is created
      When the partner requests the identification
      And the partner turns to the other identification
      Then the identification is still created

  @BI-093
  Rule: A payment concerns one identification

    Scenario Outline: A completed bank page leaves an identification <status> that it is not about
      Given an identification that is <status>
      And their identification is pending
      When the customer completes the bank page
      And the partner turns to the other identification
      Then the identification is still <status>

      Examples:
        | status  |
        | created |
        | pending |

    @BI-088
    Scenario: The first of two bank pages leaves the second identification pending
      Given an identification that is pending
      And their identification is pending
      When the partner turns to the other identification
      And the customer completes the bank page
      And the partner turns to the other identification
      Then the identification is still pending

  @BI-112 @needs:long-windows
  Rule: The start of a QES concerns one identification

    Scenario: A start of the QES leaves the customer's other identification unsigned
      Given an identification that is authorization_required
      And their identification is authorization_required
      When the partner starts the QES
      And the partner turns to the other identification
      Then the identification is still authorization_required

  @BI-116 @BI-117 @needs:long-windows
  Rule: A TAN concerns one identification

    Scenario: The right TAN does not sign the customer's other identification
      Given an identification that is confirmation_required
      And their identification is confirmation_required
      When the customer enters the TAN
      Then the identification becomes successful
      And the partner turns to the other identification
      And the identification is not signed

    Scenario: A success leaves the customer's other identification pending
      Given an identification that is pending
      And their identification is confirmation_required
      When the customer enters the TAN
      Then the identification becomes successful
      And the partner turns to the other identification
      And the identification is still pending

    Scenario: A wrong TAN does not void the TAN of the customer's other identification
      Given an identification that is confirmation_required
      And their identification is confirmation_required
      When the customer enters a wrong TAN
      And the partner turns to the other identification
      And the customer enters the TAN
      Then the QES is confirmed

  @BI-034
  Rule: A change of the person concerns no identification

    Scenario: A changed person keeps an identification that is created
      Given an identification that is created
      When the partner changes the person's job_title
      Then the identification is still created

  @BI-127
  Rule: A success hides no earlier attempt

    Scenario: Attempts before a success are still listed
      Given a customer
      And their identification with the mismatched IBAN failed
      And their identification is confirmation_required
      When the customer enters the TAN
      Then the identification becomes successful
      And the attempts list a failed attempt with the mismatched IBAN
      And the attempts list a successful attempt with the good IBAN
