// Messages between the parties, row by row: of a situation beside what the guide wants, and of the calls
// of a scenario.

const OBSERVED = ['app', 'bank', 'customer'];
const TESTED = ['partner', 'api', 'bank', 'customer'];
const LANE = 60;
const MAX_MESSAGES = 150;

const partyName = (party) => words[`party_${party}`];

const wayOf = (row) => row.from === row.to ? partyName(row.from)
  : `${partyName(row.from)} → ${partyName(row.to)}`;

function lifelines(row, parties) {
  const laneAt = (party) => LANE / 2 + parties.indexOf(party) * LANE;
  const [from, to] = [laneAt(row.from), laneAt(row.to)];
  const arrow = from === to
    ? draw('circle', { cx: from, cy: 14, r: 4 })
    : draw('path', { d: `M${from} 14H${to}m${from < to ? '-6 -4l6 4l-6 4' : '6 -4l-6 4l6 4'}` });
  return draw('svg', {
    viewBox: `0 0 ${LANE * parties.length} 28`, preserveAspectRatio: 'none', role: 'img',
    'aria-label': wayOf(row), 'data-missing': row.is_missing,
  }, parties.map((party) => draw('line', { x1: laneAt(party), x2: laneAt(party), y1: 0, y2: 28 })), arrow);
}

// Rules that the exchange of a row shows to be broken.
function brokenBy(row, checks) {
  const broken = checks.filter((it) =>
    row.exchange != null && it.exchange === row.exchange && it.mismatches?.length);
  const rules = broken.filter((it) => it.rule);
  const marks = (rules.length ? rules : broken).map((it) => it.rule?.requirement);
  return [...new Set(marks)].flatMap((id) => [' ', id
    ? make('a', { href: `#requirement-${id}`, class: 'broken' }, `✗ ${id}`)
    : make('b', { class: 'broken' }, `✗ ${words.does_not_hold}`)]);
}

const secondOf = (row) => row?.at ? row.at.slice(11, 19) : '';

function sequenceRow(row, parties, checks, before) {
  const times = row.times > 1 ? make('span', { class: 'quiet' }, ` × ${row.times}`) : null;
  const mark = row.is_missing ? `${words.sequence_missing} ` : '';
  return make('li', { 'data-missing': row.is_missing },
    make('span', { class: 'time quiet' }, secondOf(row) === secondOf(before) ? '' : secondOf(row)),
    make('span', { class: 'lanes' }, lifelines(row, parties)),
    make('span', { class: 'done' }, make('span', { class: 'way quiet' }, `${wayOf(row)}: `),
      mark, bdi(row.text), times, brokenBy(row, checks)),
    make('span', { class: 'guide' }, row.guide ? bdi(row.guide) : null));
}

// The heads are for the eye: each row names its parties in words.
function sequenceHead(parties, hasGuide) {
  return make('div', { class: 'sequence-head', 'aria-hidden': 'true' },
    make('span', { class: 'time' }, words.sequence_time),
    make('span', { class: 'lanes' }, parties.map((it) => make('span', {}, partyName(it)))),
    make('span', { class: 'done' }, words.sequence_done),
    make('span', { class: 'guide' }, hasGuide ? words.sequence_guide : ''));
}

function sequence(rows, parties, checks, title) {
  const hasGuide = rows.some((it) => it.guide);
  const shown = rows.slice(0, MAX_MESSAGES * 2);
  return lazy({ class: 'sequence-of', 'data-parties': parties.length }, [title], () => [
    sequenceHead(parties, hasGuide),
    make('ol', { class: 'sequence', 'aria-label': title },
      shown.map((it, index) => sequenceRow(it, parties, checks, shown[index - 1]))),
  ]);
}

// The parties of a call; none for a call that the harness makes for itself.
function partiesOf(call) {
  if (call.operation.endsWith('the bank page')) return ['customer', 'bank'];
  if (/^(webhook delivery|verification call)/.test(call.operation)) return ['api', 'partner'];
  return /^(control |GET the SMS outbox)/.test(call.operation) ? null : ['partner', 'api'];
}

// Calls of a scenario as rows; equal ones that follow each other are one.
function messagesOf(calls) {
  const rows = [];
  calls.forEach((call, exchange) => {
    const parties = partiesOf(call);
    if (!parties) return;
    const path = call.operation.replace('/v1/persons/{person_id}/', '…/');
    const row = { from: parties[0], to: parties[1], at: call.sent_at, text: `${path} → ${outcomeOf(call)}`, times: 1, exchange };
    const last = rows.at(-1);
    if (last && last.text === row.text) Object.assign(last, { times: last.times + 1, exchange });
    else rows.push(row);
  });
  return rows.length > MAX_MESSAGES ? rows.slice(-MAX_MESSAGES) : rows;
}
