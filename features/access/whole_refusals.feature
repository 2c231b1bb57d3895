Feature: Whole refusals

  A refusal is JSON, lists complete errors, and contradicts neither itself nor its codes.

  @ER-001 @ER-002 @ER-003
  Rule: Every refusal is complete

    Scenario Outline: A refusal is complete when <when>
      Given <given>
      When <when>
      And <when>
      Then it is accepted, or every refusal is complete

      Examples: of what concerns a person
        | given                                   | when                                                     |
        | a registered person                     | the partner creates an identification with the good IBAN |
        | a registered person                     | the partner creates a mobile number without a number     |
        | a registered person                     | the partner checks whether the person is eligible for an unknown method |
        | a person with an unverified mobile number | the partner authorises another number                    |
        | a person with an unverified mobile number | the partner authorises the mobile number without naming it |
        | a person with an unverified mobile number | the partner confirms the mobile number without its token |
        | a person with an unverified mobile number | the partner confirms the mobile number with another number |
        | a person with an unverified mobile number | the partner authorises the mobile number as another type |
        | a person with an unverified mobile number | the partner confirms the mobile number with another type of token |
        | a registered person                     | the partner creates a mobile number of another type      |
        | a customer                              | the customer is identified with the mismatched IBAN      |
        | a customer                              | the customer is identified with the unknown-person IBAN  |
        | a customer                              | the customer is identified with the never-identified IBAN |
        | a customer                              | the partner creates an identification without iban       |
        | a customer                              | the partner creates an identification whose iban is "DE12110101010100000020" |
        | a customer                              | the partner creates an identification whose iban is the number 42 |
        | a customer                              | the customer becomes FREELANCER without explanation |
        | a registered person                     | the partner registers a person with a body that is not JSON |
        | a registered person                     | the partner registers a person whose last_name is the number 42 |
        | a registered person                     | the partner registers a person whose nationality is "DEU" |
        | a registered person                     | the partner retrieves a person that does not exist |
        | a registered person                     | the partner changes a person that does not exist |
        | a registered person                     | the partner creates an identification for a person that does not exist |
        | a registered person                     | the partner retrieves an identification that does not exist |
        | a registered person                     | the partner looks up "DE12110101010100000020" |
        | a registered person                     | the partner looks up an IBAN of another type |
        | a registered person                     | the partner checks whether the person is eligible for another type of method |

      Examples: of what concerns an identification
        | given                                   | when                                                     |
        | an identification that is created       | the partner starts the QES                               |
        | an identification that is pending       | the partner requests the identification                  |
        | an identification that is created       | the partner confirms the QES without a token             |

      Examples: of what concerns the signature
        | given                                   | when                                                     |
        | an identification that is confirmation_required | the partner confirms the QES without a token     |
        | an identification that is confirmation_required | the customer enters a wrong TAN                  |
        | an identification that is confirmation_required | the partner confirms the QES with another type of token |

      Examples: of what concerns webhooks
        | given                          | when                                                             |
        | a registered person            | the partner subscribes to IDENTIFICATION at an address without TLS |
        | a receiver that answers 500    | the partner subscribes to IDENTIFICATION                         |

      Examples: of what concerns the end
        | given                                   | when                                                     |
        | an identification that is successful    | the partner creates an identification with the good IBAN |
        | an identification that is successful    | the partner requests the identification                  |
        | an identification that is successful    | the customer enters the TAN                              |

    Scenario Outline: A refusal is complete when <when> while <while>
      Given <given>
      And <while>
      When <when>
      And <when>
      Then it is accepted, or every refusal is complete

      Examples: of what concerns a provider
        | given                             | while                         | when                                                     |
        | a customer                        | SCHUFA does not answer        | the partner creates an identification with the good IBAN |
        | a customer                        | SCHUFA cannot be called       | the partner creates an identification with the good IBAN |
        | a customer                        | SCHUFA fails unexpectedly     | the partner creates an identification with the good IBAN |
        | an identification that is created | FinTecSystems does not answer | the partner requests the identification                  |

      Examples: of what concerns the provider of the signature
        | given                                            | while                   | when                       |
        | an identification that is authorization_required | Swisscom does not answer | the partner starts the QES |

      Examples: of what concerns an OTP
        | given                                     | while            | when                         |
        | a person with an unverified mobile number | the OTP was sent | the customer enters a wrong OTP |

      Examples: of what concerns its age
        | given                             | while                              | when                                    |
        | an identification that is created | the life of an identification is over | the partner requests the identification |

    Scenario Outline: A refusal is complete when the limit per <quota> is reached
      Given only 1 failed attempt per <quota> is allowed
      And a customer
      And their identification with the mismatched IBAN failed
      When the partner creates an identification with the mismatched IBAN
      Then it is accepted, or every refusal is complete

      Examples:
        | quota |
        | IBAN  |
        | name  |
