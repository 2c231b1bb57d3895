Feature: Who may be identified

  @BI-158
  Rule: A verified mobile number comes first

    Scenario: An identification for a person without a mobile number is refused
      Given a registered person
      When the partner creates an identification with the good IBAN
      Then it is refused with MOBILE_NUMBER_NOT_VERIFIED
      And the person has no identification

    Scenario: An identification for a person with an unverified mobile number is refused
      Given a person with an unverified mobile number
      When the partner creates an identification with the good IBAN
      Then it is refused with MOBILE_NUMBER_NOT_VERIFIED
      And the person has no identification

    Scenario: A person may be identified once the mobile number is verified
      Given a person with an unverified mobile number
      And the mobile number is verified later
      When the partner creates an identification with the good IBAN
      Then the identification is created

  @BI-162
  Rule: Who is identified already is not identified again

    Scenario Outline: A second identification with the <account> IBAN is refused after a success
      Given an identification that is successful
      When the partner creates an identification with the <account> IBAN
      And the partner creates an identification with the <account> IBAN
      Then it is refused with ALREADY_IDENTIFIED_SUCCESSFULLY
      And no identification was created

      Examples: the same account, and others that SCHUFA accepts
        | account           |
        | good              |
        | authorised-holder |
        | joint             |
        | snapshot-failing  |
        | Swisscom-failing  |

    Scenario: A successful customer stays identified after a change of the person
      Given an identification that is successful
      When the partner changes the person's job_title
      And the partner creates an identification with the good IBAN
      Then it is refused with ALREADY_IDENTIFIED_SUCCESSFULLY
      And no identification was created

    Scenario: A customer of the same name as a successful one may be identified
      Given an identification that is successful
      And another customer of the same name
      When the partner creates an identification with the good IBAN
      Then the customer may be identified

    Scenario Outline: A customer with an identification that is <status> may be identified
      Given an identification that is <status>
      When the partner creates an identification with the good IBAN
      Then the customer may be identified

      Examples: not signed yet
        | status                 |
        | authorization_required |
        | confirmation_required  |

  @BI-084 @BI-079
  Rule: After a failure another IBAN may be tried

    Scenario Outline: The good IBAN is accepted after the <account> IBAN failed
      Given a customer
      And their identification with the <account> IBAN failed
      When the partner creates an identification with the good IBAN
      Then the identification is created

      Examples: refused by SCHUFA
        | account    |
        | mismatched |

      Examples: refused by the bank
        | account          |
        | joint            |
        | snapshot-failing |

      Examples: not signed by Swisscom
        | account          |
        | Swisscom-failing |

    Scenario Outline: The <account> IBAN is refused as <reason> after another one failed
      Given a customer
      And their identification with the <earlier> IBAN failed
      When the customer is identified with the <account> IBAN
      Then the identification is refused with <reason>

      Examples:
        | earlier        | account          | reason                         |
        | unknown-person | mismatched       | PERSON_ACCOUNT_MATCH_NOT_FOUND |
        | mismatched     | never-identified | PREVIOUS_IDENT_NOT_FOUND       |
