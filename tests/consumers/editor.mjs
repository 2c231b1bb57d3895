// An editor that opens feature files in Cucumber's language server, with the stubs of `bankident steps`:
// it must find every step, mark what does not exist, complete sentences and find their meaning.

import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const STUBS = 'bankident.steps.js';
const OWN = `Feature: own
  Scenario: names
    Given a customer "Anna"
    And "Anna"'s identification is confirmation_required
    When "Anna" enters the TAN
    And for "Anna" the partner retrieves the identification
    Then it is refused with token_required
    And it is refused with no_such_code
    And it is odd
    And the identific
`;

// One step for each sentence of the vocabulary.
function instances(bankident) {
  const printed = spawnSync(bankident, ['steps', '--format', 'json'], { encoding: 'utf8' }).stdout;
  const run = JSON.parse(printed).filter((it) => !/^(situations|receiving)/.test(it.section));
  const sample = { number: '3', status_code: '404', status_codes: '200 or 404', country: 'DE', iban: 'the good IBAN', answer_part: '"a.b"', properties: 'email', variant: 'without address.city' };
  const written = run.map((it) => {
    const text = it.sentence
      .replace(/\[[^\]]*\]/g, '')
      .replace(/"…"/g, '"x"')
      .replace(/<([^>]*)>/g, (_, name) => {
        const known = it.parameters.find((parameter) => parameter.name === name);
        return known ? (sample[name] ?? known.values[0]) : name.split('|')[0];
      });
    return `    ${it.kind} ${text}`;
  });
  return `Feature: vocabulary\n  Scenario: all\n${written.join('\n')}\n`;
}

class Editor {
  #buffer = Buffer.alloc(0);
  #waiting = new Map();
  #opened = 0;
  diagnostics = new Map();

  constructor(root) {
    const server = fileURLToPath(new URL('cucumber_server.cjs', import.meta.url));
    this.child = spawn(process.execPath, [server, '--stdio'], { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
    this.child.stdout.on('data', (data) => this.#read(data));
    this.indexed = new Promise((done) => { this.onIndexed = done; });
  }

  #read(data) {
    this.#buffer = Buffer.concat([this.#buffer, data]);
    for (;;) {
      const head = this.#buffer.indexOf('\r\n\r\n');
      if (head < 0) return;
      const end = head + 4 + Number(/Content-Length: (\d+)/i.exec(this.#buffer.subarray(0, head))[1]);
      if (this.#buffer.length < end) return;
      const message = JSON.parse(this.#buffer.subarray(head + 4, end));
      this.#buffer = this.#buffer.subarray(end);
      this.#take(message);
    }
  }

  #take({ id, method, params, result, error }) {
    if (method === 'workspace/configuration') {
      const settings = { features: ['**/*.feature'], glue: [STUBS], parameterTypes: [], snippetTemplates: {} };
      this.#send({ id, result: params.items.map(() => settings) });
    } else if (method === 'textDocument/publishDiagnostics') {
      this.diagnostics.set(params.uri, params.diagnostics.map((it) => `${it.range.start.line + 1}: ${it.message}`));
    } else if (method === 'window/logMessage') {
      if (/^\* Built \d+ suggestions/.test(params.message)) this.onIndexed();
    } else if (method && id !== undefined) {
      this.#send({ id, result: null });
    } else if (id !== undefined) {
      this.#waiting.get(id)(result ?? error);
    }
  }

  #send(message) {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  tell(method, params) {
    this.#send({ method, params });
  }

  ask(method, params) {
    this.#opened += 1;
    const id = this.#opened;
    return new Promise((done) => { this.#waiting.set(id, done); this.#send({ id, method, params }); });
  }
}

export async function checkEditor(bankident, folder, tally) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const stubs = spawnSync(bankident, ['steps', '--format', 'stubs'], { encoding: 'utf8' }).stdout;
  writeFileSync(join(folder, STUBS), stubs);
  const checked = spawnSync(process.execPath, ['--check', join(folder, STUBS)], { encoding: 'utf8' });
  tally.equal(checked.status, 0, `the stubs are JavaScript: ${checked.stderr}`);
  cpSync(fileURLToPath(new URL('../../features/', import.meta.url)), join(folder, 'features'), { recursive: true });
  writeFileSync(join(folder, 'vocabulary.feature'), instances(bankident));
  writeFileSync(join(folder, 'own.feature'), OWN);
  const files = readdirSync(folder, { recursive: true }).filter((it) => it.endsWith('.feature'));
  const uri = (file) => pathToFileURL(join(folder, file)).href;

  const editor = new Editor(folder);
  const textDocument = { publishDiagnostics: {}, completion: { completionItem: { snippetSupport: true } }, definition: {} };
  const capabilities = { workspace: { configuration: true, didChangeWatchedFiles: { dynamicRegistration: true } }, textDocument };
  await editor.ask('initialize', { processId: process.pid, rootUri: uri(''), capabilities, workspaceFolders: null });
  editor.tell('initialized', {});
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8');
    editor.tell('textDocument/didOpen', { textDocument: { uri: uri(file), languageId: 'cucumber', version: 1, text } });
  }
  await editor.indexed;

  const line = OWN.split('\n').findIndex((it) => it.endsWith('the identific'));
  const at = { textDocument: { uri: uri('own.feature') }, position: { line, character: 21 } };
  const offered = (await editor.ask('textDocument/completion', at)).map((it) => it.label);
  for (const wanted of ['the identification becomes successful', 'the identification is still confirmation_required']) {
    tally.expect(offered.includes(wanted), `\`${wanted}\` is not completed: ${offered}`);
  }
  const entered = { ...at, position: { line: 4, character: 20 } };
  const [link] = await editor.ask('textDocument/definition', entered);
  const defined = stubs.split('\n').slice(0, link?.targetRange.start.line).reverse();
  const meaning = defined.find((it) => it.startsWith('//'));
  tally.equal(meaning, '// The customer enters a TAN, and the partner confirms the QES with it.', 'meaning');

  const marked = ['8: Undefined step: it is refused with no_such_code', '9: Undefined step: it is odd', '10: Undefined step: the identific'];
  for (const file of files) {
    const wanted = file === 'own.feature' ? marked : [];
    tally.equal(editor.diagnostics.get(uri(file)), wanted, `marks in ${file}`);
  }
  editor.child.kill();
}
