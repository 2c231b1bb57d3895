@needs:credentials
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

    Scenario: Client credentials with a wrong secret are refused
      When the partner asks for an access token with a wrong secret
      Then it is refused for wrong credentials

  @AU-003
  Rule: A call needs an access token

    Scenario: A call without an access token is refused with token_required
      Given a registered person
      When the partner retrieves the person with no access token
      Then it is refused with token_required

    Scenario Outline: <operation> is refused without a token
      Given a registered person
      When somebody without an access token sends <operation>
      Then it is refused with token_required

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

    Scenario: A call with an invented token is refused with invalid_token
      Given a registered person
      When the partner retrieves the person with an invented access token
      Then it is refused with invalid_token

  @AU-007
  Rule: The access token belongs in the header

    Scenario: A valid token in the URL does not admit the call
      Given a registered person
      When the partner retrieves the person with its access token in the URL
      Then it is refused with token_required

  @AU-005 @needs:clock
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
