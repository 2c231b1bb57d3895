Feature: Repeated refusals

  @ER-001 @ER-002 @ER-003
  Rule: A refusal is as complete the second time

    Scenario Outline: Two refusals are complete when <when> twice
      Given <given>
      When <when>
      And <when>
      Then it is accepted, or every refusal is complete

      Examples: of what concerns a person
        | given                                   | when                                                     |
        | a registered person                     | the partner registers a person with a body that is not JSON |
        | a registered person                     | the partner registers a person whose last_name is the number 42 |
        | a registered person                     | the partner registers a person whose nationality is "DEU" |
        | a registered person                     | the partner retrieves a person that does not exist |
        | a registered person                     | the partner changes the person's first_name |
        | a customer                              | the customer becomes FREELANCER without explanation |
        | a registered person                     | the partner checks whether the person is eligible for an unknown method |
        | a registered person                     | the partner looks up "DE12110101010100000020" |

      Examples: of what concerns a mobile number
        | given                                     | when                                                       |
        | a registered person                       | the partner creates a mobile number without a number       |
        | a person with an unverified mobile number | the partner creates a second mobile number                 |
        | a person with an unverified mobile number | the partner authorises another number                      |
        | a person with an unverified mobile number | the partner confirms the mobile number without its token   |
        | a person with an unverified mobile number | the customer enters a wrong OTP                            |

      Examples: of what concerns an identification
        | given                             | when                                                     |
        | a registered person               | the partner creates an identification with the good IBAN |
        | a customer                        | the partner creates an identification without iban       |
        | a customer                        | the partner creates an identification whose iban is "DE12110101010100000020" |
        | a customer                        | the partner creates an identification with the mismatched IBAN |
        | an identification that is created | the partner retrieves an identification that does not exist |
        | an identification that is created | the partner starts the QES                               |

      Examples: of what concerns the bank page
        | given                             | when                                    |
        | an identification that is pending | the partner requests the identification |

      Examples: of what concerns the signature
        | given                                           | when                                         |
        | an identification that is confirmation_required | the partner confirms the QES without a token |
        | an identification that is confirmation_required | the customer enters a wrong TAN              |
