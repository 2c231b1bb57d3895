Feature: Receiving desk
  What a vendor demands of a submitted certificate, and what it asks the sender for otherwise.

  Scenario: Everybody who has to sign has signed
    Given the sender is asked otherwise to "send the bundle as it was signed, with a signature of each role that the policy names; if the key is new, send the public key by another way"
    Then nothing is wrong with the signatures

  Scenario: The statement is one that this program can read
    Given the sender is asked otherwise to "send the certificate as `bankident certify` wrote it, without editing it"
    Then nothing is wrong with the statement

  Scenario: The evidence is the one that was certified
    Given the sender is asked otherwise to "send the whole bundle as `bankident certify` wrote it, without unpacking it or adding to it"
    Then nothing is wrong with the files

  Scenario: The certificate says what its runs show
    Given the sender is asked otherwise to "certify the runs again with `bankident certify`; a certificate is not written by hand"
    Then nothing is wrong with the rows

  Scenario: The certificate is in force
    Given the sender is asked otherwise to "test the current version again, with a correct clock, and certify the new runs"
    Then nothing is wrong with the times

  Scenario: Every demanded requirement holds
    Given the sender is asked otherwise to "fix what does not hold, or observe what was not observed, and certify again"
    Then nothing is wrong with the requirements

  Scenario: No failure is waived that the policy does not accept
    Given the sender is asked otherwise to "fix the waived failures, and certify again without waivers"
    Then nothing is wrong with the waivers

  Scenario: The runs could have noticed enough
    Given the sender is asked otherwise to "test with more capabilities: `bankident report` shows what each would bring"
    Then nothing is wrong with the worth

  Scenario: The right thing was tested
    Given the sender is asked otherwise to "certify the demanded version, side and edition of the guide"
    Then nothing is wrong with the subject

  Scenario: A shown text is the one that was replaced
    Given the sender is asked otherwise to "show the text as it is in the original record, with its own salt"
    Then nothing is wrong with the shown texts
