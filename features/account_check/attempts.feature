Feature: The list of attempts

  @BI-127
  Rule: All attempts are listed

    Scenario: Twenty failed attempts are all listed
      Given a customer whose identification failed 20 times
      When the partner looks at everything about the customer
      Then the attempts are this person's, one for each identification

  @BI-127
  Rule: Nobody's attempts are listed for somebody else

    Scenario: Attempts are not listed for another customer with the same data
      Given a customer
      And their identification with the mismatched IBAN failed
      And another customer with the same data
      When the partner creates an identification with the good IBAN
      Then the attempts are this person's, one for each identification

  @BI-127 @BI-128
  Rule: Attempts say how they ended

    Scenario: A successful identification is listed as a successful attempt
      Given an identification that is authorization_required
      When the partner starts the QES
      And the customer enters the TAN
      Then the identification becomes successful
      And the attempts list a successful attempt with the good IBAN
      And the attempts are this person's, one for each identification

    Scenario Outline: SCHUFA's refusal of the <account> IBAN is listed as a failed attempt
      Given a customer
      When the customer is identified with the <account> IBAN
      Then the attempts list a failed attempt with the <account> IBAN

      Examples:
        | account          |
        | unknown-person   |
        | never-identified |

    Scenario: Attempts refused by SCHUFA and by the bank are all listed
      Given a customer
      And their identification with the mismatched IBAN failed
      When the customer is identified with the joint IBAN
      Then the attempts list an attempt with the joint IBAN
      And the attempts list a failed attempt with the mismatched IBAN
      And the attempts are this person's, one for each identification

  Rule: An account that SCHUFA refused is refused again

    Scenario Outline: SCHUFA refuses a customer with the <account> IBAN again
      Given a customer
      And their identification with the <account> IBAN failed
      When the customer is identified with the <account> IBAN
      Then the identification is refused with <reason>

      @BI-145
      Examples: user data not found
        | account        | reason                          |
        | unknown-person | MATCH_FOR_PERSON_DATA_NOT_FOUND |

      @BI-147
      Examples: IBAN and name do not match
        | account    | reason                         |
        | mismatched | PERSON_ACCOUNT_MATCH_NOT_FOUND |
