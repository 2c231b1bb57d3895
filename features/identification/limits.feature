Feature: How often one may fail

  @BI-191
  Rule: A person has twenty attempts

    Scenario: A customer with three attempts may be identified
      Given a customer with 3 identifications
      When the partner creates an identification with the good IBAN
      Then the customer may be identified

    Scenario: The twentieth attempt of a person may succeed
      Given a customer whose identification failed 19 times
      When the partner creates an identification with the good IBAN
      Then the customer may be identified

    Scenario: The twenty-first attempt of a person is refused
      Given a customer whose identification failed 20 times
      And the customer tried 20 different IBANs
      When the partner creates an identification with the good IBAN
      Then it is refused for too many attempts
      And no identification was created
      And another customer may be identified

  @BI-156
  Rule: An IBAN is blocked after too many failures

    Scenario: Failures below the limit of an IBAN do not affect another customer
      Given only 2 failed attempts per IBAN are allowed
      And a customer
      And their identification with the mismatched IBAN failed
      And another customer
      When the customer is identified with the mismatched IBAN
      Then no limit is reached

    Scenario: An IBAN at its limit of failures is blocked for every customer
      Given only 1 failed attempt per IBAN is allowed
      And a customer
      And their identification with the mismatched IBAN failed
      And another customer
      When the partner creates an identification with the mismatched IBAN
      Then it is refused with IBAN_USAGE_LIMIT_EXCEEDED

    Scenario: Another IBAN is accepted while one is blocked
      Given only 1 failed attempt per IBAN is allowed
      And a customer
      And their identification with the mismatched IBAN failed
      When the partner creates an identification with the good IBAN
      Then the customer may be identified

  @BI-160
  Rule: A name or a mobile number is blocked after too many failures

    Scenario: A customer whose name is at its limit of failures is refused
      Given only 1 failed attempt per name is allowed
      And a customer
      And their identification with the mismatched IBAN failed
      And another customer of the same name
      When the partner creates an identification with the good IBAN
      Then it is refused with IDENTIFICATION_ATTEMPTS_EXCEEDED

    Scenario Outline: One failure counts once towards the limit for a <quota>
      Given only 2 failed attempts per <quota> are allowed
      And a customer with a mobile number of their own
      And their identification with the mismatched IBAN failed
      When the partner creates an identification with the good IBAN
      Then the customer may be identified

      Examples:
        | quota         |
        | name          |
        | mobile number |

    Scenario: A customer who shares only the last name with a blocked one is accepted
      Given only 1 failed attempt per name is allowed
      And a customer
      And their identification with the mismatched IBAN failed
      And another customer of the same last name
      When the partner creates an identification with the good IBAN
      Then the customer may be identified

    Scenario: A customer with another name than a blocked one is accepted
      Given only 1 failed attempt per name is allowed
      And a customer
      And their identification with the mismatched IBAN failed
      And another customer
      When the partner creates an identification with the good IBAN
      Then the customer may be identified

    Scenario: A customer whose mobile number is at its limit of failures is refused
      Given only 1 failed attempt per mobile number is allowed
      And a customer with a mobile number of their own
      And their identification with the mismatched IBAN failed
      And another customer with the same mobile number
      When the partner creates an identification with the good IBAN
      Then it is refused with IDENTIFICATION_ATTEMPTS_EXCEEDED
