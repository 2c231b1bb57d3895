@needs:wizard
Feature: How long a TAN is valid, and which one

  @BI-108 @BI-111 @BI-197 @needs:tan @needs:clock
  Rule: A TAN expires

    @waits:shortest-tan
    Scenario: A second before the shortest documented life ends it is valid
      Given an identification that is confirmation_required
      And the shortest life of a TAN has one second left
      When the customer enters the TAN
      Then the QES is confirmed

    @waits:longest-tan
    Scenario: After the longest documented life it is not
      Given an identification that is confirmation_required
      And the longest life of a TAN is over
      When the customer enters the TAN
      Then the request is refused
      And the identification is not signed

    Scenario: It lives 5, 8 or 10 minutes
      Given an identification that is confirmation_required
      And another identification that is confirmation_required
      And another identification that is confirmation_required
      When TANs are entered just after 5, 8 and 10 minutes
      Then the life of a TAN is one of the documented ones

  @BI-109 @BI-116 @needs:outbox
  Rule: Of two TANs one is void

    Scenario: Either the previous TAN is void or the new one
      Given an identification that is confirmation_required
      And the QES was started again, if that is possible
      And another identification that is confirmation_required
      And the QES was started again, if that is possible
      When one customer enters the first of two TANs and another the second
      Then one of the two TANs is void, as documented

  @BI-142 @needs:tan @needs:clock @waits:authorization
  Rule: Payment and signature are at most ten minutes apart

    Scenario: One second before, the customer can still sign
      Given an identification that is authorization_required
      And the time for signing has one second left
      When the partner starts the QES
      And the customer enters the TAN
      Then the QES is confirmed

    Scenario: After ten minutes the QES does not start
      Given an identification that is authorization_required
      And the time for signing is over
      When the partner starts the QES
      Then the request is refused, or its announced time is not over yet

    @BI-137
    Scenario: After ten minutes the identification has expired
      Given an identification that is authorization_required
      And the time for signing is over
      When the partner starts the QES
      Then the identification ended because it was too late

    @BI-111 @BI-137
    Scenario: A TAN asked for in time is not valid after ten minutes
      Given an identification that is confirmation_required
      And the time for signing is over
      When the customer enters the TAN
      Then the request is refused
      And the identification ended because it was too late
