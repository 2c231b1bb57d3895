// Real runs of the binary, one of each ending, each with every report.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const FORMATS = 'junit,json,html,markdown,tap,ctrf,messages';

// What a tester writes may hold anything a line can hold.
const HOSTILE = `Feature: ]]> <script>alert(1)</script> & "quoted"
  Scenario: <img src=x onerror=alert(1)> | # TODO \\ \`code\` [a](javascript:alert(1)) \u202e \u05e9\u05dc\u05d5\u05dd
    Given the text "]]>--><script>alert(1)</script>\u001b[31m|#" noted as "b"
    Then the note "b" is "\u0007\u202e| ${'x'.repeat(20_000)}"
`;

const RUNS = [
  { name: 'passing', exit: 0, selected: ['--name', 'static mobile number'] },
  { name: 'failing', exit: 1, selected: ['--requirement', 'BI-117'], fault: 'wrong-tan-accepted', language: 'de' },
  { name: 'inconclusive', exit: 3, selected: ['--requirement', 'BI-118', '--step-timeout', '2s'], fault: 'get-hangs' },
  { name: 'interrupted', exit: 130, selected: ['--jobs', '1', '--rate', '5/s'], interrupted: true, language: 'de' },
  { name: 'empty-shard', exit: 0, selected: ['--requirement', 'BI-064', '--shard', '5/8', '--seed', '5'] },
  { name: 'hostile-words', exit: 1, feature: HOSTILE },
];

// All of them at once; the folders they wrote to.
export async function realRuns(bankident, folder, tally) {
  rmSync(folder, { recursive: true, force: true });
  return Promise.all(RUNS.map((run) => perform(bankident, join(folder, run.name), run, tally)));
}

async function perform(bankident, folder, run, tally) {
  mkdirSync(folder, { recursive: true });
  const { language = 'en', selected = [] } = run;
  const rest = ['--evidence', 'all', '--format', FORMATS, '--lang', language, '--report-dir', folder];
  const simulator = run.fault && await served(bankident, run.fault);
  const target = simulator ? simulator.target : [];
  if (run.feature) {
    selected.push(join(folder, 'own.feature'));
    writeFileSync(selected.at(-1), run.feature);
  }
  const env = { ...process.env, ...simulator?.env };
  const child = spawn(bankident, ['run', ...selected, ...target, ...rest], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let printed = '';
  child.stderr.on('data', (text) => { printed += text; });
  if (run.interrupted) interrupt(child);
  const [code] = await once(child, 'close');
  simulator?.child.kill();
  tally.expect(code === run.exit, `${run.name}: the run ends with ${code}: ${printed.slice(0, 300)}`);
  return folder;
}

// Once it minds being interrupted (SIGINT is the second bit), and a second later.
async function interrupt(child) {
  const minds = () => parseInt(/SigCgt:.*(.)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1], 16) & 2;
  while (!minds()) await pause(50);
  await pause(1000);
  child.kill('SIGINT');
}

// A server that is wrong in one way, and how it is reached.
async function served(bankident, fault) {
  const child = spawn(bankident, ['simulator', '--port', '0', '--control-port', '0', '--fault', fault],
    { stdio: ['ignore', 'pipe', 'ignore'] });
  const printed = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name, value] = /^([^:]+): +(.*)$/.exec(line) ?? [];
    printed[name] = value;
    if (printed['client secret']) break;
  }
  return {
    child,
    target: ['--target', printed.api, '--control-url', printed.control],
    env: {
      BANKIDENT_CLIENT_ID: printed['client id'],
      BANKIDENT_CLIENT_SECRET: printed['client secret'],
      BANKIDENT_CONTROL_TOKEN: printed['control token'],
    },
  };
}
