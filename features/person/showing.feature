Feature: Showing a person

  @ER-010
  Rule: A person is shown alike everywhere

    Scenario Outline: A person whose <property> was changed is shown alike everywhere
      Given a customer
      When the partner changes the person's <property>
      And the partner looks at everything about the customer
      And the partner changes the person's <property>
      And the partner looks at everything about the customer
      Then all answers are whole and agree

      Examples:
        | property          |
        | job_title         |
        | employment_status |
        | address.country   |

    Scenario Outline: A person beside one <variant> is shown alike everywhere
      Given a registered person
      And the partner looked at everything about the customer
      And another registered person <variant>
      When the partner looks at everything about the customer
      Then all answers are whole and agree

      Examples:
        | variant                      |
        | living in AT                 |
        | with the nationality FR      |
        | with a NACE code             |
        | with an industry             |
        | with every listed data point |
        | with compound names          |
