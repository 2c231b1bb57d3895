Feature: The account snapshot

  @BI-087
  Rule: Requesting an identification makes an account snapshot

    Scenario: The account snapshot is not available before the customer logs in
      Given an identification that is pending
      When the partner retrieves the account snapshot
      Then the account snapshot is not available before the customer logged in

  @BI-087 @BI-094 @BI-095
  Rule: The snapshot can be retrieved

    Scenario: The account snapshot has the documented members
      Given an identification that is authorization_required
      When the partner retrieves the account snapshot
      Then the answer is an account snapshot

    Scenario: Each identification has an account snapshot of its own
      Given an identification that is authorization_required
      And another identification that is authorization_required
      When the partner retrieves the account snapshot
      Then the account snapshot is this identification's own

    @needs:long-windows
    Scenario: A second identification of a customer has an account snapshot of its own
      Given an identification that is authorization_required
      And their identification is authorization_required
      When the partner retrieves the account snapshot
      Then the account snapshot is this identification's own

  @BI-095
  Rule: A snapshot nobody made in time is not available

    Scenario: The account snapshot is not available after ten minutes without a login
      Given an identification that is pending
      And the time for the bank page is over
      When the partner retrieves the account snapshot
      Then the account snapshot is not available

  @BI-097
  Rule: The snapshot is available once the transfer was initiated

    Scenario: The account snapshot is available after the bank page is completed
      Given an identification that is authorization_required
      When the partner retrieves the account snapshot
      Then the answer is an account snapshot
      And the account snapshot becomes available
