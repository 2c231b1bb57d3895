@needs:second-client
Feature: Another partner

  @AU-008
  Rule: Data of another partner are refused

    Scenario Outline: Another partner is refused when <when>
      Given <given>
      And another partner takes over
      When <when>
      Then it is refused as data of another partner

      Examples:
        | given                             | when                                        |
        | a registered person               | the partner retrieves the person            |
        | a registered person               | the partner changes the person's first_name |
        | an identification that is created | the partner retrieves the identification    |
        | an identification that is created | the partner requests the identification     |

  @BI-198 @needs:wizard @needs:tan
  Rule: An identification binds nobody but its partner

    Scenario: A person identified for one partner can be identified for another
      Given an identification that is successful
      And another partner takes over
      And another customer with the same data
      When the partner creates an identification with the good IBAN
      Then the identification is created
