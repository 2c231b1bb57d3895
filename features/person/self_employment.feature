Feature: Becoming self-employed

  A target may make a change at once or ask for its authorisation first.

  Rule: Who becomes self-employed says in what

    @BI-041
    Scenario Outline: Becoming <status> <explanation> is refused
      Given a customer
      When the customer becomes <status> <explanation>
      Then it is refused
      And the person is as before

      Examples: nothing is said
        | status        | explanation             |
        | FREELANCER    | without explanation     |
        | SELF_EMPLOYED | without explanation     |
        | FREELANCER    | with a NACE code of null |
        | SELF_EMPLOYED | with a NACE code of null |
        | FREELANCER    | with a job title only    |

      @BI-043
      Examples: the industry is cleared by halves, or not
        | status        | explanation               |
        | FREELANCER    | with the industry cleared |
        | FREELANCER    | with the key cleared      |
        | SELF_EMPLOYED | with the industry cleared |
        | SELF_EMPLOYED | with the key cleared      |
        | FREELANCER    | with industry and key     |
        | SELF_EMPLOYED | with industry and key     |

    @BI-041
    Scenario: An earlier explanation does not explain a new self-employment
      Given a customer with a NACE code
      When the customer becomes FREELANCER without explanation
      Then it is refused
      And the person is as before

    Scenario Outline: Becoming <status> <explanation> is accepted
      Given a customer
      When the customer becomes <status> <explanation>
      Then the change is accepted

      @BI-042
      Examples: the NACE code is given
        | status        | explanation                               |
        | FREELANCER    | with a NACE code                          |
        | SELF_EMPLOYED | with a NACE code                          |
        | FREELANCER    | with a NACE code and the industry cleared |

      @BI-043
      Examples: the industry is cleared
        | status        | explanation                   |
        | FREELANCER    | with industry and key cleared |
        | SELF_EMPLOYED | with industry and key cleared |

    @BI-043
    Scenario: A known industry is cleared by nulls, or the nulls are ignored
      Given a customer with an industry
      When the customer becomes FREELANCER with industry and key cleared
      Then the change is accepted
      And the industry is cleared, or keeps its value
