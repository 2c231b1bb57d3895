Feature: Changing a person

  A target may make a change at once or ask for its authorisation first.

  @BI-034
  Rule: One or more properties can be changed

    Scenario: One property of a person is changed
      Given a registered person with the mandatory data only
      When the partner changes the person's job_title
      Then the change is accepted
      And the person shows the change
      And the person is otherwise as before

    Scenario: Several properties of a person are changed in one request
      Given a registered person with the mandatory data only
      When the partner changes the person's email, job_title and business_city
      Then the change is accepted
      And the person shows the change
      And the person is otherwise as before

    Scenario: A changed job title leaves every other property of a person alone
      Given a registered person
      When the partner changes the person's job_title
      Then the change is accepted
      And the person is otherwise as before

    Scenario: A change of one person does not change another
      Given a registered person
      And another customer
      When the partner changes the person's job_title
      And the partner turns to the other person
      And the partner retrieves the person
      Then the person is returned as registered

    Scenario: A null beside a value leaves the null member unharmed
      Given a registered person
      When the partner changes the person's job_title and sends null as email
      Then the null does no harm

  @BI-032 @BI-034
  Rule: Only a registered person can be changed

    Scenario: An unknown person is not changed
      When the partner changes a person that does not exist
      Then it is not found

  @BI-039
  Rule: Everything else is changed by support only

    Scenario Outline: The property <property> cannot be changed
      Given a registered person
      When the partner changes the person's <property>
      Then the change is refused or has no effect

      Examples:
        | property                   |
        | first_name                 |
        | last_name                  |
        | birth_date                 |
        | birth_city                 |
        | birth_country              |
        | birth_name                 |
        | nationality                |
        | mobile_number              |
        | terms_conditions_signed_at |

    Scenario: A change that is refused for one property changes no other
      Given a registered person
      When the partner changes the person's first_name, title, salutation, address, contact_address, employment_status, job_title, email, tax_information, fatca_relevant, fatca_crs_confirmed_at, business_purpose, industry, industry_key, own_economic_interest_signed_at, expected_monthly_revenue_cents, vat_number, website_social_media, business_trading_name, nace_code, business_address_line_1, business_address_line_2, business_postal_code, business_city, business_country, annual_income_range, data_terms_signed_at, branch, birth_province, birth_post_code, socioprofessional_category, purpose_of_account_opening, main_income_source, work_country, work_province, self_declared_as_pep, international_operativity_expectation and registration_number
      Then the person is as before

  @BI-035 @BI-040
  Rule: The AML confirmation is of today or tomorrow

    Scenario Outline: The AML confirmation can be dated <day>
      Given a registered person with the mandatory data only
      When the partner dates the AML confirmation <day>
      Then the change is accepted
      And the person shows the change

      Examples:
        | day      |
        | today    |
        | tomorrow |

    Scenario Outline: The AML confirmation cannot be dated <day>
      Given a registered person with the mandatory data only
      When the partner dates the AML confirmation <day>
      Then it is refused
      And the person is as before

      Examples:
        | day                      |
        | yesterday                |
        | two days ago             |
        | a year ago               |
        | in two days              |
        | in three days            |
        | in a year                |
        | today in German notation |
        | by a word                |

    Scenario Outline: No text is changed in a request that dates the AML confirmation <day>
      Given a registered person with the mandatory data only
      When the partner changes two texts and dates the AML confirmation <day>
      Then it is refused
      And the person is as before

      Examples:
        | day         |
        | yesterday   |
        | in two days |
