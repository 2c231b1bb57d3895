Feature: Creating a mobile number

  @BI-049 @BI-052
  Rule: A new mobile number is unverified

    Scenario: The static mobile number is accepted and unverified
      Given a registered person
      When the partner creates the static mobile number
      Then the mobile number is created unverified

  @BI-051
  Rule: The number must be given

    Scenario: No mobile number is created without a number
      Given a registered person
      When the partner creates a mobile number without a number
      Then it is refused

    Scenario: No mobile number is created whose number is nothing
      Given a registered person
      When the partner creates a mobile number that is nothing
      Then it is refused
      And the person has no mobile number

    Scenario: A person whose mobile number was refused has none
      Given a registered person
      When the partner creates a mobile number without a number
      Then the person has no mobile number

  @BI-053
  Rule: The number belongs to the person in the URL

    Scenario: The mobile number is shown for its own person
      Given a registered person
      When the partner creates the static mobile number
      Then the person has an unverified mobile number

    Scenario: The mobile number is not shown for another person
      Given a person with an unverified mobile number
      When the partner registers another person
      Then the person has no mobile number
