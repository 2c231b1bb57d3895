Feature: Requesting an identification

  @BI-086 @BI-118 @BI-132
  Rule: Requesting makes the identification pending

    Scenario: A requested identification is pending
      Given an identification that is created
      When the partner requests the identification
      Then the answer says pending
      And the identification becomes pending

  @BI-130
  Rule: Only documented statuses are shown

    Scenario: A requested identification shows a documented status
      Given an identification that is created
      When the partner requests the identification
      Then its status is a documented one

    Scenario: An identification whose bank page is completed shows a documented status
      Given an identification that is pending
      When the customer completes the bank page
      Then its next status is a documented one

    Scenario: A confirmed identification shows a documented status
      Given an identification that is confirmation_required
      When the customer enters the TAN
      Then its status is a documented one

  @BI-088
  Rule: The answer hands out the bank page

    Scenario: A requested identification hands out an absolute address
      Given an identification that is created
      When the partner requests the identification
      Then the answer hands out the bank page

    Scenario: Two customers get different bank page addresses
      Given an identification that is pending
      And another identification that is created
      When the partner requests the identification
      Then the other customer was handed out another page

  @BI-089
  Rule: The rest of the identification stays as it was

    Scenario: A requested identification keeps id, method, IBAN and consent
      Given an identification that is created
      When the partner requests the identification
      Then the rest of the answer is as it was created

  @BI-090
  Rule: An identification is requested once

    Scenario: A second request is refused or repeats the first answer
      Given an identification that is pending
      When the partner requests the identification again
      Then it is refused, or repeats the bank page
      And the identification is still pending

    Scenario Outline: An identification that is <status> cannot be requested again
      Given an identification that is <status>
      When the partner requests the identification again
      Then it is refused, or repeats the bank page
      And the identification is still <status>

      Examples:
        | status                 |
        | authorization_required |
        | confirmation_required  |
