Feature: The form of a person's data

  Where a target takes a malformed value, it must refuse it when the person is to be identified.

  Rule: Data have their form

    Scenario Outline: The value "<value>" is refused as <member>
      When the partner tries to identify a person whose <member> is "<value>"
      Then it is refused for malformed data

      @BI-023
      Examples: first names
        | member     | value |
        | first_name |       |

      @BI-024
      Examples: last names
        | member    | value |
        | last_name |       |

      @BI-025
      Examples: dates
        | member     | value      |
        | birth_date | yesterday  |
        | birth_date | 1978-13-45 |
        | birth_date | 1978-02-30 |
        | birth_date | 15.07.1978 |
        | birth_date | 07/15/1978 |

      @BI-022
      Examples: salutations
        | member     | value  |
        | salutation | PERSON |
        | salutation | mr     |
        | salutation | Ms     |

      @BI-026
      Examples: two-letter country codes
        | member      | value   |
        | nationality | DEU     |
        | nationality | de      |
        | nationality | Germany |
        | nationality | XX      |

      @BI-027
      Examples: two-letter country codes of addresses
        | member          | value   |
        | address.country | DEU     |
        | address.country | de      |
        | address.country | Germany |
        | address.country | XX      |

      @BI-029
      Examples: consent to data processing
        | member               | value               |
        | data_terms_signed_at | yesterday           |
        | data_terms_signed_at | 2019-01-01          |
        | data_terms_signed_at | 2019-01-01T00:00:00 |
        | data_terms_signed_at | 2019-02-30T00:00:00.000Z |

      @BI-030
      Examples: consent to the terms and conditions
        | member                     | value               |
        | terms_conditions_signed_at | yesterday           |
        | terms_conditions_signed_at | 2019-01-01          |
        | terms_conditions_signed_at | 2019-01-01T00:00:00 |
        | terms_conditions_signed_at | 2019-02-30T00:00:00.000Z |

  @BI-026
  Rule: Any nationality can be given

    Scenario Outline: A person with the nationality <nationality> is registered
      When the partner registers a person with the nationality <nationality>
      Then the person has an id

      Examples:
        | nationality |
        | AT          |
        | FR          |
        | IR          |
        | PL          |
        | TR          |
        | US          |
