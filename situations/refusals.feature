Feature: Reasons with which the bank refuses a call

  @situation:iban-limit
  Scenario: A used-up IBAN ends the onboarding
    Given the bank answers the creation of the identification with IBAN_USAGE_LIMIT_EXCEEDED always
    When the customer comes to the end of what the app offers
    Then nobody signs
    And the app says what the guide says of IBAN_USAGE_LIMIT_EXCEEDED
    And every rule that was observed is kept

  @situation:attempts-exceeded
  Scenario: Used-up attempts end the onboarding
    Given the bank answers the creation of the identification with IDENTIFICATION_ATTEMPTS_EXCEEDED always
    When the customer comes to the end of what the app offers
    Then nobody signs
    And the app says what the guide says of IDENTIFICATION_ATTEMPTS_EXCEEDED
    And every rule that was observed is kept

  @situation:number-unverified
  Scenario: A number that is not verified is verified, and the call repeated
    Given the bank answers the creation of the identification with MOBILE_NUMBER_NOT_VERIFIED once
    When the customer comes to the end of what the app offers
    Then the refused call is repeated once
    And every rule that was observed is kept

  @situation:already-identified
  Scenario: A customer who is identified already is referred to the account they have
    Given the bank answers the creation of the identification with ALREADY_IDENTIFIED_SUCCESSFULLY always
    When the customer comes to the end of what the app offers
    Then nobody signs
    And the app says what the guide says of ALREADY_IDENTIFIED_SUCCESSFULLY
    And every rule that was observed is kept

  @situation:data-missing
  Scenario: Missing data are completed, and the call repeated
    Given the bank answers the creation of the identification with PERSON_MISSING_REQUIRED_DATA once
    When the customer comes to the end of what the app offers
    Then the refused call is repeated once
    And every rule that was observed is kept

  @situation:dependency-error
  Scenario: A failing provider is no reason to repeat the call
    Given the bank answers the creation of the identification with DEPENDENCY_ERROR always
    When the customer comes to the end of what the app offers
    Then nobody signs
    And the app says what the guide says of DEPENDENCY_ERROR
    And every rule that was observed is kept

  @situation:invalid-model
  Scenario: An invalid request is corrected once at most
    Given the bank answers the creation of the identification with INVALID_MODEL always
    When the customer comes to the end of what the app offers
    Then nobody signs
    And the app says what the guide says of INVALID_MODEL
    And every rule that was observed is kept

  @situation:internal-error
  Scenario: An internal error is no reason to repeat the call
    Given the bank answers the creation of the identification with INTERNAL_REQUEST_ERROR always
    When the customer comes to the end of what the app offers
    Then nobody signs
    And the app says what the guide says of INTERNAL_REQUEST_ERROR
    And every rule that was observed is kept

  @situation:generic-error
  Scenario: A general error is no reason to repeat the call
    Given the bank answers the creation of the identification with GENERIC_ERROR always
    When the customer comes to the end of what the app offers
    Then nobody signs
    And the app says what the guide says of GENERIC_ERROR
    And every rule that was observed is kept
