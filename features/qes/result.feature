@needs:wizard @needs:tan
Feature: The signed result

  @BI-118 @BI-121
  Rule: A signed identification is successful and completed

    Scenario: Retrieving shows success and the time of completion
      Given an identification that is confirmation_required
      When the customer enters the TAN
      Then the identification is completed

  @BI-125
  Rule: First there is something to sign, then it is signed

    Scenario: The unsigned document is older than the signed one
      Given an identification that is confirmation_required
      When the customer enters the TAN
      Then the unsigned document is older than the signed one

  @BI-126
  Rule: Deadlines and reference token remain

    Scenario: A successful identification still carries them
      Given an identification that is successful
      When the partner retrieves the identification
      Then the rest of the answer is as the QES was started

  @BI-119 @BI-122 @BI-123
  Rule: The unsigned and the signed document are listed on request

    Scenario: Both documents are listed, complete in every member
      Given an identification that is confirmation_required
      When the customer enters the TAN
      Then it carries an unsigned and a signed document

    Scenario: Documents are shown when they are asked for
      Given an identification that is confirmation_required
      When the customer enters the TAN
      Then the identification becomes successful
      And documents are shown on request

  @BI-124
  Rule: Documents are named after the identification

    Scenario: Both names carry the identification's id
      Given an identification that is confirmation_required
      When the customer enters the TAN
      Then the documents are named after the identification

  @BI-129
  Rule: The documents can be downloaded

    @BI-155
    Scenario: Nobody else's URL leads to them
      Given an identification that is successful
      When the partner retrieves the identification
      Then the documents cannot be downloaded under another person

    Scenario: Both files are PDF
      Given an identification that is confirmation_required
      When the customer enters the TAN
      Then the documents can be downloaded as PDF
