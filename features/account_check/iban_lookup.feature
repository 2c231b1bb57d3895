Feature: Looking an IBAN up

  @BI-070
  Rule: A valid IBAN leads to its bank

    Scenario Outline: A lookup of the <account> IBAN names its bank
      When the partner looks up the <account> IBAN
      Then the answer names a bank

      Examples:
        | account           |
        | good              |
        | authorised-holder |
        | unknown-person    |
        | never-identified  |
        | mismatched        |
        | joint             |
        | snapshot-failing  |
        | Swisscom-failing  |

    Scenario Outline: A lookup of an account in <country> names its bank
      When the partner looks up "<iban>"
      Then the answer names a bank

      Examples: valid, although Bankident takes German accounts only
        | country | iban                        |
        | Austria | AT611904300234573201        |
        | France  | FR1420041010050500013M02606 |
        | the Netherlands | NL91ABNA0417164300   |
        | Belgium | BE68539007547034            |
        | Italy   | IT60X0542811101000000123456 |
        | Poland  | PL61109010140000071219812874 |

  @BI-071
  Rule: An invalid IBAN leads nowhere

    Scenario Outline: A lookup names no bank for <fault>
      When the partner looks up "<iban>"
      Then the answer names no bank

      Examples:
        | fault                    | iban                   |
        | wrong check digits       | DE12110101010100000020 |
        | two digits swapped       | DE11110101010100000002 |
        | a German IBAN of 20 characters | DE641010101010000000 |
        | a German IBAN of 24 characters | DE2610101010100000002000 |
        | an IBAN that is cut off  | DE1111010101010000002  |
        | something that is no IBAN | bread                 |
        | an empty text            |                        |
        | a digit too many         | DE111101010101000000200 |

    Scenario Outline: A lookup of <what> names no bank
      When the partner looks up <what>
      Then the answer names no bank

      Examples:
        | what                       |
        | nothing instead of an IBAN |
        | an IBAN of another type    |
