// CTRF, TAP, run.json and Markdown, each read by a program that knows nothing of us.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { validate as validateCtrf } from 'ctrf';
import MarkdownIt from 'markdown-it';
import { Parser } from 'tap-parser';
import { counts } from './counts.mjs';

const read = (folder, name) => readFileSync(join(folder, name), 'utf8');

export function checkCtrf(folder, record, tally) {
  const report = JSON.parse(read(folder, 'ctrf.json'));
  const { valid, errors } = validateCtrf(report);
  tally.expect(valid, `ctrf.json: ${JSON.stringify(errors?.slice(0, 2))}`);
  const { all, stale, open, skipped, incomplete } = counts(record);
  const { totals, waivers, internal_faults: faults } = record;
  const { tests, passed, failed, other, skipped: left } = report.results.summary;
  tally.equal(
    { tests, passed, failed, other, left },
    {
      tests: all,
      passed: totals.passed + waivers.length - stale,
      failed: open + totals.error + stale + faults.length,
      other: totals.inconclusive + incomplete,
      left: skipped,
    },
    'ctrf counts',
  );
  const listed = (status) => report.results.tests.filter((it) => it.status === status).length;
  tally.equal([listed('passed'), listed('failed'), listed('other')], [passed, failed, other], 'ctrf lists');
}

// Strict: a line that is not TAP is a failure, not a comment.
export function checkTap(folder, record, tally) {
  const points = [];
  const problems = [];
  let results;
  const parser = new Parser({ strict: true }, (it) => { results = it; });
  parser.on('assert', (it) => points.push(it));
  parser.on('extra', (text) => problems.push(text));
  parser.end(read(folder, 'report.tap'));
  tally.equal(problems, [], 'lines that are no TAP');
  const { listed, stale, warnings, notes, shortfalls } = counts(record);
  const { totals } = record;
  const wrong = totals.failed + totals.inconclusive + totals.error + stale;
  const todo = totals.waived + (record.strict ? 0 : warnings);
  tally.equal(
    { count: results.count, fail: results.fail, todo: results.todo, skip: results.skip, failures: results.failures.length },
    { count: listed, fail: wrong, todo, skip: totals.not_applicable + notes, failures: wrong - todo },
    'tap-parser counts',
  );
  tally.equal(results.plan.end ?? 0, listed, 'tap plans');
  tally.equal(Boolean(results.bailout), shortfalls > 0, 'tap bails out');
  const red = record.scenarios.map(({ verdict }) => ['failed', 'inconclusive', 'error'].includes(verdict) && verdict);
  red.forEach((verdict, index) => {
    if (verdict) tally.equal(points[index]?.diag?.verdict, verdict, `tap: the diagnostic of ${index + 1}`);
  });
}

export function recordValidator(schema) {
  const ajv = new Ajv({ strict: false });
  addFormats(ajv);
  return ajv.compile(schema);
}

export function checkRecord(record, validate, tally) {
  tally.expect(validate(record), `run.json: ${JSON.stringify(validate.errors?.slice(0, 2))}`);
}

// With raw HTML allowed: what of it comes through has broken out, but for the line breaks that are ours.
export function checkMarkdown(folder, record, tally) {
  const tokens = new MarkdownIt({ html: true }).parse(read(folder, 'summary.md'), {});
  const flat = tokens.flatMap((it) => [it, ...(it.children ?? [])]);
  const foreign = flat.filter(({ type, content }) => /^html|^link|^image|^fence|^code_block/.test(type) && content !== '<br>');
  tally.equal(foreign.map(({ type, content }) => [type, content]), [], 'summary.md holds what it should not');
  const wrong = record.scenarios.filter(({ verdict }) => !['passed', 'not-applicable'].includes(verdict)).length;
  const bodies = tables(tokens);
  const { length: named } = bodies[1] ?? [];
  const shape = bodies.map((rows) => rows.map(({ length }) => length));
  tally.equal(shape, [[7], ...(wrong ? [Array(named).fill(4)] : [])], 'rows and cells of summary.md');
  // A row is a cause, and says how many scenarios it is about when they are several.
  const told = (bodies[1] ?? []).reduce((sum, [verdict]) => sum + Number(/ ×(\d+)$/.exec(verdict)?.[1] ?? 1), 0);
  const rest = Number(/… and (\d+) more scenarios/.exec(read(folder, 'summary.md'))?.[1] ?? 0);
  tally.equal(told + rest, wrong, 'scenarios of summary.md');
  const notes = tokens.filter(({ type }) => type === 'list_item_open').length;
  const flaky = Math.min(record.totals.flaky, 50);
  const missing = record.missing?.length ?? 0;
  // The heading says that a run is partial, unless it says something worse.
  const partial = Number('partial' in record.selection && !record.conclusion.startsWith('partial'));
  const controls = (record.controls ?? []).filter(({ verdict }) => verdict !== 'not-applicable').length;
  const listed = missing + record.internal_faults.length + flaky + record.waivers.length + partial + controls;
  // The worth of the run, its target, and its id.
  tally.equal(notes, listed + 3, 'notes of summary.md');
}

// The body of each table: its rows, each the texts of its cells.
function tables(tokens) {
  const found = [];
  let inside = false;
  let cell = false;
  for (const { type, content } of tokens) {
    if (type === 'tbody_open') found.push([]);
    inside = type === 'tbody_open' || (inside && type !== 'tbody_close');
    if (!inside) continue;
    if (type === 'tr_open') found.at(-1).push([]);
    if (type === 'inline' && cell) found.at(-1).at(-1).push(content);
    cell = type === 'td_open';
  }
  return found;
}
