Feature: The list of attempts

  @BI-127 @BI-128 @needs:wizard
  Rule: Attempts say how they ended

    @needs:tan
    Scenario: A successful identification is a successful attempt
      Given an identification that is authorization_required
      When the partner starts the QES
      And the customer enters the TAN
      Then the identification becomes successful
      And the attempts list a successful attempt with the good IBAN
      And the attempts are this person's, one for each identification

    Scenario: An account the bank refused is listed as well
      Given a customer
      When the customer is identified with the joint IBAN
      Then the attempts list an attempt with the joint IBAN
