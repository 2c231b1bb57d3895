// A certificate with three signatures, read by verifiers of others; its pages on paper, and their QR code.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROLES = ['tester', 'approver', 'vendor'];
// For a key that stays where it is; openssl cannot sign what comes through a pipe.
const SIGN = 'cat > message && openssl pkeyutl -sign -inkey vendor.key -rawin -in message';

// `tests` has the pages of both sides that the Rust tests left, also with the longest texts.
export async function checkCertificate({ bankident, python, browser, work, tests, tally }) {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  certify(bankident, work, tally);
  const left = readdirSync(tests).filter((it) => /^certificate-.*\.html$/.test(it));
  tally.expect(left.length === 8, `the Rust tests left ${left.length} pages of certificates: run cargo test first`);
  const sheets = [];
  for (const page of left) sheets.push(await printed(browser, join(tests, page), work, tally));
  const keys = ROLES.map((role) => join(work, `${role}.key.pub`));
  const script = new URL('certificate.py', import.meta.url).pathname;
  const { stdout, stderr } = spawnSync(python, [script, join(work, 'three.zip'), ...keys, '--', ...sheets], { encoding: 'utf8' });
  const lines = stdout.trimEnd().split('\n');
  tally.expect(/^\{/.test(lines.at(-1)), `certificate.py came to no end: ${stderr.slice(-400)}`);
  tally.add(JSON.parse(lines.pop()));
  lines.forEach((line) => console.log(line));
}

function certify(bankident, work, tally) {
  const run = (args) => {
    const { status, stdout, stderr } = spawnSync(bankident, args, { cwd: work, encoding: 'utf8' });
    tally.expect(status === 0, `${args.slice(0, 2).join(' ')} ends with ${status}: ${stdout.slice(-200)}${stderr.slice(-200)}`);
  };
  ROLES.forEach((role) => run(['keygen', '--out', `${role}.key`]));
  run(['run', '--report-dir', 'night', '--format', 'json']);
  run(['certify', 'night', '--key', 'tester.key', '--subject', 'Shop 4.2.1', '--out', 'one.zip']);
  run(['certify', '--countersign', 'one.zip', '--key', 'approver.key', '--out', 'two.zip']);
  run(['certify', '--countersign', 'two.zip', '--key', 'vendor.key.pub', '--sign-command', SIGN, '--out', 'three.zip']);
  run(['verify', 'three.zip', ...ROLES.flatMap((role) => ['--key', `${role}.key.pub`])]);
}

// Prints a page; its QR code, as a camera would see it, is the number that stands beside it.
async function printed(browser, file, work, tally) {
  const sheet = join(work, basename(file).replace('.html', '.pdf'));
  const picture = sheet.replace('.pdf', '.png');
  const page = await browser.newPage({ deviceScaleFactor: 2 });
  await page.goto(pathToFileURL(file).href);
  writeFileSync(sheet, await page.pdf({ preferCSSPageSize: true }));
  await page.locator('.proof svg').screenshot({ path: picture });
  await page.close();
  const number = /<strong>[^<]*<\/strong><br><code>([0-9a-f]{64})</.exec(readFileSync(file, 'utf8'))?.[1];
  const { stdout } = spawnSync('zbarimg', ['-q', '--raw', picture], { encoding: 'utf8' });
  tally.equal(stdout.trim(), `bankident-certificate:${number}`, `${basename(file)}: the QR code`);
  return sheet;
}
