Feature: When a provider fails

  @BI-172
  Rule: A provider that does not answer is a failed dependency

    Scenario: No identification is created while SCHUFA is down
      Given a customer
      And SCHUFA does not answer
      When the partner creates an identification with the good IBAN
      Then it is refused with DEPENDENCY_ERROR
      And no identification was created

    Scenario: No identification is requested while FinTecSystems is down
      Given an identification that is created
      And FinTecSystems does not answer
      When the partner requests the identification
      Then it is refused with DEPENDENCY_ERROR
      And the identification is still created

    Scenario: No QES is started while Swisscom is down
      Given an identification that is authorization_required
      And Swisscom does not answer
      When the partner starts the QES
      Then it is refused with DEPENDENCY_ERROR
      And the identification is still authorization_required

  @BI-176
  Rule: A failed call of the target's own is reported as such

    Scenario: A failing call of SCHUFA is reported as an internal error
      Given a customer
      And SCHUFA cannot be called
      When the partner creates an identification with the good IBAN
      Then it is refused with INTERNAL_REQUEST_ERROR
      And no identification was created

  @BI-178
  Rule: What nobody foresaw is a generic error

    Scenario: An unforeseen failure is reported without a cause
      Given a customer
      And SCHUFA fails unexpectedly
      When the partner creates an identification with the good IBAN
      Then it is refused with GENERIC_ERROR
      And no identification was created
