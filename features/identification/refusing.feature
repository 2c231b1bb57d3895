Feature: Identifications that are not created

  Rule: Method, IBAN and consent have their form

    Scenario Outline: An identification whose <member> is "<value>" is not created
      Given a customer
      When the partner creates an identification whose <member> is "<value>"
      Then it is refused for defective data
      And the person has no identification

      @BI-073
      Examples: other methods
        | member | value          |
        | method | BANK           |
        | method | carrier_pigeon |

      @BI-074
      Examples: no IBAN
        | member | value |
        | iban   |       |

      @BI-075
      Examples: no times
        | member                         | value               |
        | terms_and_conditions_signed_at | yesterday           |
        | terms_and_conditions_signed_at |                     |
        | terms_and_conditions_signed_at | 2020-07-07          |
        | terms_and_conditions_signed_at | 2020-07-07T11:36:29 |
        | terms_and_conditions_signed_at | 2020-02-30T11:36:29.000Z |

  @BI-174
  Rule: A defective request is refused as such

    Scenario Outline: A <member> that is "<value>" is refused as a defect
      Given a customer
      When the partner creates an identification whose <member> is "<value>"
      Then it is refused for defective data
      And the person has no identification

      Examples:
        | member                         | value                  |
        | iban                           | DE12110101010100000020 |
        | iban                           | DE2610101010100000002000 |
        | iban                           | DE111101010101000000200 |
        | iban                           | DE1111010101010000002  |
        | iban                           | bread                  |
        | terms_and_conditions_signed_at | yesterday              |

  @BI-192
  Rule: Only German IBANs are accepted

    Scenario Outline: A valid IBAN from <country> is refused
      Given a customer
      When the partner creates an identification whose iban is "<iban>"
      Then the account is not accepted

      Examples:
        | country | iban                        |
        | Austria | AT611904300234573201        |
        | France  | FR1420041010050500013M02606 |
        | the Netherlands | NL91ABNA0417164300   |
        | Belgium | BE68539007547034            |
        | Italy   | IT60X0542811101000000123456 |
        | Poland  | PL61109010140000071219812874 |

  @BI-195
  Rule: Any address will do

    Scenario Outline: A customer who lives in <country> may be identified
      When the partner tries to identify a person living in <country>
      Then the customer may be identified

      Examples:
        | country |
        | AT      |
        | FR      |
        | IR      |
        | PL      |
        | TR      |
        | US      |

  @BI-152
  Rule: Any nationality will do

    Scenario: A customer with the nationality FR may be identified
      Given a customer with the nationality FR
      When the partner creates an identification with the good IBAN
      Then the customer may be identified

  @BI-063 @BI-069
  Rule: Neither eligibility nor IBAN must be checked first

    Scenario: An identification is created without eligibility check and IBAN lookup
      Given a customer
      When the partner creates an identification with the good IBAN
      Then the customer may be identified
