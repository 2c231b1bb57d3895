Feature: Accounts with which nobody is identified

  @situation:joint-account
  Scenario: A joint account is explained and not handed in again
    Given the customer uses the joint account
    When the customer comes to the end of what the app offers
    Then nobody signs with this account
    And the same IBAN is not handed in again
    And the app says what the guide says of JOINT_ACCOUNT
    And every rule that was observed is kept

  @situation:authorised-holder
  Scenario: An account of which the customer is only an authorised holder is explained
    Given the customer uses the authorised-holder account
    And the bank reads C-03 as refused
    When the customer comes to the end of what the app offers
    Then nobody signs with this account
    And the same IBAN is not handed in again
    And the app says what the guide says of ACCESS_BY_ATHORIZED_HOLDER
    And every rule that was observed is kept

  @situation:authorised-holder-respelt
  Scenario: The code of an authorised holder is recognised in another notation
    Given the customer uses the authorised-holder account
    And the bank reads C-03 as refused
    And the bank reads C-04 as authorized
    And the bank reads C-29 as lower
    When the customer comes to the end of what the app offers
    Then nobody signs with this account
    And the same IBAN is not handed in again
    And the app says what the guide says of ACCESS_BY_ATHORIZED_HOLDER
    And every rule that was observed is kept

  @situation:snapshot-failed
  Scenario: A failed account check is explained
    Given the customer uses the snapshot-failing account
    When the customer comes to the end of what the app offers
    Then nobody signs with this account
    And the same IBAN is not handed in again
    And the app says what the guide says of ACCOUNT_SNAPSHOT_FAILED
    And every rule that was observed is kept

  @situation:swisscom-failed
  Scenario: A signature that fails at Swisscom is not called a success
    Given the customer uses the Swisscom-failing account
    When the customer comes to the end of what the app offers
    Then every rule that was observed is kept

  @situation:user-not-found
  Scenario: A person that SCHUFA does not know is pointed to another method
    Given the customer uses the unknown-person account
    When the customer comes to the end of what the app offers
    Then nobody signs with this account
    And the app says what the guide says of MATCH_FOR_PERSON_DATA_NOT_FOUND
    And every rule that was observed is kept

  @situation:no-earlier-identification
  Scenario: A customer whom no bank has identified is pointed to another method
    Given the customer uses the never-identified account
    When the customer comes to the end of what the app offers
    Then nobody signs with this account
    And the app says what the guide says of PREVIOUS_IDENT_NOT_FOUND
    And every rule that was observed is kept

  @situation:iban-mismatch
  Scenario: An account that does not belong to the customer is explained
    Given the customer uses the mismatched account
    When the customer comes to the end of what the app offers
    Then nobody signs with this account
    And the same IBAN is not handed in again
    And the app says what the guide says of PERSON_ACCOUNT_MATCH_NOT_FOUND
    And every rule that was observed is kept
