Feature: Receiving desk
  What a vendor asks of a submitted certificate, and what it sends back otherwise.

  @rule:signatures
  Scenario: Everybody who has to sign has signed
    Given a submitted certificate
    When its signatures are compared with the trusted keys
    Then each demanded role has signed this statement with its own key
    But otherwise the sender gets the request "send the bundle as it was signed, with a signature of each role that the policy names; if the key is new, send the public key by another way"

  @rule:statement
  Scenario: The statement is one that this program can read
    Given a submitted certificate
    When its statement is read
    Then its types, version and number are those of a certificate
    But otherwise the sender gets the request "send the certificate as `bankident certify` wrote it, without editing it"

  @rule:files
  Scenario: The evidence is the one that was certified
    Given a submitted bundle
    When its files are compared with the certificate
    Then none is missing, unexpected, changed, swapped or misplaced
    But otherwise the sender gets the request "send the whole bundle as `bankident certify` wrote it, without unpacking it or adding to it"

  @rule:rows
  Scenario: The certificate says what its runs show
    Given a submitted bundle
    When its rows are counted again from the records of the runs
    Then each row has the verdict, the basis and the evidence of the runs
    But otherwise the sender gets the request "certify the runs again with `bankident certify`; a certificate is not written by hand"

  @rule:time
  Scenario: The certificate is in force
    Given a submitted certificate
    When its times are compared with the clock
    Then it was issued after its runs, has not expired, and its runs are recent enough
    But otherwise the sender gets the request "test the current version again, with a correct clock, and certify the new runs"

  @rule:requirements
  Scenario: Every demanded requirement holds
    Given a submitted certificate
    When its rows are compared with the policy
    Then every demanded requirement holds, and is known in an accepted way
    But otherwise the sender gets the request "fix what does not hold, or observe what was not observed, and certify again"

  @rule:waivers
  Scenario: No failure is waived that the policy does not accept
    Given a submitted certificate
    When its waivers are compared with the policy
    Then none is left
    But otherwise the sender gets the request "fix the waived failures, and certify again without waivers"

  @rule:worth
  Scenario: The runs could have noticed enough
    Given a submitted certificate
    When its worth is compared with the policy
    Then it is not below the minimum
    But otherwise the sender gets the request "test with more capabilities: `bankident report` shows what each would bring"

  @rule:subject
  Scenario: The right thing was tested
    Given a submitted certificate
    When its subject, side and guide are compared with the policy
    Then they are the demanded ones
    But otherwise the sender gets the request "certify the demanded version, side and edition of the guide"

  @rule:commitments
  Scenario: A shown text is the one that was replaced
    Given a submitted certificate and texts that the holder shows
    When the texts are compared with their commitments
    Then each is the one that was replaced
    But otherwise the sender gets the request "show the text as it is in the original record, with its own salt"
