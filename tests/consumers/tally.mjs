// What held and what did not.

export class Tally {
  passed = 0;
  failed = 0;

  constructor(place) {
    this.place = place;
  }

  expect(holds, what) {
    if (holds) {
      this.passed += 1;
    } else {
      this.failed += 1;
      console.log(`not ok: ${this.place}: ${String(what).slice(0, 600)}`);
    }
    return holds;
  }

  equal(found, wanted, what) {
    const [left, right] = [found, wanted].map((it) => JSON.stringify(it));
    return this.expect(left === right, `${what}: ${left} instead of ${right}`);
  }

  // Runs `check`; whatever it throws is a finding too.
  async run(what, check) {
    try {
      await check();
    } catch (error) {
      this.expect(false, `${what}: ${error.stack ?? error}`);
    }
  }

  add({ passed, failed }) {
    this.passed += passed;
    this.failed += failed;
  }
}
