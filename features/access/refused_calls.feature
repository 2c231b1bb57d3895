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

      Examples: of a signature
        | given                                           | when                                   |
        | an identification that is confirmation_required | the customer's TAN is sent as a number |

    Scenario Outline: A refusal of <operation> to another partner, if any, is complete
      Given <given>
      And another partner takes over
      When that partner sends <operation>
      Then it is accepted, or every refusal is complete

      Examples: of a person
        | given               | operation                  |
        | a registered person | GET /persons/{person_id}   |
        | a registered person | PATCH /persons/{person_id} |

      Examples: of an identification
        | given                             | operation                                                      |
        | an identification that is created | GET /persons/{person_id}/identifications/{id}                  |
        | an identification that is created | PATCH /persons/{person_id}/identifications/{id}/request        |
        | an identification that is created | GET /persons/{person_id}/identifications/{id}/account_snapshot |
        | an identification that is created | PATCH /persons/{person_id}/identifications/{id}/authorize      |
        | an identification that is created | PATCH /persons/{person_id}/identifications/{id}/confirm        |
        | an identification that is created | GET /persons/{person_id}/bank_identification_attempts          |
        | an identification that is created | GET /persons/{person_id}/identifications                       |

      Examples: of a mobile number
        | given      | operation                                 |
        | a customer | GET /persons/{person_id}/mobile_number    |
        | a customer | DELETE /persons/{person_id}/mobile_number |

      Examples: of a contract
        | given                                | operation                                    |
        | an identification that is successful | GET /persons/{person_id}/documents/{id}/file |

      Examples: of a subscription
        | given                            | operation             |
        | a subscription to IDENTIFICATION | GET /webhooks/{id}    |
        | a subscription to IDENTIFICATION | DELETE /webhooks/{id} |

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

      Examples: webhooks
        | operation             |
        | POST /webhooks        |
        | GET /webhooks         |
        | GET /webhooks/{id}    |
        | DELETE /webhooks/{id} |
