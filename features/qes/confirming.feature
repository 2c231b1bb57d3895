Feature: Confirming the QES

  @BI-013 @BI-114 @BI-116
  Rule: The right TAN confirms the QES

    Scenario: The answer to the right TAN says confirmed and keeps everything else
      Given an identification that is confirmation_required
      When the customer enters the TAN
      Then the QES is confirmed
      And the rest of the answer is as the QES was started

  @BI-117
  Rule: A wrong TAN does not confirm the QES

    Scenario: A TAN of six other digits is refused
      Given an identification that is confirmation_required
      When the customer enters a wrong TAN
      Then it is refused
      And the identification is still confirmation_required

    Scenario: The right TAN leads to success although it is entered twice
      Given an identification that is confirmation_required
      When the customer enters the TAN
      And the customer enters the TAN
      Then the identification becomes successful

    Scenario Outline: The TAN is refused <flaw>
      Given an identification that is confirmation_required
      When the customer enters the TAN <flaw>
      Then it is refused
      And the identification is still confirmation_required

      Examples:
        | flaw                     |
        | with another last digit  |
        | with another first digit |
        | without its last digit   |
        | with a digit too many    |
        | from back to front       |

    Scenario: A second wrong TAN is refused as well
      Given an identification that is confirmation_required
      When the customer enters a wrong TAN
      And the customer enters the TAN with another last digit
      Then it is refused
      And the identification stays confirmation_required

    Scenario: A third wrong TAN is refused as well
      Given an identification that is confirmation_required
      When the customer enters a wrong TAN
      And the customer enters the TAN with another last digit
      And the customer enters the TAN with another first digit
      Then it is refused
      And the identification is not signed

    Scenario: The reference token is refused as a TAN
      Given an identification that is confirmation_required
      When the customer enters the reference token
      And the customer enters the digits of the reference token
      Then it is refused
      And the identification is not signed

    Scenario: The TAN of another customer is refused
      Given an identification that is confirmation_required
      And another identification that is confirmation_required
      When the customer enters the TAN of the other identification
      Then it is refused
      And the identification is still confirmation_required

    @needs:long-windows
    Scenario: The TAN of the customer's other identification is refused
      Given an identification that is confirmation_required
      And their identification is confirmation_required
      When the customer enters the TAN of the other identification
      Then it is refused
      And the identification is still confirmation_required

    Scenario: Neither the static OTP nor that of the mobile number is accepted as a TAN
      Given a customer with a mobile number of their own
      And their identification is confirmation_required
      When the customer enters the static OTP as a TAN
      And the customer enters the OTP of the mobile number as a TAN
      Then it is refused
      And the identification is still confirmation_required

  @BI-114
  Rule: The TAN must be given

    Scenario: A confirmation without a token is refused
      Given an identification that is confirmation_required
      When the partner confirms the QES without a token
      Then it is refused
      And the identification is still confirmation_required

    @BI-117
    Scenario: A confirmation with an empty token is refused
      Given an identification that is confirmation_required
      When the partner confirms the QES with an empty token
      Then it is refused
      And the identification is still confirmation_required

    @BI-117
    Scenario: A confirmation with a JSON integer as its token is refused
      Given an identification that is confirmation_required
      When the partner confirms the QES with a number for a token
      Then it is refused
      And the identification is still confirmation_required

    Scenario: A token that is a number counts as the TAN or is refused
      Given an identification that is confirmation_required
      When the customer's TAN is sent as a number
      Then the QES is confirmed, or it is refused

  @BI-115
  Rule: There is nothing to confirm before the QES started

    Scenario Outline: An identification that is <status> cannot be confirmed
      Given an identification that is <status>
      When the customer enters a TAN that may be right
      Then it is refused
      And the identification is still <status>

      Examples:
        | status                 |
        | created                |
        | pending                |
        | authorization_required |
