Feature: Registering a person

  @BI-031
  Rule: A registered person has an id of its own

    Scenario: Two persons get two ids
      Given a registered person
      When the partner registers another person
      Then the person has an id
      And the two persons have different ids

    Scenario: A person with the data of another one gets another id
      Given a registered person
      When the partner registers a person with the same data
      Then the person has an id
      And the two persons have different ids

  @BI-032
  Rule: The id addresses the person from then on

    Scenario: A registered person is returned as registered
      Given a registered person
      When the partner retrieves the person
      Then the person is returned as registered

    Scenario: An unknown person id is not found
      When the partner retrieves a person that does not exist
      Then it is not found

    Scenario: The attempts of an unknown person are not found
      When the partner asks for the attempts of a person that does not exist
      Then it is not found

    Scenario: The eligibility of an unknown person is not found
      When the partner checks the eligibility of a person that does not exist
      Then it is not found

    Scenario Outline: A person <variant> is returned as registered
      When the partner registers a person <variant>
      Then the person has an id
      And retrieving shows the person as registered

      Examples:
        | variant                                 |
        | whose employment_status is "RETIRED"    |
        | whose employment_status is "STUDENT"    |
        | whose employment_status is "UNEMPLOYED" |
        | with an industry                        |
        | with a NACE code                        |

  @BI-021 @BI-031 @BI-033
  Rule: The guide's own example is sufficient

    Scenario: The person of the guide's example is accepted
      When the partner registers the person of the guide's example
      Then the person has an id
