// What each reader must count, from run.json alone.

const STALE = ['expired', 'not-needed', 'matches-nothing'];

export function counts({ scenarios, waivers, totals, interrupted, missing = [], internal_faults: faults, selection, conclusion }) {
  const stale = waivers.filter(({ standing }) => STALE.includes(standing)).length;
  const open = totals.failed - totals.waived;
  const warnings = scenarios.filter((it) => it.verdict === 'failed' && it.warning && !it.waived).length;
  // A part of the suite and an empty shard are cases of their own, which are skipped.
  const notes = Number('partial' in selection) + Number(conclusion.startsWith('empty shard'));
  const skipped = totals.not_applicable + totals.waived + notes;
  // What is wrong with the run itself is a case of its own, too.
  const incomplete = Number(interrupted) + missing.length;
  const shortfalls = incomplete + faults.length;
  const listed = scenarios.length + waivers.length + notes;
  const all = listed + shortfalls;
  const errors = totals.inconclusive + totals.error + shortfalls;
  return {
    all, listed, stale, open, skipped, warnings, notes, incomplete, shortfalls,
    junit: { tests: all, failures: open + stale, errors, skipped },
  };
}
