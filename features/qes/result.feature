Feature: The signed result

  @BI-118 @BI-121
  Rule: A signed identification is successful and completed

    Scenario: A signed identification shows success and the time of completion
      Given an identification that is confirmation_required
      When the customer enters the TAN
      Then the identification is completed

    @BI-143 @BI-152
    Scenario: A customer with the nationality FR can reach success
      Given a customer with the nationality FR
      And their identification is confirmation_required
      When the customer enters the TAN
      Then the identification becomes successful

  @BI-125
  Rule: First there is something to sign, then it is signed

    Scenario: The unsigned document is older than the signed one
      Given an identification that is confirmation_required
      When the customer enters the TAN
      Then both documents are dated in order

  @BI-126
  Rule: Deadlines and reference token remain

    Scenario: A successful identification keeps its deadlines and reference token
      Given an identification that is successful
      When the partner retrieves the identification
      Then the rest of the answer is as the QES was started

  @BI-119 @BI-122 @BI-123
  Rule: The unsigned and the signed document are listed on request

    Scenario: Both documents are listed with every member
      Given an identification that is confirmation_required
      When the customer enters the TAN
      Then both documents are complete

    Scenario: Documents are listed when they are requested
      Given an identification that is confirmation_required
      When the customer enters the TAN
      Then the identification becomes successful
      And documents are shown on request

    Scenario: Documents are not listed when they are not wanted
      Given an identification that is successful
      When the partner retrieves the identification
      Then documents are hidden on request

  @BI-124
  Rule: Documents are named after the identification

    Scenario: The names of both documents carry the identification's id
      Given an identification that is confirmation_required
      When the customer enters the TAN
      Then both documents are named after the identification

  @BI-058
  Rule: A success keeps the mobile number

    Scenario: A successful customer keeps the verified mobile number
      Given an identification that is confirmation_required
      When the customer enters the TAN
      Then the identification becomes successful
      And the person has a verified mobile number

  @BI-104
  Rule: What is signed is a KYC report or contracts

    Scenario: Every signed document has a name
      Given an identification that is successful
      When the partner retrieves the identification
      Then what was signed is listed by name

  @BI-129
  Rule: The documents can be downloaded

    @BI-155
    Scenario: The documents are not found under another person
      Given an identification that is successful
      When the partner retrieves the identification
      Then the documents cannot be downloaded under another person

    Scenario: Both documents can be downloaded as PDF
      Given an identification that is confirmation_required
      When the customer enters the TAN
      Then the documents can be downloaded as PDF
