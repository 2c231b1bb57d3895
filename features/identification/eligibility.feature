Feature: Whether a person is eligible

  @BI-064 @BI-065 @BI-067
  Rule: The check says whether a method may be used

    Scenario: An eligibility check names the method and decides
      Given a registered person
      When the partner checks whether the person is eligible for Bankident
      Then the answer says whether Bankident may be used
      And all answers are whole and agree

    Scenario: A customer found ineligible is not identified
      Given a customer
      When the partner checks whether the person is eligible for Bankident
      Then an ineligible person is not identified

  @BI-064
  Rule: The method must be one that exists

    Scenario: An eligibility check for an unknown method is refused
      Given a registered person
      When the partner checks whether the person is eligible for an unknown method
      Then it is refused

    @ER-006
    Scenario: An eligibility check for another type of method is refused
      Given a registered person
      When the partner checks whether the person is eligible for another type of method
      Then it is refused

    Scenario: An eligibility check without a method is refused
      Given a registered person
      When the partner checks whether the person is eligible without naming a method
      Then it is refused

  @BI-066
  Rule: An ineligible person gets a reason

    Scenario: A German person is eligible or gets a reason
      Given a registered person
      When the partner checks whether the person is eligible for Bankident
      Then an ineligible person gets a reason

    Scenario: A person who is identified already is eligible or gets a reason
      Given an identification that is successful
      When the partner checks whether the person is eligible for Bankident
      Then an ineligible person gets a reason

    Scenario Outline: A person with the nationality <nationality> is eligible or gets a reason
      When the partner checks whether a person with the nationality <nationality> is eligible
      Then an ineligible person gets a reason
      And all answers are whole and agree

      Examples:
        | nationality |
        | IR          |
        | KP          |

  @BI-068
  Rule: The check creates nothing

    Scenario: An eligibility check creates no identification
      Given a customer
      When the partner checks whether the person is eligible for Bankident
      Then the person has no identification

    Scenario: An eligibility check counts as no attempt
      Given a customer
      When the partner checks whether the person is eligible for Bankident
      Then the person has no attempt
