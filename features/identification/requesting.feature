Feature: Requesting an identification

  @BI-086 @BI-118 @BI-132
  Rule: Requesting makes the identification pending

    Scenario: The answer and the identification say pending
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

  @BI-088
  Rule: The answer hands out the bank page

    Scenario: The customer can be sent to an absolute address
      Given an identification that is created
      When the partner requests the identification
      Then the answer hands out the bank page

    Scenario: Two customers are sent to two addresses
      Given an identification that is pending
      And another identification that is created
      When the partner requests the identification
      Then the other customer was handed out another page

  @BI-089
  Rule: The rest of the identification stays as it was

    Scenario: Id, method, IBAN and consent are kept, nothing is completed
      Given an identification that is created
      When the partner requests the identification
      Then the rest of the identification is unchanged

  @BI-090
  Rule: An identification is requested once

    Scenario: A second request is refused or answered alike
      Given an identification that is pending
      When the partner requests the identification again
      Then the request is refused or repeats the page handed out
      And the identification is still pending

    @needs:wizard
    Scenario Outline: One that is <status> is not begun again
      Given an identification that is <status>
      When the partner requests the identification again
      Then the request is refused or repeats the page handed out
      And the identification is still <status>

      Examples:
        | status                 |
        | authorization_required |
        | confirmation_required  |
