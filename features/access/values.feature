Feature: Values

  @ER-008
  Rule: Members nobody knows are ignored

    Scenario: A person with unknown members is registered without them
      When the partner registers a person with an unknown member
      Then it is created without the unknown member

    Scenario: An identification with unknown members is created without them
      Given a customer
      When the partner creates an identification with an unknown member
      Then it is created without the unknown member

  @ER-009
  Rule: Blanks around a value are refused, or do no harm

    Scenario: Surrounding blanks in a last name are refused or preserved harmlessly
      When the partner registers a person with blanks around the last name
      Then it is refused, or the person has that last name

  @ER-006
  Rule: A value has the type that is documented

    Scenario Outline: A <member> of another type is not accepted as a text
      Given a customer
      When the partner creates an identification whose <member> is of another type
      Then it is refused with type_error
      And the person has no identification

      @BI-073
      Examples: method
        | member |
        | method |

      @BI-074
      Examples: IBAN
        | member |
        | iban   |

      @BI-075
      Examples: consent
        | member                         |
        | terms_and_conditions_signed_at |

    Scenario Outline: A person whose <member> is of another type is refused
      When the partner tries to identify a person whose <member> is of another type
      Then it is refused for malformed data

      Examples:
        | member                     |
        | salutation                 |
        | first_name                 |
        | last_name                  |
        | birth_date                 |
        | nationality                |
        | address                    |
        | address.line_1             |
        | address.postal_code        |
        | address.city               |
        | address.country            |
        | data_terms_signed_at       |
        | terms_conditions_signed_at |

    Scenario: A mobile number of another type is not created
      Given a registered person
      When the partner creates a mobile number of another type
      Then it is refused
      And the person has no mobile number

    Scenario: A mobile number of another type is not authorised
      Given a person with an unverified mobile number
      When the partner authorises the mobile number as another type
      Then it is refused

    Scenario Outline: A confirmation with another type of <member> is refused
      Given a person with an unverified mobile number
      And the OTP was sent
      When the partner confirms the mobile number with another type of <member>
      Then it is refused
      And the person has an unverified mobile number

      Examples:
        | member |
        | number |
        | token  |

    Scenario: A TAN of another type does not confirm the QES
      Given an identification that is confirmation_required
      When the partner confirms the QES with another type of token
      Then it is refused
      And the identification is not signed

    Scenario Outline: A <property> of another type is refused, or changes nothing
      Given a customer
      When the partner changes the person's <property> to another type
      Then the change is refused or has no effect

      @BI-036
      Examples: address
        | property |
        | address  |

      @BI-037
      Examples: contact address
        | property        |
        | contact_address |

      @BI-038
      Examples: tax information
        | property        |
        | tax_information |
