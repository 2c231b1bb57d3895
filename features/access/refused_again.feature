Feature: Refused again

  A call that was refused changes nothing, so that the same call is refused again.

  Rule: A refused call is refused each time

    Scenario Outline: A second call is refused, too, when <when>
      Given <given>
      When <when>
      And <when>
      Then it is refused

      @BI-054
      Examples: of another mobile number
        | given                                     | when                                                       |
        | a person with an unverified mobile number | the partner authorises another number                      |
        | a person with an unverified mobile number | the partner authorises the mobile number without naming it |

      @BI-074
      Examples: of an account
        | given      | when                                                              |
        | a customer | the partner creates an identification without iban                |
        | a customer | the partner creates an identification whose iban is the number 42 |

    @BI-051
    Scenario: A person whose mobile number was refused twice has none
      Given a registered person
      When the partner creates a mobile number without a number
      And the partner creates a mobile number without a number
      Then it is refused
      And the person has no mobile number

    Scenario Outline: An identification stays <status> when <when> twice
      Given an identification that is <status>
      When <when>
      And <when>
      Then it is refused
      And the identification is still <status>

      @BI-135
      Examples: of a success
        | status     | when                                    |
        | successful | the partner requests the identification |
        | successful | the partner starts the QES              |

      @BI-115
      Examples: of a QES that has not started
        | status                 | when                                        |
        | authorization_required | the customer enters a TAN that may be right |

  @BI-057
  Rule: A number is not verified by incomplete calls

    Scenario Outline: A mobile number stays unverified when <when> twice
      Given a person with an unverified mobile number
      And the OTP was sent
      When <when>
      And <when>
      Then it is refused
      And the person has an unverified mobile number

      Examples:
        | when                                                       |
        | the partner confirms the mobile number without its token   |
        | the partner confirms the mobile number with another number |

  @BI-114
  Rule: A QES is not confirmed by incomplete calls

    Scenario: A second confirmation without a token is refused, too
      Given an identification that is confirmation_required
      When the partner confirms the QES without a token
      And the partner confirms the QES without a token
      Then it is refused
      And the identification is still confirmation_required

  @BI-158
  Rule: A number that is not verified permits no identification

    Scenario: A second identification without a verified mobile number is refused, too
      Given a registered person
      When the partner creates an identification with the good IBAN
      And the partner creates an identification with the good IBAN
      Then it is refused with MOBILE_NUMBER_NOT_VERIFIED
      And the person has no identification

  @BI-162
  Rule: A person who is identified stays identified

    Scenario: A second identification after the success is refused, too
      Given an identification that is successful
      When the partner creates an identification with the good IBAN
      And the partner creates an identification with the good IBAN
      Then it is refused with ALREADY_IDENTIFIED_SUCCESSFULLY

  Rule: A provider that is down refuses each call

    Scenario Outline: A second identification is refused, too, while <while>
      Given a customer
      And <while>
      When the partner creates an identification with the good IBAN
      And the partner creates an identification with the good IBAN
      Then it is refused with <code>
      And no identification was created

      @BI-172
      Examples: of a provider that does not answer
        | while                  | code             |
        | SCHUFA does not answer | DEPENDENCY_ERROR |

      @BI-176
      Examples: of a call that fails
        | while                   | code                   |
        | SCHUFA cannot be called | INTERNAL_REQUEST_ERROR |

      @BI-178
      Examples: of an unforeseen failure
        | while                     | code          |
        | SCHUFA fails unexpectedly | GENERIC_ERROR |

    @BI-172
    Scenario: The QES does not start at a second call while Swisscom is down
      Given an identification that is authorization_required
      And Swisscom does not answer
      When the partner starts the QES
      And the partner starts the QES
      Then it is refused with DEPENDENCY_ERROR
      And the identification is still authorization_required

    @BI-172
    Scenario: The identification is not requested at a second call while FinTecSystems is down
      Given an identification that is created
      And FinTecSystems does not answer
      When the partner requests the identification
      And the partner requests the identification
      Then it is refused with DEPENDENCY_ERROR
      And the identification is still created

  @BI-182
  Rule: An identification that is too old cannot be requested

    Scenario: A second request after thirty days is refused, too
      Given an identification that is created
      And the life of an identification is over
      When the partner requests the identification
      And the partner requests the identification
      Then it is refused
      And the identification ended because it was too old

  @BI-040
  Rule: A refused change changes nothing, however often it is sent

    Scenario: A second AML confirmation of two days ago is refused, too
      Given a registered person with the mandatory data only
      When the partner dates the AML confirmation two days ago
      And the partner dates the AML confirmation two days ago
      Then it is refused
      And the person is as before
