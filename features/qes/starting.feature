Feature: Starting the QES

  @BI-105 @BI-112 @BI-134
  Rule: Starting the QES asks for a confirmation

    Scenario: The QES starts without a body and waits for its TAN
      Given an identification that is authorization_required
      When the partner starts the QES
      Then the answer says confirmation_required
      And the identification is still confirmation_required

  @BI-113
  Rule: The answer says until when

    Scenario: The started QES carries its deadlines and a reference token
      Given an identification that is authorization_required
      When the partner starts the QES
      Then the answer carries the deadlines and a reference token
      And the rest of the answer is as it was requested

    Scenario: Two customers get different reference tokens
      Given an identification that is confirmation_required
      And another identification that is confirmation_required
      When the partner retrieves the identification
      Then the two identifications have different reference tokens

  @BI-122
  Rule: Nothing is signed before the TAN

    Scenario: No signed document exists before the TAN is entered
      Given an identification that is authorization_required
      When the partner starts the QES
      Then no signed document is listed

  @BI-011 @BI-107
  Rule: An SMS with a TAN is sent

    Scenario: The customer gets a TAN when the QES starts
      Given an identification that is authorization_required
      When the partner starts the QES
      Then a TAN was sent to the customer

    Scenario: The TAN is sent to the customer's own number
      Given a customer with a mobile number of their own
      And their identification is authorization_required
      And the SMS sent to that number are known
      When the partner starts the QES
      Then one more SMS went to that number

    @needs:long-windows
    Scenario: The TAN is sent to the customer whose QES starts
      Given a customer with a mobile number of their own
      And their identification is authorization_required
      And a customer with a mobile number of their own
      And the partner turns to the other person
      And the SMS sent to that number are known
      When the partner starts the QES
      Then one more SMS went to that number

    Scenario: No TAN is sent before the QES starts
      Given a customer with a mobile number of their own
      And the SMS sent to that number are known
      And their identification is pending
      When the partner retrieves the identification
      Then no more SMS went to that number

    Scenario: The customer gets another TAN when the QES starts again
      Given an identification that is confirmation_required
      When the partner starts the QES again
      Then another TAN was sent, or none is available yet

    Scenario: The customer gets a third TAN when the QES starts a third time
      Given an identification that is confirmation_required
      And the QES was started again, if that is possible
      When the partner starts the QES again
      Then another TAN was sent, or none is available yet

  @BI-103
  Rule: The QES starts only after the payment

    Scenario Outline: An identification that is <status> cannot be signed
      Given an identification that is <status>
      When the partner starts the QES
      Then it is refused
      And the identification is still <status>

      Examples: before the payment
        | status  |
        | created |
        | pending |

      @BI-135
      Examples: after the signature
        | status     |
        | successful |

    Scenario: No TAN is sent when the QES cannot start
      Given a customer with a mobile number of their own
      And their identification is pending
      And the SMS sent to that number are known
      When the partner starts the QES
      Then it is refused
      And no more SMS went to that number
