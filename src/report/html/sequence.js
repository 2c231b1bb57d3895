// Messages between app, bank and customer, row by row, beside what the guide wants.

const PARTIES = ['app', 'bank', 'customer'];
const LANE = 80;

const laneAt = (party) => LANE / 2 + PARTIES.indexOf(party) * LANE;
const partyNames = () => PARTIES.map((party) => words[`party_${party}`]);

function message(row) {
  const [from, to] = [laneAt(row.from), laneAt(row.to)];
  const width = LANE * PARTIES.length;
  const arrow = from === to
    ? draw('circle', { cx: from, cy: 14, r: 4 })
    : draw('path', { d: `M${from} 14H${to}m${from < to ? '-6 -4l6 4l-6 4' : '6 -4l-6 4l6 4'}` });
  const label = from === to ? words[`party_${row.from}`]
    : `${words[`party_${row.from}`]} → ${words[`party_${row.to}`]}`;
  return draw('svg', { viewBox: `0 0 ${width} 28`, role: 'img', 'aria-label': label, 'data-missing': row.is_missing },
    PARTIES.map((party) => draw('line', { x1: laneAt(party), x2: laneAt(party), y1: 0, y2: 28 })), arrow);
}

// Rules that the exchange of a row shows to be broken.
function brokenBy(row, checks) {
  const broken = checks.filter((it) =>
    it.rule && row.exchange != null && it.exchange === row.exchange && it.mismatches?.length);
  const ids = new Set(broken.map((it) => it.rule.requirement));
  return [...ids].flatMap((id) => [' ', make('a', { href: `#requirement-${id}`, class: 'broken' }, `✗ ${id}`)]);
}

function sequenceRow(row, checks) {
  const times = row.times > 1 ? make('span', { class: 'quiet' }, ` × ${row.times}`) : null;
  const time = row.at ? row.at.slice(11, 19) : '';
  const mark = row.is_missing ? `${words.sequence_missing} ` : '';
  return make('tr', { 'data-missing': row.is_missing },
    make('td', { class: 'quiet' }, time),
    make('td', { class: 'lanes' }, message(row)),
    make('td', {}, mark, bdi(row.text), times, brokenBy(row, checks)),
    make('td', {}, row.guide ? bdi(row.guide) : null));
}

function sequence(rows, checks) {
  const head = make('tr', {},
    make('th', { scope: 'col' }, words.sequence_time),
    make('th', { scope: 'col', class: 'lanes' }, partyNames().map((name) => make('span', {}, name))),
    make('th', { scope: 'col' }, words.sequence_done),
    make('th', { scope: 'col' }, words.sequence_guide));
  const table = make('table', { class: 'sequence' },
    make('thead', {}, head), make('tbody', {}, rows.map((it) => sequenceRow(it, checks))));
  return lazy({ class: 'sequence-of' }, [words.sequence], () =>
    [make('div', { class: 'wide', tabindex: 0, role: 'group', 'aria-label': words.sequence }, table)]);
}
