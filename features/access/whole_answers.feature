Feature: Whole answers

  A resource is shown whole wherever it is shown, and no answer contradicts an earlier one: every member
  has its documented form, and a value stays what it was unless a call changed it.

  @BI-095 @BI-118 @BI-128
  Rule: An identification and what belongs to it are shown alike everywhere

    Scenario Outline: A customer whose identification is <status> is shown alike everywhere
      Given an identification that is <status>
      When the partner looks at everything about the customer
      Then all answers are whole and agree

      Examples: before the bank page
        | status  |
        | created |
        | pending |

      @needs:wizard
      Examples: after the bank page
        | status                 |
        | authorization_required |
        | confirmation_required  |

      @needs:wizard @needs:tan
      Examples: after the TAN
        | status     |
        | successful |

    @needs:wizard
    Scenario Outline: A customer whose identification failed with the <account> IBAN is shown alike everywhere
      Given an identification with the <account> IBAN that is pending
      And the partner looked at everything about the customer
      When the customer completes the bank page
      And the partner looks at everything about the customer
      Then all answers are whole and agree

      Examples:
        | account          |
        | joint            |
        | snapshot-failing |

    @needs:clock @waits:snapshot
    Scenario: A customer whose bank page expired is shown alike everywhere
      Given an identification that is pending
      And the partner looked at everything about the customer
      And the time for the bank page is over
      When the partner looks at everything about the customer
      Then all answers are whole and agree

    @needs:wizard @needs:clock @waits:authorization
    Scenario: A customer whose time for signing is over is shown alike everywhere
      Given an identification that is confirmation_required
      And the partner looked at everything about the customer
      And the time for signing is over
      When the partner looks at everything about the customer
      Then all answers are whole and agree

    @needs:clock @waits:expiry
    Scenario: A customer whose identification grew too old is shown alike everywhere
      Given an identification that is created
      And the partner looked at everything about the customer
      And the life of an identification is over
      When the partner looks at everything about the customer
      Then all answers are whole and agree

    Scenario Outline: Of two customers whose identifications are <status> each is shown alike everywhere
      Given an identification that is <status>
      And the partner looked at everything about the customer
      And another identification with the Swisscom-failing IBAN that is <status>
      When the partner looks at everything about the customer
      Then all answers are whole and agree

      Examples: before the bank page
        | status  |
        | created |
        | pending |

      @needs:wizard
      Examples: after the bank page
        | status                 |
        | authorization_required |
        | confirmation_required  |

    @needs:wizard @needs:tan
    Scenario: Of two customers who signed each is shown alike everywhere
      Given an identification that is successful
      And the partner looked at everything about the customer
      And another identification with the Swisscom-failing IBAN that is confirmation_required
      When the customer enters the TAN
      And the partner looks at everything about the customer
      Then all answers are whole and agree

    @needs:wizard @needs:tan
    Scenario: A customer who signs after a look at everything is shown alike everywhere
      Given an identification that is authorization_required
      And the partner looked at everything about the customer
      When the partner starts the QES
      And the customer enters the TAN
      And the partner looks at everything about the customer
      Then all answers are whole and agree

    @needs:wizard
    Scenario: A customer whose QES was started twice is shown alike everywhere
      Given an identification that is confirmation_required
      And the QES was started again, if that is possible
      When the partner looks at everything about the customer
      Then all answers are whole and agree

    Scenario: A person with an unverified mobile number is shown alike everywhere
      Given a person with an unverified mobile number
      When the partner looks at everything about the customer
      Then all answers are whole and agree

    @needs:limits
    Scenario: Of two customers with different mobile numbers each is shown alike everywhere
      Given a customer
      And the partner looked at everything about the customer
      And a customer with a mobile number of their own
      When the partner looks at everything about the customer
      Then all answers are whole and agree

    Scenario: A customer with two identifications is shown alike everywhere
      Given a customer with 2 identifications
      When the partner looks at everything about the customer
      Then all answers are whole and agree

  @BI-032 @BI-034
  Rule: A person is shown alike everywhere

    Scenario Outline: A person whose <property> was changed is shown alike everywhere
      Given a customer
      When the partner changes the person's <property>
      And the partner looks at everything about the customer
      Then all answers are whole and agree

      Examples:
        | property          |
        | job_title         |
        | employment_status |

    Scenario Outline: Of two persons, one <variant>, each is shown alike everywhere
      Given a registered person
      And the partner looked at everything about the customer
      And another registered person <variant>
      When the partner looks at everything about the customer
      Then all answers are whole and agree

      Examples:
        | variant                      |
        | living in AT                 |
        | with the nationality FR      |
        | with a NACE code             |
        | with an industry             |
        | with every listed data point |
        | with compound names          |

  @WH-006 @needs:webhooks
  Rule: A subscription is shown alike everywhere

    Scenario: A subscription is listed, retrieved and deleted as it was made
      Given a subscription to PERSON_CHANGED
      When the partner lists the subscriptions
      And the partner retrieves the subscription
      And the partner deletes the subscription
      Then all answers are whole and agree

  @ER-001 @ER-002 @ER-003
  Rule: Every refusal is complete

    Scenario Outline: A refusal is complete when <when>
      Given <given>
      When <when>
      Then every refusal is complete

      Examples: of what concerns a person
        | given                                   | when                                                     |
        | a registered person                     | the partner creates an identification with the good IBAN |
        | a registered person                     | the partner creates a mobile number without a number     |
        | a registered person                     | the partner checks whether the person is eligible for an unknown method |
        | a person with an unverified mobile number | the partner authorises another number                    |
        | a person with an unverified mobile number | the partner confirms the mobile number without its token |
        | a person with an unverified mobile number | the partner confirms the mobile number with another number |
        | a customer                              | the partner creates an identification without iban       |
        | a customer                              | the partner creates an identification whose iban is "DE12110101010100000020" |
        | a customer                              | the partner creates an identification whose iban is the number 42 |
        | a customer without birth_city           | the partner creates an identification with the good IBAN |
        | a customer                              | the customer becomes FREELANCER without explanation |
        | a registered person                     | the partner registers a person with a body that is not JSON |
        | a registered person                     | the partner registers a person whose last_name is the number 42 |
        | a registered person                     | the partner registers a person whose nationality is "DEU" |
        | a registered person                     | the partner retrieves a person that does not exist |
        | a registered person                     | the partner changes a person that does not exist |
        | a registered person                     | the partner creates an identification for a person that does not exist |
        | a registered person                     | the partner retrieves an identification that does not exist |
        | a registered person                     | the partner looks up "DE12110101010100000020" |

      Examples: of what concerns an identification
        | given                                   | when                                                     |
        | an identification that is created       | the partner starts the QES                               |
        | an identification that is created       | the partner confirms the QES without a token             |

      @needs:wizard
      Examples: of what concerns the signature
        | given                                   | when                                                     |
        | an identification that is confirmation_required | the partner confirms the QES without a token     |
        | an identification that is confirmation_required | the customer enters a wrong TAN                  |

      @needs:webhooks
      Examples: of what concerns webhooks
        | given                          | when                                                             |
        | a registered person            | the partner subscribes to IDENTIFICATION at an address without TLS |
        | a receiver that answers 500    | the partner subscribes to IDENTIFICATION                         |

      @needs:wizard @needs:tan
      Examples: of what concerns the end
        | given                                   | when                                                     |
        | an identification that is successful    | the partner creates an identification with the good IBAN |
        | an identification that is successful    | the partner requests the identification                  |
        | an identification that is successful    | the customer enters the TAN                              |

    Scenario Outline: A refusal is complete when <when> while <while>
      Given <given>
      And <while>
      When <when>
      Then every refusal is complete

      @needs:provider-faults
      Examples: of what concerns a provider
        | given                             | while                         | when                                                     |
        | a customer                        | SCHUFA does not answer        | the partner creates an identification with the good IBAN |
        | a customer                        | SCHUFA cannot be called       | the partner creates an identification with the good IBAN |
        | a customer                        | SCHUFA fails unexpectedly     | the partner creates an identification with the good IBAN |
        | an identification that is created | FinTecSystems does not answer | the partner requests the identification                  |

      @needs:provider-faults @needs:wizard
      Examples: of what concerns the provider of the signature
        | given                                            | while                   | when                       |
        | an identification that is authorization_required | Swisscom does not answer | the partner starts the QES |

      Examples: of what concerns an OTP
        | given                                     | while            | when                         |
        | a person with an unverified mobile number | the OTP was sent | the customer enters a wrong OTP |

      @needs:clock @waits:expiry
      Examples: of what concerns its age
        | given                             | while                              | when                                    |
        | an identification that is created | the life of an identification is over | the partner requests the identification |

    @needs:limits
    Scenario Outline: A refusal is complete when the limit per <quota> is reached
      Given only 1 failed attempt per <quota> is allowed
      And a customer
      And their identification with the mismatched IBAN failed
      When the partner creates an identification with the mismatched IBAN
      Then every refusal is complete

      Examples:
        | quota |
        | IBAN  |
        | name  |

    Scenario Outline: What may be refused is refused completely when <when>
      Given <given>
      When <when>
      Then it is accepted, or every refusal is complete

      Examples: of a person
        | given               | when                                        |
        | a registered person | the partner changes the person's first_name |

      Examples: of a mobile number
        | given                                     | when                                       |
        | a person with an unverified mobile number | the partner creates a second mobile number |

      Examples: of an account
        | given      | when                                                               |
        | a customer | the partner creates an identification with the mismatched IBAN       |
        | a customer | the partner creates an identification with the unknown-person IBAN   |
        | a customer | the partner creates an identification with the never-identified IBAN |

      Examples: of an account snapshot
        | given                             | when                                       |
        | an identification that is created | the partner retrieves the account snapshot |

      @needs:wizard
      Examples: of a signature
        | given                                           | when                                   |
        | an identification that is confirmation_required | the customer's TAN is sent as a number |

    @needs:credentials
    Scenario Outline: Every refusal by <operation> is complete
      Given a registered person
      When <operation> is called in every way that is refused
      Then every refusal is complete

      Examples: operations that the guide prints
        | operation                                                      |
        | POST /persons                                                  |
        | PATCH /persons/{person_id}                                     |
        | POST /persons/{person_id}/mobile_number                        |
        | POST /persons/{person_id}/mobile_number/authorize              |
        | POST /persons/{person_id}/mobile_number/confirm                |
        | POST /persons/{person_id}/identifications                      |
        | GET /persons/{person_id}/identifications/{id}                  |
        | PATCH /persons/{person_id}/identifications/{id}/request        |
        | PATCH /persons/{person_id}/identifications/{id}/authorize      |
        | PATCH /persons/{person_id}/identifications/{id}/confirm        |
        | GET /persons/{person_id}/identifications/{id}/account_snapshot |
        | GET /persons/{person_id}/bank_identification_attempts          |
        | GET /persons/{person_id}/documents/{id}/file                   |

      Examples: optional operations
        | operation                                                   |
        | POST /persons/{person_id}/identification_eligibility_checks |
        | POST /iban_lookups                                          |

      Examples: operations of the reference
        | operation                                 |
        | GET /persons/{person_id}                  |
        | GET /persons/{person_id}/mobile_number    |
        | DELETE /persons/{person_id}/mobile_number |
        | GET /persons/{person_id}/identifications  |

      @needs:webhooks
      Examples: webhooks
        | operation             |
        | POST /webhooks        |
        | GET /webhooks         |
        | GET /webhooks/{id}    |
        | DELETE /webhooks/{id} |
