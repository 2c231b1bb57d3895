Feature: The mocked IBANs

  Appendix II names eight accounts whose behaviour depends on the IBAN alone. Where the guide
  names an error but not the call, or names two ways of reporting it, any whole documented way
  counts and the report says which was seen.

  @BI-082 @BI-083
  Rule: SCHUFA's refusals

    Scenario Outline: SCHUFA refuses a customer with the <account> IBAN as <reason>
      Given a customer
      When the customer is identified with the <account> IBAN
      Then the identification is refused with <reason>

      @BI-145 @BI-164
      Examples: user data not found
        | account        | reason                          |
        | unknown-person | MATCH_FOR_PERSON_DATA_NOT_FOUND |

      @BI-146 @BI-168
      Examples: no earlier identification
        | account          | reason                   |
        | never-identified | PREVIOUS_IDENT_NOT_FOUND |

      @BI-147 @BI-166
      Examples: IBAN and name do not match
        | account    | reason                         |
        | mismatched | PERSON_ACCOUNT_MATCH_NOT_FOUND |

    Scenario Outline: SCHUFA's refusal of the <account> IBAN leaves no open identification
      Given a customer
      When the partner creates an identification with the <account> IBAN
      Then no identification was created

      Examples:
        | account          |
        | unknown-person   |
        | never-identified |
        | mismatched       |

  Rule: The bank's refusals

    Scenario Outline: The bank refuses a customer with the <account> IBAN as <reason>
      Given a customer
      When the customer is identified with the <account> IBAN
      Then the identification is refused with <reason>
      And the identification is not signed

      @BI-148 @BI-186
      Examples: joint account
        | account | reason        |
        | joint   | JOINT_ACCOUNT |

      @BI-149 @BI-184
      Examples: failed account snapshot
        | account          | reason                  |
        | snapshot-failing | ACCOUNT_SNAPSHOT_FAILED |

    @BI-149
    Scenario: No account snapshot follows from the snapshot-failing IBAN
      Given a customer
      When the customer is identified with the snapshot-failing IBAN
      Then the account snapshot failed, or does not exist

  @BI-144 @BI-180
  Rule: An authorised holder is not the owner

    Scenario: An authorised holder may start the QES or is refused (C-03)
      Given a customer
      When the customer is identified with the authorised-holder IBAN
      Then the authorised holder may sign, or is refused for not owning the account

    Scenario: An authorised holder reaches success or is refused (C-03)
      Given a customer
      When the customer is identified with the authorised-holder IBAN
      Then the authorised holder signs, or was refused for not owning the account

  @BI-150
  Rule: Swisscom's failure

    Scenario: The payment from the Swisscom-failing IBAN succeeds
      Given a customer
      When the customer is identified with the Swisscom-failing IBAN
      Then the QES starts

    Scenario: The right TAN for the Swisscom-failing IBAN does not lead to success
      Given an identification with the Swisscom-failing IBAN that is confirmation_required
      When the customer enters the TAN
      Then Swisscom does not sign

  @BI-151
  Rule: With the Swisscom-failing IBAN a new TAN voids the one before

    Scenario: The first of two TANs for the Swisscom-failing IBAN is refused
      Given an identification with the Swisscom-failing IBAN that is confirmation_required
      And the QES was started again
      And another identification with the Swisscom-failing IBAN that is confirmation_required
      And the QES was started again
      When one customer enters the first of two TANs and another the second
      Then the first TAN is refused, and the second is not or for another reason

  Rule: A refusal depends on nothing but the IBAN

    Scenario Outline: SCHUFA refuses a French customer with the <account> IBAN as <reason>
      Given a customer with the nationality FR
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

    @BI-148
    Scenario: The bank refuses a French customer with the joint IBAN
      Given a customer with the nationality FR
      When the customer is identified with the joint IBAN
      Then the identification is refused with JOINT_ACCOUNT

    @BI-148
    Scenario: The bank refuses a customer with the joint IBAN again
      Given a customer
      And their identification with the joint IBAN failed
      When the customer is identified with the joint IBAN
      Then the identification is refused with JOINT_ACCOUNT

  @BI-152 @alone
  Rule: The behaviour depends on the IBAN alone

    Scenario Outline: Two customers with the <account> IBAN are treated alike
      Given a customer
      And another customer
      When both are identified with the <account> IBAN
      Then both are treated alike

      Examples: one of each kind, because a target may count failures
        | account           |
        | good              |
        | authorised-holder |
        | mismatched        |
        | joint             |
        | Swisscom-failing  |
