// Feature files as the official parser reads them: the same scenarios, steps and tags, and the same
// files refused.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AstBuilder, GherkinClassicTokenMatcher, Parser, compile } from '@cucumber/gherkin';
import { IdGenerator } from '@cucumber/messages';

// Valid files, each with something that another grammar refuses or reads otherwise.
const VALID = {
  prose: `# why\n\n  # language: en\n@a #c\nFeature: f\n  Background information: x\n  Rules of the bank\n  * bullet\n  | a |\n\n  Scenario: s\n    Scenarios we like\n    Given x\n`,
  cells: 'Feature: f\n  Scenario: s\n    Given x\n      | \\d | a\\\\ | \\| | \\n | |\n      # between\n\n      | 1 | 2 | 3 | 4 |\t5\u00a0|\n      """json\n        {"a": \\"\\"\\"}\n      out\n      """\n    * y\n      ```\n      """\n      ```\n      | t |\n',
  outline: 'Feature: f\n  Background:\n    Given b\n    When c\n  @s\n  Scenario Outline: <a> $& <b c>\n    And <a><b c> <none>\n      | <a> |\n    @e\n    Examples: one\n      | a | b c |\n      | $1 | <a> |\n    Examples:\n    Examples: two\n      text\n      | a | b c | a |\n      | 1 | 2 | 3 |\n',
  rules: 'Feature: f\n  Background:\n    Given b\n  Example: s\n    Then x\n  @r @q\n  Rule:\n    Background: named\n      text\n      Given c\n    @t\n\n    # why\n    @u\n    Scenario: in\n      Then y\n  Rule: empty\n',
  german: '# language: de\r\nFunktionalität: f\r\n  Beispiele stehen unten\r\n  Szenariogrundriss: <a>\r\n    Angenommen x <a>\r\n    Und y\r\n    Beispiele:\r\n      | a |\r\n      | ä |\r\n',
  japanese: '# language: ja\n機能: f\n  シナリオ: s\n    前提x\n    もしy\n    ならばz\n',
  empty: '\n# only a comment\n',
};

// Files that are not valid, with the lines of the errors.
const INVALID = {
  'lost-lines': ['Feature: f\n Scenario: s\n  Given x\n  Gven y\n  And z\n  Tehn z\n', [4, 6]],
  rows: ['Feature: f\n Scenario: s\n  Given x\n  | a |\n  | a | b |\n  When y\n  | a | b |\n  | a |\n', [5, 8]],
  tags: ['Feature: f\n @a b\n Scenario: s\n  Given x\n', [2]],
  headless: ['Scenario: s\n', [1]],
  language: ['# language: nowhere\nFeature: f\n', [1]],
};

export function checkGherkin(bankident, folder, tally) {
  mkdirSync(folder, { recursive: true });
  const write = (name, text) => {
    const path = join(folder, `${name}.feature`);
    writeFileSync(path, text);
    return path;
  };
  for (const [name, text] of Object.entries(VALID)) compare(bankident, write(name, text), tally);
  for (const [name, [text, lines]] of Object.entries(INVALID)) {
    const path = write(name, text);
    tally.equal(official(path).errors, lines, `${name}: lines that the official parser refuses`);
    tally.equal(ours(bankident, path).errors, lines, `${name}: lines that are refused`);
  }
  const given = process.env.FEATURES;
  const files = given ? readdirSync(given, { recursive: true }).filter((it) => it.endsWith('.feature')) : [];
  for (const file of files) compare(bankident, join(given, file), tally);
  const own = new URL('../../features/', import.meta.url).pathname;
  for (const file of readdirSync(own, { recursive: true }).filter((it) => it.endsWith('.feature'))) {
    compare(bankident, join(own, file), tally);
  }
}

function compare(bankident, path, tally) {
  const theirs = official(path);
  const found = ours(bankident, path);
  if (theirs.errors.length) {
    tally.expect(found.refused, `${path} is not refused`);
    return;
  }
  // Our titles of rows also show the values that the title does not, and the tags that steps imply
  // follow those that are written.
  found.scenarios.forEach((it, at) => {
    const { name = '', tags = [] } = theirs.scenarios[at] ?? {};
    if (it.name.startsWith(name.replace(/[\r\n]/g, ' '))) it.name = name;
    if (it.tags.slice(tags.length).every((tag) => /^(needs|waits):/.test(tag))) it.tags.length = tags.length;
  });
  tally.equal(found.scenarios, theirs.scenarios, `${path}: scenarios`);
}

function official(path) {
  const newId = IdGenerator.incrementing();
  const text = readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  try {
    const document = new Parser(new AstBuilder(newId), new GherkinClassicTokenMatcher()).parse(text);
    return { errors: [], scenarios: compile(document, path, newId).map(pickle) };
  } catch (error) {
    const lines = (error.errors ?? [error]).map((it) => it.location.line);
    return { errors: [...new Set(lines)], scenarios: [] };
  }
}

function pickle({ location, name, tags, steps }) {
  return {
    line: location.line,
    name,
    tags: tags.map((it) => it.name.slice(1)),
    steps: steps.map(({ text, argument }) => ({
      text,
      table: argument?.dataTable?.rows.map((row) => row.cells.map((cell) => cell.value)) ?? null,
      doc_string: argument?.docString?.content ?? null,
    })),
  };
}

function ours(bankident, path) {
  const { stdout } = spawnSync(bankident, ['check', '--format', 'json', path], { encoding: 'utf8', maxBuffer: 1 << 28 });
  const { scenarios, problems } = JSON.parse(stdout);
  const errors = problems.filter((it) => it.level === 'error');
  // Undefined steps and rules of ours are not the parser's business.
  const refused = errors.filter((it) => !/no step definition|several step|checks nothing|has no step|no column|is not in the catalogue/.test(it.message));
  return {
    refused: refused.length > 0,
    errors: [...new Set(refused.map((it) => it.line))],
    scenarios: scenarios.map(({ line, name, tags, steps }) => ({
      line,
      name,
      tags,
      steps: steps.map(({ text, table = null, doc_string = null }) => ({ text, table, doc_string })),
    })),
  };
}
