Feature: The end of an identification

  @BI-135
  Rule: A successful identification stays successful

    Scenario: A successful identification cannot be requested again
      Given an identification that is successful
      When the partner requests the identification
      Then it is refused
      And the identification is still successful

    Scenario: The TAN of a successful identification is not accepted twice
      Given an identification that is successful
      When the customer enters the TAN
      Then it is refused
      And the identification is still successful

    Scenario: A successful identification does not expire after thirty days
      Given an identification that is successful
      When the life of an identification is over
      Then the identification is still successful

  @BI-136
  Rule: A failed identification stays failed

    Scenario Outline: An identification that failed with the <account> IBAN stays failed
      Given a customer
      When the customer is identified with the <account> IBAN
      Then the refused identification can be neither requested nor signed

      Examples:
        | account          |
        | snapshot-failing |
        | never-identified |

    Scenario: The TAN of an identification that Swisscom did not sign is not accepted again
      Given a customer
      And their identification with the Swisscom-failing IBAN failed
      When the customer enters the TAN
      Then it is refused
      And the identification is not signed

    Scenario: A failed identification does not expire after thirty days
      Given a customer
      And their identification with the joint IBAN failed
      When the life of an identification is over
      Then the identification is still failed

    Scenario: A failed identification names its reason
      Given a customer
      When the customer is identified with the joint IBAN
      Then a failed identification has a reason

  @BI-182
  Rule: An identification expires after thirty days

    Scenario: An identification can be requested one day before it expires
      Given an identification that is created
      And the life of an identification has one second left
      When the partner requests the identification
      Then the answer says pending

    Scenario: An identification cannot be requested after thirty days
      Given an identification that is created
      And the life of an identification is over
      When the partner requests the identification
      Then it is refused with EXPIRED
      And the identification ended because it was too old

    Scenario: A customer with an expired identification may be identified
      Given an identification that is created
      And the life of an identification is over
      When the partner creates an identification with the good IBAN
      Then the customer may be identified

    Scenario: A customer with an expired identification can succeed with a new one
      Given an identification that is created
      And the life of an identification is over
      And the time for signing is over
      And their identification is authorization_required
      When the partner starts the QES
      And the customer enters the TAN
      Then the identification becomes successful
