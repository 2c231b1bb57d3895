// messages.ndjson: each line by the published schemas, all of it by Cucumber's own query library,
// and its own page in Chromium.

import { createReadStream, createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { CucumberHtmlStream } from '@cucumber/html-formatter';
import { Query } from '@cucumber/query';
import Ajv from 'ajv/dist/2020.js';
import { counts } from './counts.mjs';

const schema = readFileSync(new URL('node_modules/@cucumber/messages/messages.schema.json', import.meta.url), 'utf8');
const validate = new Ajv({ strict: false }).compile(JSON.parse(schema));

// The Rust tests keep to a copy of these schemas.
export function checkCopy(tally) {
  const copy = readFileSync(new URL('../it/schemas/messages.schema.json', import.meta.url), 'utf8');
  tally.expect(copy === schema, 'tests/it/schemas/messages.schema.json is not that of the package');
}

export async function checkMessages(folder, record, tally) {
  const file = join(folder, 'messages.ndjson');
  const [known, wrong] = [new Query(), []];
  const envelopes = [];
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: 0 })) {
    const envelope = JSON.parse(line);
    if (!validate(envelope)) wrong.push(`${line.slice(0, 200)}: ${JSON.stringify(validate.errors[0])}`);
    known.update(envelope);
    envelopes.push(envelope);
  }
  tally.equal(wrong.slice(0, 2), [], 'lines that are not as the schemas say');
  // A note on the run is part of its message here, not a case.
  const { open, skipped, notes } = counts(record);
  const errors = record.scenarios.filter(({ verdict }) => verdict === 'error');
  const { PASSED, FAILED, PENDING, SKIPPED, UNDEFINED, AMBIGUOUS } = known.countMostSevereTestStepResultStatus();
  tally.equal(
    { PASSED, PENDING, SKIPPED, red: FAILED + UNDEFINED + AMBIGUOUS },
    { PASSED: record.totals.passed, PENDING: record.totals.inconclusive, SKIPPED: skipped - notes, red: open + errors.length },
    '@cucumber/query counts',
  );
  tally.equal(known.findTestRunFinished()?.success, record.exit_code === 0, 'the run succeeded');
  return envelopes;
}

// The page of `@cucumber/html-formatter`: each scenario is there, and what failed says why.
export async function checkTheirPage(browser, folder, record, tally, envelopes) {
  const file = join(folder, 'cucumber.html');
  await pipeline(Readable.from(envelopes), new CucumberHtmlStream(), createWriteStream(file));
  const page = await browser.newPage();
  page.on('pageerror', (error) => tally.expect(false, `their page: ${error}`));
  page.on('dialog', (dialog) => { tally.expect(false, 'a script of the target ran on their page'); dialog.dismiss(); });
  await page.goto(pathToFileURL(file).href);
  await page.locator('#report').waitFor();
  // What passed is folded.
  const folded = page.locator('h3 button[aria-expanded="false"]');
  while (await folded.count()) await folded.first().click();
  await seen(page, record, tally);
  await page.close();
}

async function seen(page, record, tally) {
  const titles = page.locator('h2[id^="scenario-"]');
  tally.equal(await titles.count(), record.scenarios.length, 'scenarios on their page');
  const failed = record.scenarios.filter((it) => it.verdict === 'failed' && !it.waived);
  const said = (await page.locator('li[data-status="FAILED"] pre').allInnerTexts()).map(letters);
  for (const { name, checks } of failed) {
    const check = checks.find(({ mismatches }) => mismatches);
    const wanted = check ? letters(check.statement).slice(0, 200) : '';
    tally.expect(said.some((text) => text.includes(wanted)), `their page does not say why ${name} failed`);
  }
  const unseen = record.scenarios.filter(({ verdict }) => verdict === 'inconclusive');
  const pending = await page.locator('section:has(> div > h2[id^="scenario-"])').filter({ has: page.locator('li[data-status="PENDING"]') }).count();
  tally.expect(pending >= unseen.length, `their page shows ${pending} of ${unseen.length} inconclusive scenarios`);
}

// Colours and control characters are not told; the rest is.
function letters(text) {
  return text.replace(/\u001b\[[0-9;]*m/g, '').replace(/[^\p{L}\p{N}]/gu, '');
}
