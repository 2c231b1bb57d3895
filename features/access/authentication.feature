Feature: Authentication

  @AU-001 @AU-002
  Rule: Client credentials are exchanged for an access token

    Scenario: Valid client credentials are exchanged for an access token
      When the partner asks for an access token with its secret
      Then the answer shows:
        | status code  | 200      |
        | access_token | any text |
      And the answer describes the access token

  @AU-006
  Rule: Wrong client credentials get no access token

    Scenario Outline: Client credentials <flaw> are refused
      When the partner asks for an access token <flaw>
      Then it is refused for wrong credentials

      Examples:
        | flaw                                      |
        | with a wrong secret                       |
        | with an empty secret                      |
        | with its secret without the last character |

    Scenario: A wrong secret is refused again and again
      When the partner asks for an access token with a wrong secret
      And the partner asks for an access token with a wrong secret
      And the partner asks for an access token with a wrong secret
      Then it is refused for wrong credentials

  @AU-003
  Rule: A call needs an access token

    Scenario Outline: <operation> is refused without a token
      Given <given>
      When somebody with no access token sends <operation>
      Then it is refused with token_required

      Examples: of a person
        | given               | operation                                                   |
        | a registered person | POST /persons                                               |
        | a registered person | GET /persons/{person_id}                                    |
        | a registered person | PATCH /persons/{person_id}                                  |
        | a registered person | POST /persons/{person_id}/mobile_number                     |
        | a registered person | GET /persons/{person_id}/mobile_number                      |
        | a registered person | DELETE /persons/{person_id}/mobile_number                   |
        | a registered person | POST /persons/{person_id}/mobile_number/authorize           |
        | a registered person | POST /persons/{person_id}/mobile_number/confirm             |
        | a registered person | POST /persons/{person_id}/identification_eligibility_checks |
        | a registered person | POST /iban_lookups                                          |
        | a registered person | POST /persons/{person_id}/identifications                   |
        | a registered person | GET /persons/{person_id}/identifications                    |
        | a registered person | GET /persons/{person_id}/bank_identification_attempts       |

      Examples: of an identification
        | given                             | operation                                                      |
        | an identification that is created | GET /persons/{person_id}/identifications/{id}                  |
        | an identification that is created | PATCH /persons/{person_id}/identifications/{id}/request        |
        | an identification that is created | GET /persons/{person_id}/identifications/{id}/account_snapshot |
        | an identification that is created | PATCH /persons/{person_id}/identifications/{id}/authorize      |
        | an identification that is created | PATCH /persons/{person_id}/identifications/{id}/confirm        |

      Examples: of a contract
        | given                                | operation                                    |
        | an identification that is successful | GET /persons/{person_id}/documents/{id}/file |

      Examples: of a subscription
        | given                            | operation             |
        | a subscription to IDENTIFICATION | POST /webhooks        |
        | a subscription to IDENTIFICATION | GET /webhooks         |
        | a subscription to IDENTIFICATION | GET /webhooks/{id}    |
        | a subscription to IDENTIFICATION | DELETE /webhooks/{id} |

  @AU-004
  Rule: The access token must have been issued

    Scenario Outline: <operation> is refused with an invented token
      Given <given>
      When somebody with an invented access token sends <operation>
      Then it is refused with invalid_token

      Examples: of a person
        | given               | operation                                                   |
        | a registered person | POST /persons                                               |
        | a registered person | GET /persons/{person_id}                                    |
        | a registered person | PATCH /persons/{person_id}                                  |
        | a registered person | POST /persons/{person_id}/mobile_number                     |
        | a registered person | GET /persons/{person_id}/mobile_number                      |
        | a registered person | DELETE /persons/{person_id}/mobile_number                   |
        | a registered person | POST /persons/{person_id}/mobile_number/authorize           |
        | a registered person | POST /persons/{person_id}/mobile_number/confirm             |
        | a registered person | POST /persons/{person_id}/identification_eligibility_checks |
        | a registered person | POST /iban_lookups                                          |
        | a registered person | POST /persons/{person_id}/identifications                   |
        | a registered person | GET /persons/{person_id}/identifications                    |
        | a registered person | GET /persons/{person_id}/bank_identification_attempts       |

      Examples: of an identification
        | given                             | operation                                                      |
        | an identification that is created | GET /persons/{person_id}/identifications/{id}                  |
        | an identification that is created | PATCH /persons/{person_id}/identifications/{id}/request        |
        | an identification that is created | GET /persons/{person_id}/identifications/{id}/account_snapshot |
        | an identification that is created | PATCH /persons/{person_id}/identifications/{id}/authorize      |
        | an identification that is created | PATCH /persons/{person_id}/identifications/{id}/confirm        |

      Examples: of a contract
        | given                                | operation                                    |
        | an identification that is successful | GET /persons/{person_id}/documents/{id}/file |

      Examples: of a subscription
        | given                            | operation             |
        | a subscription to IDENTIFICATION | POST /webhooks        |
        | a subscription to IDENTIFICATION | GET /webhooks         |
        | a subscription to IDENTIFICATION | GET /webhooks/{id}    |
        | a subscription to IDENTIFICATION | DELETE /webhooks/{id} |

    Scenario: A token without its last character is refused
      Given a registered person
      When the partner retrieves the person with its access token without the last character
      Then it is refused with invalid_token

  @AU-007
  Rule: The access token belongs in the header

    Scenario: A valid token in the URL does not admit the call
      Given a registered person
      When the partner retrieves the person with its access token in the URL
      Then it is refused with token_required

  @AU-005
  Rule: An access token lives as long as announced

    Scenario: A token still admits calls in the last second of its lifetime
      Given a registered person
      And an access token that expires in one second
      When the partner retrieves the person with that access token
      Then the answer is about the person

    Scenario: A token is refused after its lifetime
      Given a registered person
      And an access token that has expired
      When the partner retrieves the person with that access token
      Then it is refused with invalid_token
