Feature: The hosted bank page

  @BI-098 @BI-099 @BI-100 @BI-133
  Rule: Any account number, PIN and TAN authorise the transfer

    Scenario: The QES may start once the bank page is completed
      Given an identification that is pending
      When the customer completes the bank page
      Then the identification becomes authorization_required

    Scenario Outline: Numbers that <form> are accepted by the bank page
      Given an identification that is pending
      When the customer completes the bank page with numbers that <form>
      Then the identification becomes authorization_required

      Examples:
        | form              |
        | start with a zero |
        | are even          |
        | are odd           |
        | are all alike     |

    Scenario: A completed bank page that is opened again changes nothing
      Given an identification that is authorization_required
      When the customer opens the bank page
      Then the identification is still authorization_required

  @BI-009 @BI-093
  Rule: Nothing advances without the customer

    Scenario: An identification stays pending while nobody visits its bank page
      Given an identification that is created
      When the partner requests the identification
      Then the answer says pending
      And the identification is still pending

    Scenario: An identification stays pending while its transfer is not authorised
      Given an identification that is pending
      When the customer only logs in at the bank page
      Then the transfer is not authorised without the TAN

  @BI-092
  Rule: The login makes the account snapshot

    Scenario: The account snapshot is made when the customer logs in
      Given an identification that is pending
      When the customer only logs in at the bank page
      Then the account snapshot is pending or available

  @BI-101
  Rule: The transfer amounts to five cents

    Scenario: The bank page asks for five cents, if it names an amount
      Given an identification that is pending
      When the customer only logs in at the bank page
      Then the bank page names no other amount than five cents

  @BI-102 @BI-188 @BI-200
  Rule: The bank page must be done within ten minutes

    Scenario: A bank page completed one second before ten minutes are over is in time
      Given an identification that is pending
      And the time for the bank page has one second left
      When the customer completes the bank page
      Then the identification becomes authorization_required

    Scenario: A bank page that was opened and left ends after ten minutes, too
      Given an identification that is pending
      When the customer opens the bank page
      And the time for the bank page is over
      And the customer tries to complete the bank page
      Then the identification ended because the bank page was not completed in time

    Scenario: A bank page not completed within ten minutes ends the identification
      Given an identification that is pending
      And the time for the bank page is over
      When the customer tries to complete the bank page
      Then the identification ended because the bank page was not completed in time
