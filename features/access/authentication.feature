@needs:credentials
Feature: Authentication

  @AU-001 @AU-002
  Rule: Client credentials are exchanged for an access token

    Scenario: The partner's own credentials
      When the partner asks for an access token
      Then an access token is issued
      And its type, scope and lifetime are told

  @AU-006
  Rule: Wrong client credentials get no access token

    Scenario: The right client with a wrong secret
      When somebody asks for an access token with a wrong secret
      Then no access token is issued

  @AU-003
  Rule: A call needs an access token

    Scenario: No token at all
      Given a registered person
      When somebody without an access token retrieves the person
      Then the caller is refused with token_required

    Scenario Outline: <operation> without a token
      Given a registered person
      When somebody without an access token sends <operation>
      Then the caller is refused with token_required

      Examples:
        | operation                                             |
        | POST /persons                                         |
        | PATCH /persons/{person_id}                            |
        | POST /persons/{person_id}/mobile_number               |
        | POST /persons/{person_id}/identifications             |
        | GET /persons/{person_id}/identifications              |
        | GET /persons/{person_id}/bank_identification_attempts |
        | POST /iban_lookups                                    |

  @AU-004
  Rule: The access token must have been issued

    Scenario: A token somebody made up
      Given a registered person
      When somebody with an invented access token retrieves the person
      Then the caller is refused with invalid_token

  @AU-007
  Rule: The access token belongs in the header

    Scenario: A good token in the URL
      Given a registered person
      When the partner retrieves the person with its access token in the URL
      Then the caller is refused with token_required

  @AU-005 @needs:clock
  Rule: An access token lives as long as announced

    Scenario: In its last second it still serves
      Given a registered person
      And an access token that expires in one second
      When the partner retrieves the person with that access token
      Then the caller is answered

    Scenario: After its lifetime it is refused
      Given a registered person
      And an access token that has expired
      When the partner retrieves the person with that access token
      Then the caller is refused with invalid_token
