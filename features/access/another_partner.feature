Feature: Another partner

  @AU-008
  Rule: Data of another partner are refused

    Scenario Outline: Another partner is refused when <when>
      Given <given>
      And another partner takes over
      When <when>
      Then it is refused as data of another partner

      Examples:
        | given                             | when                                        |
        | a registered person               | the partner retrieves the person            |
        | a registered person               | the partner changes the person's first_name |
        | an identification that is created | the partner retrieves the identification    |
        | an identification that is created | the partner requests the identification     |

    Scenario Outline: <operation> is refused to another partner
      Given <given>
      And another partner takes over
      When that partner sends <operation>
      Then it is refused as data of another partner

      Examples: of an identification
        | given                             | operation                                                      |
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

  @BI-198
  Rule: An identification binds nobody but its partner

    Scenario: A person identified for one partner can be identified for another
      Given an identification that is successful
      And another partner takes over
      And another customer with the same data
      When the partner creates an identification with the good IBAN
      Then the identification is created
