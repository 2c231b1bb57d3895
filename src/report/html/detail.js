// Everything about one scenario: why, steps with their checks and calls, attempts before.

function check(it) {
  const holds = !(it.mismatches ?? []).length;
  const item = make('li', { class: 'check', 'data-holds': String(holds) },
    make('b', {}, `${holds ? words.holds : words.does_not_hold}: `), bdi(it.statement));
  if (!holds) item.append(mismatches(it.mismatches));
  return item;
}

function mismatches(rows) {
  const cell = (text, name) => make('td', { 'data-name': name }, make('code', { dir: 'auto' }, bdi(text)));
  const table = make('table', { class: 'mismatches' },
    make('thead', {}, make('tr', {}, [words.place, words.expected, words.actual].map((name) =>
      make('th', { scope: 'col' }, name)))),
    make('tbody', {}, rows.map((it) =>
      make('tr', {}, cell(it.path, words.place), cell(it.expected, words.expected), cell(it.actual, words.actual)))));
  return make('div', { class: 'wide', tabindex: 0, role: 'group', 'aria-label': words.does_not_hold }, table);
}

function stepVerdict(step, decisive) {
  if (step.outcome === 'passed') return 'passed';
  return step === decisive.step ? decisive.verdict : 'uncovered';
}

function step(it, index, detail, decisive) {
  const checks = detail.checks.filter((check) => check.step === index && !check.rule);
  const calls = detail.calls.filter((call) => call.step === index);
  return make('li', { class: 'step' },
    make('p', {}, chip(stepVerdict(it, decisive)), ' ', make('b', {}, `${it.keyword} `), bdi(it.text),
      make('span', { class: 'quiet' }, ` ${it.duration_ms} ms`)),
    it.message ? make('p', { class: 'message' }, bdi(it.message)) : null,
    checks.length ? make('ul', { class: 'checks' }, checks.map(check)) : null,
    calls.map((it) => exchange(it)));
}

function attempt(it, index) {
  return lazy({ class: 'attempt' },
    [chip(it.verdict), ` ${words.attempt} ${index + 1} `, bdi(it.reason)],
    () => [
      make('ul', { class: 'checks' }, it.checks.map(check)),
      ...evidence(it),
      ...it.calls.map((call) => exchange(call)),
      ...files(it.files),
    ]);
}

// Beside the page: paths of ours, never a target's words.
const files = (list) => list.length ? [make('p', {}, `${words.files}: `,
  ...list.flatMap((it, index) => [index ? ', ' : '', make('a', { href: it.path }, it.name)])),
  ...list.filter((it) => it.media_type.startsWith('image/')).map(picture)] : [];

const picture = (it) => make('figure', {},
  make('a', { href: it.path }, make('img', { src: it.path, alt: it.name, loading: 'lazy' })));

// Notes on calls as a whole.
function evidence(detail) {
  const kept = detail.calls.length;
  if (kept) return [make('h3', {}, words.calls), waterfall(detail.calls), ...leftOut(detail)];
  if (detail.left_out) return leftOut(detail);
  return detail.requests ? [make('p', { class: 'quiet' }, say(words.not_kept, detail.requests))] : [];
}

const leftOut = (detail) =>
  detail.left_out ? [make('p', { class: 'notice' }, say(words.left_out, detail.left_out))] : [];

// Steps that only prepare are folded if they passed.
function stepList(detail, decisive) {
  const items = detail.steps.map((it, index) => step(it, index, detail, decisive));
  const acts = detail.steps.findIndex((it) => it.kind !== 'Given' || it.outcome !== 'passed');
  const count = acts < 0 ? 0 : acts;
  const list = (name, rows) => make('ol', { class: name }, rows);
  if (!count || decisive.verdict === 'passed') return [list('steps', items)];
  return [
    make('details', { class: 'preparation' },
      make('summary', {}, say(words.preparation, count)), list('prepared', items.slice(0, count))),
    list('steps', items.slice(count)),
  ];
}

// The sequence of a scenario, open if it did not pass.
function pictures(detail, wrong) {
  const isObserved = detail.sequence.length > 0;
  const rows = isObserved ? detail.sequence : messagesOf(detail.calls);
  if (!rows.length) return [];
  const picture = isObserved ? sequence(rows, OBSERVED, detail.checks, words.sequence)
    : sequence(rows, TESTED, detail.checks, words.sequence_calls);
  if (wrong) picture.unfold();
  return [picture];
}

function details(scenario) {
  const detail = data(scenario.index);
  const ended = detail.steps.find((it) => !['passed', 'not-run'].includes(it.outcome));
  const decisive = { step: ended, verdict: scenario.verdict };
  const rest = detail.calls.filter((call) => call.step == null);
  const wrong = ['failed', 'inconclusive', 'error'].includes(scenario.verdict);
  const links = scenario.requirements.map((id) => [make('a', { href: `#requirement-${id}` }, bdi(id)), ' ']);
  return [
    wrong ? decision(scenario, detail) : null,
    !wrong && detail.reason ? make('p', { class: 'message' }, bdi(detail.reason)) : null,
    ...findings(detail),
    ...pictures(detail, wrong),
    make('h3', {}, words.steps),
    ...stepList(detail, decisive),
    facts([
      [words.place, [make('code', {}, bdi(scenario.place))]],
      [words.requirements, links.flat()],
      [words.tags, [bdi(scenario.tags.map((it) => `@${it}`).join(' '))]],
      ...detail.readings.map((it) => [words.observed, [bdi(`${it.question}: ${it.reading} (${it.note})`)]]),
      ...detail.deviations.map((it) => [words.deviation, [bdi(`${it.what} (${it.place})`)]]),
    ].filter(([, value]) => value.length)),
    make('p', {}, make('a', { href: linkTo(scenario) }, words.link)),
    ...evidence(detail),
    rest.length ? make('h3', {}, words.tidying) : null,
    ...rest.map((it) => exchange(it)),
    ...files(detail.files),
    detail.earlier.length ? make('h3', {}, words.attempts) : null,
    ...detail.earlier.map(attempt),
  ].filter(Boolean);
}
