Feature: The properties of a person that can be changed

  The guide prints the list of properties, but not always what may be in them: a word out of a list
  that it does not print may be refused.

  @BI-035
  Rule: Each listed property can be changed

    Scenario Outline: The property <property> can be set
      Given a registered person with the mandatory data only
      When the partner changes the person's <property>
      Then the change is accepted

      Examples: about the person
        | property                   |
        | title                      |
        | employment_status          |
        | job_title                  |
        | email                      |
        | birth_province             |
        | birth_post_code            |
        | branch                     |
        | socioprofessional_category |
        | work_country               |
        | work_province              |
        | self_declared_as_pep       |

      Examples: about consents and money
        | property                              |
        | fatca_relevant                        |
        | fatca_crs_confirmed_at                |
        | own_economic_interest_signed_at       |
        | annual_income_range                   |
        | expected_monthly_revenue_cents        |
        | main_income_source                    |
        | purpose_of_account_opening            |
        | international_operativity_expectation |

      Examples: about the person's business
        | property                |
        | business_purpose        |
        | business_trading_name   |
        | business_address_line_1 |
        | business_address_line_2 |
        | business_postal_code    |
        | business_city           |
        | business_country        |
        | industry                |
        | industry_key            |
        | nace_code               |
        | registration_number     |
        | vat_number              |
        | website_social_media    |

    Scenario Outline: A known <property> can be changed
      Given a customer
      When the partner changes the person's <property>
      Then the change is accepted

      Examples: mandatory
        | property             |
        | salutation           |
        | data_terms_signed_at |

      @BI-033
      Examples: optional
        | property                        |
        | email                           |
        | own_economic_interest_signed_at |

    Scenario: A changed e-mail address does not change back
      Given a customer
      When the partner changes the person's email
      Then the change is accepted and kept

    Scenario: A revenue of zero is kept
      Given a registered person with the mandatory data only
      When the partner changes the person's expected_monthly_revenue_cents to zero
      Then the change is accepted

  @BI-036
  Rule: Each part of the address can be changed

    Scenario Outline: The <part> of the address can be changed
      Given a customer
      When the partner changes the person's address.<part>
      Then the change is accepted

      Examples:
        | part        |
        | line_1      |
        | line_2      |
        | postal_code |
        | city        |
        | state       |
        | country     |

    Scenario Outline: The <part> of the address can be changed twice
      Given a customer
      When the partner changes the person's address.<part>
      And the partner changes the person's address.<part>
      Then the change is accepted

      Examples:
        | part        |
        | line_1      |
        | line_2      |
        | postal_code |
        | city        |
        | state       |
        | country     |

  @BI-036
  Rule: The address is another one than the contact address

    Scenario: A changed address does not set a contact address
      Given a registered person
      When the partner changes the person's address.city
      Then the person is otherwise as before

    Scenario: A changed address leaves the contact address alone
      Given a registered person
      When the partner changes the person's contact_address
      And the partner changes the person's address.city
      Then the person is otherwise as before

  @BI-037
  Rule: The contact address is another one than the address

    Scenario: A changed contact address leaves the address alone
      Given a registered person
      When the partner changes the person's contact_address
      Then the person is otherwise as before

  @BI-037
  Rule: Each part of the contact address can be set

    Scenario Outline: The <part> of the contact address can be set
      Given a registered person with the mandatory data only
      When the partner changes the person's contact_address.<part>
      Then the change is accepted

      Examples:
        | part        |
        | line_1      |
        | line_2      |
        | postal_code |
        | city        |
        | state       |
        | country     |

  @BI-038
  Rule: Tax information can be set

    Scenario: Tax assessment and marital status can be set
      Given a registered person with the mandatory data only
      When the partner changes the person's tax_information
      Then the change is accepted
