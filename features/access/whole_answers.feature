Feature: Whole answers

  A resource is shown whole wherever it is shown, and no answer contradicts an earlier one: every member
  has its documented form, and a value stays what it was unless a call changed it.

  @BI-095 @BI-118 @BI-128
  Rule: An identification and what belongs to it are shown alike everywhere

    Scenario Outline: A customer whose identification is <status> is shown alike everywhere
      Given an identification that is <status>
      When the partner looks at everything about the customer
      Then all answers are whole and agree

      Examples: before the bank page
        | status  |
        | created |
        | pending |

      @needs:wizard
      Examples: after the bank page
        | status                 |
        | authorization_required |
        | confirmation_required  |

      @needs:wizard @needs:tan
      Examples: after the TAN
        | status     |
        | successful |

    @needs:wizard
    Scenario Outline: A customer whose identification failed with the <account> IBAN is shown alike everywhere
      Given a customer
      When the customer is identified with the <account> IBAN
      And the partner looks at everything about the customer
      Then all answers are whole and agree

      Examples:
        | account          |
        | joint            |
        | snapshot-failing |

    @needs:clock @waits:snapshot
    Scenario: A customer whose bank page expired is shown alike everywhere
      Given an identification that is pending
      And the time for the bank page is over
      When the partner looks at everything about the customer
      Then all answers are whole and agree

    @needs:wizard @needs:clock @waits:authorization
    Scenario: A customer whose time for signing is over is shown alike everywhere
      Given an identification that is confirmation_required
      And the time for signing is over
      When the partner looks at everything about the customer
      Then all answers are whole and agree

    Scenario: A customer with two identifications is shown alike everywhere
      Given a customer with 2 identifications
      When the partner looks at everything about the customer
      Then all answers are whole and agree

  @BI-032 @BI-034
  Rule: A person is shown alike everywhere

    Scenario Outline: A person whose <property> was changed is shown alike everywhere
      Given a customer
      When the partner changes the person's <property>
      And the partner looks at everything about the customer
      Then all answers are whole and agree

      Examples:
        | property          |
        | job_title         |
        | employment_status |

  @WH-006 @needs:webhooks
  Rule: A subscription is shown alike everywhere

    Scenario: A subscription is listed and retrieved as it was made
      Given a subscription to PERSON_CHANGED
      When the partner lists the subscriptions
      Then all answers are whole and agree

  @ER-001 @ER-002 @ER-003
  Rule: Every refusal is complete

    Scenario Outline: A refusal is complete when <when>
      Given <given>
      When <when>
      Then every refusal is complete

      Examples: of what concerns a person
        | given                                   | when                                                     |
        | a registered person                     | the partner creates an identification with the good IBAN |
        | a registered person                     | the partner creates a mobile number without a number     |
        | a registered person                     | the partner checks whether the person is eligible for an unknown method |
        | a person with an unverified mobile number | the partner creates a second mobile number               |
        | a person with an unverified mobile number | the partner authorises another number                    |
        | a person with an unverified mobile number | the partner confirms the mobile number without its token |
        | a person with an unverified mobile number | the partner confirms the mobile number with another number |
        | a customer                              | the partner creates an identification without iban       |
        | a customer                              | the partner creates an identification whose iban is "DE12110101010100000020" |
        | a customer                              | the partner creates an identification whose iban is the number 42 |
        | a customer                              | the partner creates an identification with the mismatched IBAN |
        | a customer                              | the partner creates an identification with the unknown-person IBAN |
        | a customer                              | the partner creates an identification with the never-identified IBAN |
        | a customer without birth_city           | the partner creates an identification with the good IBAN |
        | a customer                              | the customer becomes FREELANCER without explanation |
        | a registered person                     | the partner registers a person with a body that is not JSON |
        | a registered person                     | the partner registers a person whose last_name is the number 42 |
        | a registered person                     | the partner registers a person whose nationality is "DEU" |
        | a registered person                     | the partner retrieves a person that does not exist |
        | a registered person                     | the partner changes a person that does not exist |
        | a registered person                     | the partner creates an identification for a person that does not exist |
        | a registered person                     | the partner retrieves an identification that does not exist |
        | a registered person                     | the partner looks up "DE12110101010100000020" |

      Examples: of what concerns an identification
        | given                                   | when                                                     |
        | an identification that is created       | the partner starts the QES                               |
        | an identification that is created       | the partner confirms the QES without a token             |
        | an identification that is created       | the partner retrieves the account snapshot               |

      @needs:wizard
      Examples: of what concerns the signature
        | given                                   | when                                                     |
        | an identification that is confirmation_required | the partner confirms the QES without a token     |
        | an identification that is confirmation_required | the customer enters a wrong TAN                  |
        | an identification that is confirmation_required | the customer's TAN is sent as a number           |

      @needs:wizard @needs:tan
      Examples: of what concerns the end
        | given                                   | when                                                     |
        | an identification that is successful    | the partner creates an identification with the good IBAN |
        | an identification that is successful    | the partner requests the identification                  |
