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

    Scenario Outline: A <member> that is a number is not accepted as a text
      Given a customer
      When the partner creates an identification whose <member> is the number 42
      Then it is refused with type_error

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
