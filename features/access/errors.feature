Feature: Errors

  @ER-001 @ER-002
  Rule: A refusal lists its errors, each complete

    Scenario: The error for a missing resource is complete
      When the partner retrieves a person that does not exist
      Then the answer lists its errors
      And each error has an id, a code, a title and a detail

    Scenario: The error for an unacceptable value is complete
      When the partner registers a person whose last_name is the number 42
      Then the answer lists its errors
      And each error has an id, a code, a title and a detail

  @ER-003
  Rule: An error repeats the status code of its answer

    Scenario: An error that says not found repeats the status code 404
      When the partner retrieves a person that does not exist
      Then each error repeats the status code

  @ER-004
  Rule: What does not exist is not found

    Scenario: A person that was never registered is not found
      When the partner retrieves a person that does not exist
      Then it is refused with model_not_found

    Scenario: An identification that was never created is not found
      Given an identification that is created
      When the partner retrieves an identification that does not exist
      Then it is refused with model_not_found

  @BI-155
  Rule: What does not exist is neither shown nor changed

    Scenario Outline: An identification that was never created <outcome>
      Given an identification that is created
      When the partner <action> an identification that does not exist
      Then it is not found

      Examples:
        | outcome          | action              |
        | is not requested | requests            |
        | is not signed    | starts the QES of   |
        | is not confirmed | confirms the QES of |

  @ER-005
  Rule: A body must be JSON

    Scenario: A truncated JSON body is refused
      When the partner registers a person with a body that is not JSON
      Then it is refused with invalid_json

  @ER-006
  Rule: Values must have their documented type

    Scenario: A number where a text is documented is refused
      When the partner registers a person whose last_name is the number 42
      Then it is refused with type_error

  @ER-007
  Rule: Every error has an id of its own

    Scenario: Two identical errors have different ids
      When the partner retrieves a person that does not exist
      And the partner retrieves a person that does not exist
      Then its error has an id of its own
