@alone
Feature: When no SMS is sent

  Only an authorisation of a mobile number and the start of a QES send an SMS.

  @BI-054 @BI-107
  Rule: No other call sends an SMS

    Scenario Outline: No SMS is sent when <when>
      Given a customer with a mobile number of their own
      And their identification is created
      And the SMS sent to that number are known
      When <when>
      Then no more SMS went to that number

      Examples: of a person
        | when                                                           |
        | the partner looks at everything about the customer             |
        | the partner changes the person's job_title                     |
        | the partner checks whether the person is eligible for Bankident |

      Examples: of an identification
        | when                                                     |
        | the partner creates an identification with the good IBAN |
        | the partner requests the identification                  |

    Scenario: No further SMS is sent when the customer entered the TAN
      Given a customer with a mobile number of their own
      And their identification is confirmation_required
      And the SMS sent to that number are known
      When the customer enters the TAN
      And the partner looks at everything about the customer
      Then no more SMS went to that number

    Scenario: No further SMS is sent when a mobile number is verified
      Given a person who was sent an OTP to a mobile number of their own
      And the SMS sent to that number are known
      When the person enters their OTP
      Then no more SMS went to that number

  @BI-054
  Rule: Each authorisation sends an OTP

    Scenario: A second authorisation of a customer's number sends another SMS
      Given a person who was sent an OTP to a mobile number of their own
      And the SMS sent to that number are known
      When the partner authorises their mobile number again
      Then one more SMS went to that number

    Scenario: A third authorisation of a customer's number sends another SMS
      Given a person who was sent an OTP to a mobile number of their own
      And the SMS sent to that number are known
      When the partner authorises their mobile number again
      And the partner authorises their mobile number again
      Then two more SMS went to that number

  @BI-011 @BI-107
  Rule: An SMS is sent to the number that the customer has now

    Scenario: A TAN is not sent to a mobile number that was replaced
      Given a person with an unverified mobile number
      And the partner deletes the mobile number
      And the partner authorises a mobile number of the customer's own
      And the mobile number is verified later
      And their identification is authorization_required
      And the SMS sent to that number are known
      When the partner starts the QES
      Then one more SMS went to that number
