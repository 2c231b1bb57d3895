// Everything about one scenario: why, steps with their checks and calls, attempts before.

function check(it) {
  const holds = !(it.mismatches ?? []).length;
  const open = Object.keys(it.rule?.open ?? {})[0];
  const verdict = open ? words[open.replace('-', '_')] : holds ? words.holds : words.does_not_hold;
  const item = make('li', { class: 'check', 'data-holds': String(holds) },
    make('b', {}, `${verdict}: `), bdi(it.statement));
  if (it.rule) item.prepend(make('code', {}, it.rule.requirement), ' ');
  if (!holds) item.append(mismatches(it.mismatches));
  if (!holds && it.rule) item.append(make('p', {}, bdi(it.rule.correct)));
  if (open === 'review') {
    const { shown, documented } = it.rule.open.review;
    item.append(make('blockquote', {}, bdi(shown)), make('blockquote', {}, bdi(documented)));
  } else if (open) {
    item.append(make('p', {}, bdi(it.rule.open[open])));
  }
  return item;
}

function mismatches(rows) {
  const cell = (text) => make('td', {}, make('code', { dir: 'auto' }, bdi(text)));
  const table = make('table', { class: 'mismatches' },
    make('thead', {}, make('tr', {}, [words.place, words.expected, words.actual].map((name) =>
      make('th', { scope: 'col' }, name)))),
    make('tbody', {}, rows.map((it) =>
      make('tr', {}, cell(it.path), cell(it.expected), cell(it.actual)))));
  return make('div', { class: 'wide', tabindex: 0, role: 'group', 'aria-label': words.does_not_hold }, table);
}

function stepVerdict(step, decisive) {
  if (step.outcome === 'passed') return 'passed';
  return step === decisive.step ? decisive.verdict : 'uncovered';
}

function step(it, index, detail, decisive) {
  const checks = detail.checks.filter((check) => check.step === index);
  const calls = detail.calls.filter((call) => call.step === index);
  return make('li', { class: 'step' },
    make('p', {}, chip(stepVerdict(it, decisive)), ' ', make('b', {}, `${it.keyword} `), bdi(it.text),
      make('span', { class: 'quiet' }, ` ${it.duration_ms} ms`)),
    it.message ? make('p', { class: 'message' }, bdi(it.message)) : null,
    checks.length ? make('ul', { class: 'checks' }, checks.map(check)) : null,
    calls.map(exchange));
}

function attempt(it, index) {
  return lazy({ class: 'attempt' },
    [chip(it.verdict), ` ${words.attempt} ${index + 1} `, bdi(it.reason)],
    () => [
      make('ul', { class: 'checks' }, it.checks.map(check)),
      ...evidence(it),
      ...it.calls.map(exchange),
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

function details(scenario) {
  const detail = data(scenario.index);
  const ended = detail.steps.find((it) => !['passed', 'not-run'].includes(it.outcome));
  const decisive = { step: ended, verdict: scenario.verdict };
  const rest = detail.calls.filter((call) => call.step == null);
  const links = scenario.requirements.map((id) => [make('a', { href: `#requirement-${id}` }, bdi(id)), ' ']);
  return [
    detail.reason ? make('p', { class: 'message' }, bdi(detail.reason)) : null,
    facts([
      [words.place, [make('code', {}, bdi(scenario.place))]],
      [words.requirements, links.flat()],
      [words.tags, [bdi(scenario.tags.map((it) => `@${it}`).join(' '))]],
      ...detail.readings.map((it) => [words.observed, [bdi(`${it.question}: ${it.reading} (${it.note})`)]]),
      ...detail.deviations.map((it) => [words.deviation, [bdi(`${it.what} (${it.place})`)]]),
    ].filter(([, value]) => value.length)),
    make('p', {}, make('a', { href: linkTo(scenario) }, words.link)),
    detail.sequence.length ? sequence(detail.sequence, detail.checks) : null,
    make('h3', {}, words.steps),
    make('ol', { class: 'steps' }, detail.steps.map((it, index) => step(it, index, detail, decisive))),
    ...evidence(detail),
    rest.length ? make('h3', {}, words.tidying) : null,
    ...rest.map(exchange),
    ...files(detail.files),
    detail.earlier.length ? make('h3', {}, words.attempts) : null,
    ...detail.earlier.map(attempt),
  ].filter(Boolean);
}
