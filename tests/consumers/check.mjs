// Hands reports to the programs that read such reports:
//   node check.mjs --python PYTHON --bankident BINARY --work DIR --tests DIR [--shots DIR]
// Real runs are made in --work; --tests is target/tmp, where the Rust tests leave some.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { checkCertificate } from './certificate.mjs';
import { checkEditor } from './editor.mjs';
import { checkGherkin } from './gherkin.mjs';
import { checkJunit } from './junit.mjs';
import { checkCopy, checkMessages, checkTheirPage } from './messages.mjs';
import { checkCtrf, checkMarkdown, checkRecord, checkTap, recordValidator } from './others.mjs';
import { checkHistory, checkPage } from './page.mjs';
import { realRuns } from './runs.mjs';
import { Tally } from './tally.mjs';

const { values: given } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    bankident: { type: 'string' },
    work: { type: 'string' },
    tests: { type: 'string' },
    shots: { type: 'string' },
  },
});
// The others are looked at in the light.
const LOOKS = {
  failing: ['light', 'dark', 'narrow'],
  'report-every-verdict-de': ['dark', 'narrow'],
  'report-hostile': ['light', 'narrow'],
};
const VAST = ['report-heavy'];
const all = new Tally('all');
const began = Date.now();

const folders = await realRuns(resolve(given.bankident), join(given.work, 'runs'), all);
const runs = folders.length;
const histories = ['en', 'de'].map((language) => [language, history(language)]);
const left = join(given.tests, 'reports');
folders.push(...(existsSync(left) ? readdirSync(left).map((it) => join(left, it)) : []));
const pages = existsSync(given.tests) ? readdirSync(given.tests).filter((it) => /^report-.*\.html$/.test(it)) : [];
all.expect(folders.length > 5 && pages.length > 5, `the Rust tests left nothing in ${given.tests}: run cargo test first`);
console.log(`made the runs in ${Date.now() - began} ms`);

// Python reads while the others do.
const python = spawn(given.python, [new URL('junit.py', import.meta.url).pathname, ...folders], { stdio: ['ignore', 'pipe', 'inherit'] });
let printed = '';
python.stdout.on('data', (text) => { printed += text; });
const pythonEnds = once(python, 'close');

const schema = JSON.parse(spawnSync(given.bankident, ['schema'], { encoding: 'utf8' }).stdout);
const validate = recordValidator(schema);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
checkCopy(all);
checkGherkin(resolve(given.bankident), join(given.work, 'features'), all);
await all.run('editor', () => checkEditor(resolve(given.bankident), resolve(given.work, 'editor'), all));
const tasks = [
  ...folders.map((folder) => () => checkFolder(folder)),
  ...pages.map((page) => () => checkLoose(join(given.tests, page))),
  ...histories.map(([language, page]) => () => lookBack(language, page)),
];
await Promise.all(Array.from({ length: availableParallelism() }, worker));
await certificates();
await browser.close();
await pythonEnds;
countPython();
console.log(`${folders.length} folders and ${pages.length} pages in ${Math.round((Date.now() - began) / 1000)} s`);
console.log(`consumers: ${all.passed} passed, ${all.failed} failed`);
process.exit(all.failed ? 1 : 0);

async function checkFolder(folder) {
  const tally = new Tally(basename(folder));
  await tally.run('run.json', async () => {
    const record = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
    await tally.run('run.json', () => checkRecord(record, validate, tally));
    await tally.run('junit.xml', () => checkJunit(folder, record, tally));
    await tally.run('ctrf.json', () => checkCtrf(folder, record, tally));
    await tally.run('report.tap', () => checkTap(folder, record, tally));
    await tally.run('summary.md', () => checkMarkdown(folder, record, tally));
    await tally.run('messages.ndjson', async () => {
      const envelopes = await checkMessages(folder, record, tally);
      await checkTheirPage(browser, folder, record, tally, envelopes);
    });
  });
  if (!folder.startsWith(given.tests)) await look(join(folder, 'report.html'), tally);
  all.add(tally);
}

async function checkLoose(file) {
  const tally = new Tally(basename(file, '.html'));
  await look(file, tally);
  all.add(tally);
}

// The page of the runs above together, as `bankident history` prints it.
function history(language) {
  const page = join(given.work, 'runs', `history-${language}.html`);
  const printed = spawnSync(given.bankident, ['history', ...folders, '--format', 'html', '--lang', language], { encoding: 'utf8' });
  all.expect([0, 1].includes(printed.status), `history ends with ${printed.status}: ${printed.stderr}`);
  writeFileSync(page, printed.stdout);
  return page;
}

async function lookBack(language, page) {
  const tally = new Tally(`history-${language}`);
  const tell = (what) => tally.expect(false, `${basename(page)} ${what}`);
  const shots = given.shots && join(given.shots, tally.place);
  await tally.run(basename(page), () => checkHistory(browser, page, { tell, runs, shots }));
  all.add(tally);
}

async function certificates() {
  const tally = new Tally('certificate');
  const work = resolve(given.work, 'certificate');
  const { python, tests } = given;
  await tally.run('certificate', () => checkCertificate({ bankident: resolve(given.bankident), python, browser, work, tests, tally }));
  all.add(tally);
}

async function worker() {
  while (tasks.length) await tasks.shift()();
}

async function look(file, tally) {
  const tell = (what) => tally.expect(false, `${basename(file)} ${what}`);
  const looks = LOOKS[tally.place] ?? ['light'];
  const vast = VAST.includes(tally.place);
  if (given.shots) mkdirSync(given.shots, { recursive: true });
  const shots = given.shots && join(given.shots, tally.place);
  await tally.run(basename(file), async () => {
    const took = await checkPage(browser, file, { tell, looks, shots, vast });
    tally.expect(took > 0, 'the page was not opened');
    console.log(`${tally.place}: ${basename(file)} is usable after ${took} ms`);
  });
}

function countPython() {
  const lines = printed.trimEnd().split('\n');
  let counted;
  try {
    counted = JSON.parse(lines.pop());
  } catch {
    counted = { passed: 0, failed: 1 };
    lines.push('not ok: junit.py came to no end');
  }
  lines.forEach((line) => console.log(line));
  all.add(counted);
}
