Feature: Verifying a mobile number

  @BI-055
  Rule: Authorising sends an OTP and verifies nothing yet

    Scenario: An authorised mobile number is still unverified
      Given a person with an unverified mobile number
      When the partner authorises the mobile number
      Then the mobile number is still unverified

  @BI-054
  Rule: Only the person's own number can be authorised

    Scenario: Authorising a number of somebody else is refused
      Given a person with an unverified mobile number
      When the partner authorises another number
      Then it is refused

    Scenario: Authorising nothing instead of a mobile number is refused
      Given a person with an unverified mobile number
      When the partner authorises the mobile number as nothing
      Then it is refused

    Scenario: Authorising a word instead of a mobile number is refused
      Given a person with an unverified mobile number
      When the partner authorises no mobile number but a word
      Then it is refused

    Scenario: Authorising a mobile number without naming it is refused
      Given a person with an unverified mobile number
      When the partner authorises the mobile number without naming it
      Then it is refused

  @BI-050 @BI-058 @BI-154
  Rule: The right OTP verifies the number

    Scenario: The static OTP verifies the static mobile number
      Given a person with an unverified mobile number
      And the OTP was sent
      When the customer enters the static OTP
      Then the mobile number is verified
      And the person has a verified mobile number

  @BI-059
  Rule: A wrong OTP does not verify the number

    Scenario: An OTP of six other digits is refused
      Given a person with an unverified mobile number
      And the OTP was sent
      When the customer enters a wrong OTP
      Then it is refused
      And the person keeps an unverified mobile number

    Scenario: A second wrong OTP is refused as well
      Given a person with an unverified mobile number
      And the OTP was sent
      When the customer enters a wrong OTP
      And the customer enters the static OTP with another last digit
      Then it is refused
      And the person keeps an unverified mobile number

    Scenario: A third wrong OTP is refused as well
      Given a person with an unverified mobile number
      And the OTP was sent
      When the customer enters a wrong OTP
      And the customer enters the static OTP without its last digit
      And the customer enters a wrong OTP
      Then it is refused
      And the person keeps an unverified mobile number

    Scenario Outline: The static OTP is refused <flaw>
      Given a person with an unverified mobile number
      And the OTP was sent
      When the customer enters the static OTP <flaw>
      Then it is refused
      And the person has an unverified mobile number

      Examples:
        | flaw                     |
        | with another last digit  |
        | with another first digit |
        | without its last digit   |
        | with a digit too many    |

    Scenario: The OTP of another person is refused
      Given a person who was sent an OTP to a mobile number of their own
      And a person who was sent an OTP to a mobile number of their own
      When the person enters the OTP of the other person
      Then it is refused

    Scenario: The static OTP and the reversed own OTP are refused for another mobile number
      Given a person who was sent an OTP to a mobile number of their own
      When the person enters the static OTP for a number of their own
      And the person enters their OTP from back to front
      Then it is refused
      And the person has an unverified mobile number

    Scenario: A verified mobile number is not verified for another person
      Given a person with an unverified mobile number
      And a customer
      When the partner turns to the other person
      Then the person has an unverified mobile number

  @BI-060
  Rule: Without authorising there is nothing to confirm

    Scenario: The static OTP verifies nothing before the number is authorised
      Given a person with an unverified mobile number
      When the customer enters the static OTP
      Then it is refused
      And the person has an unverified mobile number

  @BI-057
  Rule: Confirming needs number and token

    Scenario Outline: A confirmation without its <member> is refused
      Given a person with an unverified mobile number
      And the OTP was sent
      When the partner confirms the mobile number without its <member>
      Then it is refused
      And the person has an unverified mobile number

      Examples:
        | member |
        | number |
        | token  |

    @BI-059
    Scenario: A confirmation with an empty token is refused for a mobile number
      Given a person with an unverified mobile number
      And the OTP was sent
      When the partner confirms the mobile number with an empty token
      Then it is refused
      And the person has an unverified mobile number

    Scenario Outline: A confirmation with <wrong> for its number is refused
      Given a person with an unverified mobile number
      And the OTP was sent
      When the partner confirms the mobile number with <wrong> for its number
      Then it is refused
      And the person has an unverified mobile number

      Examples:
        | wrong   |
        | nothing |
        | a word  |

    Scenario: A confirmation for another number is refused
      Given a person with an unverified mobile number
      And the OTP was sent
      When the partner confirms the mobile number with another number
      Then it is refused
      And the person has an unverified mobile number
