// What each reader must count, from run.json alone.

const STALE = ['expired', 'not-needed', 'matches-nothing'];

export function counts({ scenarios, waivers, totals }) {
  const stale = waivers.filter(({ standing }) => STALE.includes(standing)).length;
  const open = totals.failed - totals.waived;
  const warnings = scenarios.filter((it) => it.verdict === 'failed' && it.warning && !it.waived).length;
  const skipped = totals.not_applicable + totals.waived;
  const all = scenarios.length + waivers.length;
  return {
    all, stale, open, skipped, warnings,
    junit: { tests: all, failures: open + stale, errors: totals.inconclusive + totals.error, skipped },
  };
}
