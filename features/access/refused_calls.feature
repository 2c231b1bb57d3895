Feature: Refused calls

  @ER-001 @ER-002 @ER-003
  Rule: Every operation refuses completely

    Scenario Outline: A refusal, if any, is complete when <when>
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

      Examples: of incomplete data
        | given                         | when                                                     |
        | a customer without birth_city | the partner creates an identification with the good IBAN |

      Examples: of an account snapshot
        | given                             | when                                           |
        | an identification that is created | the partner asks for the account snapshot once |

      @needs:wizard @needs:tan
      Examples: of a signature
        | given                                           | when                                   |
        | an identification that is confirmation_required | the customer's TAN is sent as a number |

    @needs:second-client
    Scenario Outline: A refusal to another partner, if any, is complete when <when>
      Given <given>
      And another partner takes over
      When <when>
      Then it is accepted, or every refusal is complete

      Examples:
        | given                             | when                                        |
        | a registered person               | the partner retrieves the person            |
        | a registered person               | the partner changes the person's first_name |
        | an identification that is created | the partner retrieves the identification    |
        | an identification that is created | the partner requests the identification     |

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
