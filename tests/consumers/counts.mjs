// What each reader must count, from run.json alone.

const STALE = ['expired', 'not-needed', 'matches-nothing'];

export function counts({ scenarios, waivers, totals, interrupted, missing = [], internal_faults: faults }) {
  const stale = waivers.filter(({ standing }) => STALE.includes(standing)).length;
  const open = totals.failed - totals.waived;
  const warnings = scenarios.filter((it) => it.verdict === 'failed' && it.warning && !it.waived).length;
  const skipped = totals.not_applicable + totals.waived;
  // What is wrong with the run itself is a case of its own.
  const partial = Number(interrupted) + missing.length;
  const shortfalls = partial + faults.length;
  const listed = scenarios.length + waivers.length;
  const all = listed + shortfalls;
  const errors = totals.inconclusive + totals.error + shortfalls;
  return {
    all, listed, stale, open, skipped, warnings, partial, shortfalls,
    junit: { tests: all, failures: open + stale, errors, skipped },
  };
}
