Feature: Whole answers

  A resource is shown whole wherever it is shown, and no answer contradicts an earlier one: every member
  has its documented form, and a value stays what it was unless a call changed it.

  @ER-010
  Rule: An identification and what belongs to it are shown alike everywhere

    Scenario Outline: A customer whose identification is <status> is shown alike everywhere
      Given an identification that is <status>
      When the partner looks at everything about the customer
      And the partner looks at everything about the customer
      Then all answers are whole and agree

      Examples: before the bank page
        | status  |
        | created |
        | pending |

      Examples: after the bank page
        | status                 |
        | authorization_required |
        | confirmation_required  |

      Examples: after the TAN
        | status     |
        | successful |

    Scenario Outline: A customer failed with the <account> IBAN is shown alike everywhere
      Given an identification with the <account> IBAN that is pending
      And the partner looked at everything about the customer
      When the customer completes the bank page
      And the partner looks at everything about the customer
      Then all answers are whole and agree

      Examples:
        | account          |
        | joint            |
        | snapshot-failing |

    Scenario Outline: A customer refused with the <account> IBAN is shown alike everywhere
      Given a customer
      And their identification with the <account> IBAN failed
      And the partner looked at everything about the customer
      When the partner looks at everything about the customer
      Then all answers are whole and agree

      Examples:
        | account        |
        | unknown-person |
        | mismatched     |

    Scenario: A customer whose bank page expired is shown alike everywhere
      Given an identification that is pending
      And the partner looked at everything about the customer
      And the time for the bank page is over
      When the partner looks at everything about the customer
      Then all answers are whole and agree

    Scenario: A customer whose time for signing is over is shown alike everywhere
      Given an identification that is confirmation_required
      And the partner looked at everything about the customer
      And the time for signing is over
      When the partner looks at everything about the customer
      Then all answers are whole and agree

    Scenario: A customer whose identification grew too old is shown alike everywhere
      Given an identification that is created
      And the partner looked at everything about the customer
      And the life of an identification is over
      When the partner looks at everything about the customer
      Then all answers are whole and agree

    Scenario Outline: Each of two customers with <status> identifications is shown alike
      Given an identification that is <status>
      And the partner looked at everything about the customer
      And another identification with the Swisscom-failing IBAN that is <status>
      When the partner looks at everything about the customer
      Then all answers are whole and agree

      Examples: before the bank page
        | status  |
        | created |
        | pending |

      Examples: after the bank page
        | status                 |
        | authorization_required |
        | confirmation_required  |

    Scenario Outline: A customer whose identification is <status> is shown alike after a change
      Given an identification that is <status>
      And the partner looked at everything about the customer
      When the partner changes the person's job_title
      And the partner looks at everything about the customer
      Then all answers are whole and agree

      Examples: before the bank page
        | status  |
        | created |

      Examples: after the TAN
        | status     |
        | successful |

    Scenario: A customer whose signature failed is shown alike everywhere
      Given an identification with the Swisscom-failing IBAN that is confirmation_required
      And the partner looked at everything about the customer
      When the customer enters the TAN
      And the partner looks at everything about the customer
      Then all answers are whole and agree

    Scenario: Each of two customers who signed is shown alike everywhere
      Given an identification that is successful
      And the partner looked at everything about the customer
      And another identification with the Swisscom-failing IBAN that is confirmation_required
      When the customer enters the TAN
      And the partner looks at everything about the customer
      Then all answers are whole and agree

    Scenario: A customer who signs after a look at everything is shown alike everywhere
      Given an identification that is authorization_required
      And the partner looked at everything about the customer
      When the partner starts the QES
      And the customer enters the TAN
      And the partner looks at everything about the customer
      Then all answers are whole and agree

    Scenario: A customer whose QES was started twice is shown alike everywhere
      Given an identification that is confirmation_required
      And the QES was started again, if that is possible
      When the partner looks at everything about the customer
      Then all answers are whole and agree

    Scenario: A person with an unverified mobile number is shown alike everywhere
      Given a person with an unverified mobile number
      When the partner looks at everything about the customer
      Then all answers are whole and agree

    Scenario: Each of two customers with different mobile numbers is shown alike
      Given a customer
      And the partner looked at everything about the customer
      And a customer with a mobile number of their own
      When the partner looks at everything about the customer
      Then all answers are whole and agree

    Scenario: A customer with two identifications is shown alike everywhere
      Given a customer with 2 identifications
      When the partner looks at everything about the customer
      Then all answers are whole and agree
