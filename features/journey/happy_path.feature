@journey
Feature: The happy path of the guide

  Appendix II walks through one identification from the person to the signed documents. This
  feature does the same, literally; it is the one scenario with many Whens.

  @BI-153 @BI-143
  Rule: The steps of the guide end in a successful identification with signed documents

    Scenario: A customer with a good account ends up with signed documents
      When the partner registers the person of the guide's example
      Then the person has an id
      When the partner creates the static mobile number
      Then the mobile number is created unverified
      When the partner authorises the mobile number
      Then the mobile number is still unverified
      When the customer enters the static OTP
      Then the mobile number is verified
      When the partner creates an identification with the good IBAN
      Then the identification is created
      When the partner requests the identification
      Then the answer says pending
      And the answer hands out the bank page
      When the customer completes the bank page
      Then the identification becomes authorization_required
      When the partner starts the QES
      Then the answer says confirmation_required
      When the customer enters the TAN
      Then the QES is confirmed
      And the identification is completed
      And both documents are complete
      And the documents can be downloaded as PDF
