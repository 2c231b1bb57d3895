// junit.xml, read by two programs here and by three more in junit.py.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { convertJUnitToCTRFReport } from 'junit-to-ctrf';
import { parse } from 'junit2json';
import { counts } from './counts.mjs';

export async function checkJunit(folder, record, tally) {
  const file = join(folder, 'junit.xml');
  const wanted = counts(record).junit;
  await tally.run('junit2json', async () => {
    const cases = ((await parse(readFileSync(file, 'utf8')))?.testsuite ?? []).flatMap((it) => it.testcase ?? []);
    const having = (what) => cases.filter((it) => it[what]?.length).length;
    tally.equal(
      { tests: cases.length, failures: having('failure'), errors: having('error'), skipped: having('skipped') },
      wanted, 'junit2json counts',
    );
    const ids = cases.map((it) => it.properties?.find(({ name }) => name === 'id')?.value);
    tally.equal(ids.filter((it) => it !== undefined).length, cases.length, 'cases with an id');
  });
  if (wanted.tests === 0) return; // it warns, and makes nothing
  await tally.run('junit-to-ctrf', async () => {
    const { summary } = (await convertJUnitToCTRFReport(file)).results;
    tally.equal(
      { tests: summary.tests, failed: summary.failed, skipped: summary.skipped },
      { tests: wanted.tests, failed: wanted.failures + wanted.errors, skipped: wanted.skipped },
      'junit-to-ctrf counts',
    );
  });
}
