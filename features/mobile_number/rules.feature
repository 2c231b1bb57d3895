Feature: Which mobile numbers there may be

  The numbers are from ranges that are kept free for films, books and tests, or end in zeros.

  @BI-194
  Rule: Every country's numbers but those of Iran and North Korea

    Scenario Outline: A mobile number from <country> is accepted
      Given a registered person
      When the partner creates the mobile number "<number>"
      Then the answer shows:
        | status code | 201      |
        | number      | <number> |

      Examples:
        | country            | number         |
        | Germany            | +4917139200041 |
        | the United Kingdom | +447700900123  |
        | France             | +33639981234   |
        | Sweden             | +46701740605   |
        | Australia          | +61491570156   |
        | the United States  | +12025550143   |
        | Japan              | +819010000000  |
        | South Korea        | +821000000000  |
        | China              | +8613800000000 |
        | Hong Kong          | +85251000000   |
        | Turkey             | +905050000000  |
        | India              | +919000000000  |
        | the Emirates       | +971500000000  |
        | Uzbekistan         | +998900000000  |
        | Luxembourg         | +352691000000  |
        | Lithuania          | +37060000000   |
        | Czechia            | +420900000000  |

    Scenario Outline: A mobile number from <country> is refused
      Given a registered person
      When the partner creates the mobile number "<number>"
      Then the mobile number is refused, or cannot be authorised

      Examples:
        | country     | number         |
        | Iran        | +989121234567  |
        | North Korea | +8501921234567 |

  @BI-051
  Rule: A mobile number is a number

    Scenario Outline: The text "<text>" is refused as a mobile number
      Given a registered person
      When the partner creates the mobile number "<text>"
      Then it is refused

      Examples:
        | text  |
        | bread |
        | +49   |

  @BI-052
  Rule: The answer names the number that was given

    Scenario: Blanks and dashes in a mobile number do not change it
      Given a registered person
      When the partner creates the mobile number "+49 171/39-200_042"
      Then the number means "+4917139200042", if it is accepted

  @BI-053
  Rule: A person has one mobile number

    Scenario: A second mobile number is refused or replaces the first
      Given a person with an unverified mobile number
      When the partner creates a second mobile number
      Then the person has one mobile number, the first or the second

    Scenario: A verified mobile number is not replaced by a second one
      Given a customer
      When the partner creates a second mobile number
      Then the person has one mobile number, the first or the second

    Scenario: A deleted mobile number no longer belongs to the person
      Given a person with an unverified mobile number
      When the partner deletes the mobile number
      Then the mobile number is gone, if it can be deleted

    Scenario: A verified mobile number is deleted, or its deletion needs authorisation
      Given a customer
      When the partner deletes the mobile number
      Then the mobile number is gone, if it can be deleted

    @BI-158
    Scenario: A person whose mobile number was deleted is not identified
      Given a customer
      When the partner deletes the mobile number
      Then a person without a mobile number is not identified

  @BI-052
  Rule: A number that was deleted starts anew

    Scenario: A verified mobile number that was deleted is created unverified again
      Given a customer
      When the partner deletes the mobile number
      And the partner creates the static mobile number
      Then the mobile number is created unverified, unless it was kept

    @BI-060
    Scenario: The OTP of a deleted mobile number does not verify a new one
      Given a person with an unverified mobile number
      And the OTP was sent
      When the partner deletes the mobile number
      And the partner creates the static mobile number
      And the customer enters the static OTP
      Then the mobile number is not verified, unless it was kept

  @BI-047
  Rule: Only a verified mobile number is a second factor

    Scenario: An unverified mobile number is deleted without authorisation by SMS
      Given a person with an unverified mobile number
      When the partner deletes the mobile number
      Then no authorisation by SMS is demanded

  @BI-054
  Rule: Authorising sends an OTP

    @alone
    Scenario: Authorising a mobile number sends an SMS with six digits to it
      Given a person with an unverified mobile number
      And the SMS sent so far are known
      When the partner authorises the mobile number
      Then an OTP of six digits was sent to the mobile number

    @alone
    Scenario: Authorising a number that replaced another one sends one SMS to the new one
      Given a person with an unverified mobile number
      When the partner deletes the mobile number
      And the partner authorises a mobile number of the customer's own
      Then one OTP of six digits was sent to that number

    @alone
    Scenario: Authorising a customer's own mobile number sends one SMS with six digits to it
      Given a registered person
      When the partner authorises a mobile number of the customer's own
      Then one OTP of six digits was sent to that number
