Feature: How long a TAN is valid, and which one

  @BI-108 @BI-111 @BI-197
  Rule: A TAN expires

    Scenario: A TAN is valid until one second before the shortest documented lifetime
      Given an identification that is confirmation_required
      And the shortest life of a TAN has one second left
      When the customer enters the TAN
      Then the QES is confirmed

    Scenario: A TAN is invalid after the longest documented lifetime
      Given an identification that is confirmation_required
      And the longest life of a TAN is over
      When the customer enters the TAN
      Then it is refused
      And the identification is not signed

    @BI-113
    Scenario: A TAN is valid until one second before its announced end
      Given an identification that is confirmation_required
      And the announced life of the TAN has one second left
      When the customer enters the TAN
      Then the QES is confirmed

    @BI-113
    Scenario: A TAN is invalid after its announced end
      Given an identification that is confirmation_required
      And the announced life of the TAN is over
      When the customer enters the TAN
      Then it is refused
      And the identification is not signed

    Scenario: A TAN expires after 5, 8 or 10 minutes (C-05)
      Given an identification that is confirmation_required
      And another identification that is confirmation_required
      And another identification that is confirmation_required
      When TANs are entered just after 5, 8 and 10 minutes
      Then the accepted TANs fit a reading of C-05

  @BI-142 @BI-113
  Rule: The time for signing ends as announced

    Scenario: An identification is not over one second before the announced end of its time
      Given an identification that is confirmation_required
      And the announced time for signing has one second left
      When the partner retrieves the identification
      Then the answer says confirmation_required

  @BI-109 @BI-116
  Rule: Of two TANs one is void

    Scenario: A second TAN leaves exactly one of the two valid (C-06)
      Given an identification that is confirmation_required
      And the QES was started again, if that is possible
      And another identification that is confirmation_required
      And the QES was started again, if that is possible
      When one customer enters the first of two TANs and another the second
      Then the accepted TANs fit a reading of C-06

  @BI-142
  Rule: Payment and signature are at most ten minutes apart

    Scenario: The customer can sign one second before ten minutes are over
      Given an identification that is authorization_required
      And the time for signing has one second left
      When the partner starts the QES
      And the customer enters the TAN
      Then the QES is confirmed

    Scenario: The QES does not start after ten minutes
      Given an identification that is authorization_required
      And the time for signing is over
      When the partner starts the QES
      Then the request is refused, or its announced time is not over yet

    @BI-137
    Scenario: An identification has expired ten minutes after the payment
      Given an identification that is authorization_required
      And the time for signing is over
      When the partner starts the QES
      Then the identification ended because the QES was not confirmed in time

    @BI-137
    Scenario: A TAN requested at the last moment is invalid after ten minutes
      Given an identification that is authorization_required
      And the time for signing has one second left
      And the QES was started
      And the time for signing ends
      When the customer enters the TAN
      Then the request is refused, or its announced time is not over yet

    @BI-111 @BI-137
    Scenario: A TAN requested in time is invalid after ten minutes
      Given an identification that is confirmation_required
      And the time for signing is over
      When the customer enters the TAN
      Then it is refused
      And the identification ended because the QES was not confirmed in time
