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
