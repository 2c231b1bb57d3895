Feature: Creating an identification

  @BI-078
  Rule: Each identification has an id of its own

    Scenario: Two identifications of one customer have different ids
      Given an identification that is created
      When the partner creates an identification with the good IBAN
      Then the identification is created
      And the two identifications have different ids

  @BI-079 @BI-118 @BI-131
  Rule: A new identification is created

    Scenario: A new identification has the status created
      Given a customer
      When the partner creates an identification with the good IBAN
      Then the identification is created
      And the identification becomes created

  @BI-081
  Rule: The answer echoes what was sent

    Scenario: A new identification echoes method, IBAN and consent
      Given a customer
      When the partner creates an identification with the good IBAN
      Then the answer echoes method, IBAN and consent

    Scenario: A second identification echoes a consent of its own
      Given an identification that is created
      When the partner creates an identification with the good IBAN
      Then the answer echoes method, IBAN and consent

    Scenario: A second identification echoes an IBAN of its own
      Given an identification that is created
      When the partner creates an identification with the joint IBAN
      Then the answer echoes method, IBAN and consent

    Scenario: A consent with an offset is refused, or echoed as the same moment
      Given a customer
      When the partner creates an identification whose terms_and_conditions_signed_at is "2020-07-07T13:36:29.000+02:00"
      Then the answer echoes method, IBAN and consent

  @BI-080 @BI-076
  Rule: Creating does not contact the identification provider

    Scenario: A new identification has null in every member that later steps fill in
      Given a customer
      When the partner creates an identification with the good IBAN
      Then the answer shows:
        | status code                | 201  |
        | reference                  | null |
        | url                        | null |
        | completed_at               | null |
        | proof_of_address_type      | null |
        | proof_of_address_issued_at | null |
        | authorization_expires_at   | null |
        | confirmation_expires_at    | null |

    Scenario: A new identification has no account snapshot before the request
      Given a customer
      When the partner creates an identification with the good IBAN
      Then the account snapshot does not exist yet

  @BI-072
  Rule: The identification belongs to the person in the URL

    Scenario: A new identification is listed for its own person only
      Given an identification that is created
      When the partner registers another person
      Then only its own person's list has the identification

    Scenario: A new identification is not listed for another person with the same data
      Given an identification that is created
      When the partner registers a person with the same data
      Then only its own person's list has the identification

    Scenario: An identification for an unknown person is not created
      When the partner creates an identification for a person that does not exist
      Then it is not found

  @BI-155
  Rule: An identification is reached under its own person only

    Scenario: An identification is not found under another person
      Given an identification that is created
      And another registered person
      When the partner retrieves the identification under the other person
      Then it is not found

    Scenario Outline: An identification <outcome> under another person
      Given an identification that is <status>
      And another registered person
      When the partner <action> the identification under the other person
      And the partner turns to the other person
      Then it is not found
      And the identification is still <status>

      Examples:
        | outcome           | action                   | status  |
        | is not requested  | requests                 | created |
        | shows no snapshot | looks at the snapshot of | pending |

      Examples: with its bank page done
        | outcome          | action              | status                 |
        | is not signed    | starts the QES of   | authorization_required |
        | is not confirmed | confirms the QES of | confirmation_required  |

  Rule: Method, IBAN and consent must be given

    Scenario Outline: An identification whose <member> is nothing is not created
      Given a customer
      When the partner creates an identification whose <member> is nothing
      Then it is refused for defective data
      And the person has no identification

      @BI-073
      Examples: method
        | member |
        | method |

      @BI-074
      Examples: account
        | member |
        | iban   |

      @BI-075
      Examples: consent
        | member                         |
        | terms_and_conditions_signed_at |

    Scenario Outline: An identification is not created without its <member>
      Given a customer
      When the partner creates an identification without <member>
      Then it is refused for defective data
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
