Feature: What a person needs

  Where a target takes an incomplete person, it must ask for the missing data when the person is to
  be identified.

  Rule: Mandatory data must be given

    Scenario Outline: A person without <member> is not identified
      When the partner tries to identify a person without <member>
      Then it is refused for missing data

      @BI-022
      Examples: salutation
        | member     |
        | salutation |

      @BI-023
      Examples: first names
        | member     |
        | first_name |

      @BI-024
      Examples: last names
        | member    |
        | last_name |

      @BI-025
      Examples: date of birth
        | member     |
        | birth_date |

      @BI-026
      Examples: nationality
        | member      |
        | nationality |

      @BI-027
      Examples: address
        | member  |
        | address |

      @BI-030
      Examples: consent to the terms and conditions
        | member                     |
        | terms_conditions_signed_at |

    Scenario Outline: A person whose <member> is nothing is not identified
      When the partner tries to identify a person whose <member> is nothing
      Then it is refused for malformed data

      @BI-022
      Examples: salutation
        | member     |
        | salutation |

      @BI-023
      Examples: first names
        | member     |
        | first_name |

      @BI-024
      Examples: last names
        | member    |
        | last_name |

      @BI-025
      Examples: date of birth
        | member     |
        | birth_date |

      @BI-026
      Examples: nationality
        | member      |
        | nationality |

      @BI-027
      Examples: address
        | member              |
        | address             |
        | address.line_1      |
        | address.postal_code |
        | address.city        |
        | address.country     |

      @BI-030
      Examples: consent to the terms and conditions
        | member                     |
        | terms_conditions_signed_at |

  @BI-027
  Rule: An address has street, post code, city and country

    Scenario Outline: An address without <member> is refused
      When the partner tries to identify a person without address.<member>
      Then it is refused for missing data

      Examples:
        | member      |
        | line_1      |
        | postal_code |
        | city        |
        | country     |

  @BI-170
  Rule: What is missing is asked for when the person is to be identified

    Scenario: A person without a place of birth is refused on identification
      When the partner tries to identify a person without birth_city
      Then the person may be identified, or it is refused for missing data

  @BI-027 @BI-028 @BI-029
  Rule: Everything the guide lists can be given

    Scenario: A person with mobile number, data consent and state is accepted
      When the partner registers a person with every listed data point
      Then the person has an id

  @BI-023 @BI-024
  Rule: Names are kept as they are printed

    Scenario: Several first and last names are kept letter by letter
      When the partner registers a person with compound names
      Then the person has an id
      And retrieving shows the person as registered

  @BI-019
  Rule: The number of identical persons is limited

    Scenario: The last allowed identical person is registered
      Given only 2 identical persons are allowed
      And a registered person
      When the partner registers a person with the same data
      Then the person has an id

    Scenario: A person with another place of birth is not identical
      Given only 1 identical person is allowed
      And a registered person
      When the partner registers a person with the same data but another place of birth
      Then the person has an id

    Scenario: One identical person more than allowed is refused
      Given only 2 identical persons are allowed
      And a registered person
      And another registered person with the same data
      When the partner registers a person with the same data
      Then it is refused for too many identical persons
