// For the developer: one call, as it went over the wire.

function body(payload, marked = []) {
  if (!payload) return [make('p', { class: 'quiet' }, words.no_body)];
  if (payload.binary != null) return [make('p', { class: 'quiet' }, say(words.binary, payload.binary))];
  const notes = [];
  if (payload.excerpt_of > payload.text.length) notes.push(say(words.excerpt, payload.excerpt_of));
  if (payload.cut_from) notes.push(say(words.cut, payload.cut_from));
  return [
    make('pre', { tabindex: 0, dir: 'auto' }, make('code', {}, ...(marked.length ? withMarks(payload.text, marked) : said(payload.text)))),
    ...notes.map((note) => make('p', { class: 'quiet' }, note)),
  ];
}

function headers(pairs) {
  if (!pairs.length) return null;
  return make('details', { class: 'headers' },
    make('summary', {}, `${words.headers} (${pairs.length})`),
    make('dl', { class: 'fields' }, pairs.map(([name, value]) =>
      make('div', {}, make('dt', {}, bdi(name)), make('dd', {}, bdi(value))))));
}

function answer(call, marked) {
  const { status, unobserved } = call.answer;
  if (unobserved) return [make('p', { class: 'part' }, words.unobserved), make('p', {}, bdi(unobserved))];
  return [make('p', { class: 'part' }, `${words.answer} ${status}`), headers(call.answer.headers), ...body(call.answer.body, marked)];
}

const outcomeOf = (call) => call.answer.status ?? words.unobserved;

// Lines of a pretty JSON text whose members differ are marked.
function withMarks(text, members) {
  const lines = text.split('\n');
  const marked = new Set(members.filter(Boolean).map((member) => lineOf(lines, member)));
  return lines.flatMap((line, index) => [
    ...(marked.has(index) ? [make('mark', { class: 'differs', title: words.does_not_hold }, ...said(line))] : said(line)),
    index < lines.length - 1 ? '\n' : '']);
}

// The line of a member such as `errors[0].code`: each name is looked for below the one before.
function lineOf(lines, member) {
  const names = member.split(/[.[\]]+/).filter((it) => it && !/^(\d+|\*)$/.test(it));
  let at = -1;
  for (const name of names) {
    at = lines.findIndex((line, index) => index > at && line.trimStart().startsWith(`${JSON.stringify(name)}:`));
    if (at < 0) return -1;
  }
  return at;
}

// The request shows an app, the answer an API: that one is marked.
function exchange(call, marked = [], isOfApp = false) {
  const bad = !call.answer.status || call.answer.status >= 500;
  const retry = call.retry ? make('span', { class: 'quiet' }, ` ${say(words.retry, call.retry)}`) : null;
  return lazy({ class: 'call', 'data-bad': bad }, [
    make('code', {}, call.method), ' ', make('code', { class: 'url' }, bdi(call.url)), ' → ',
    make('b', {}, String(outcomeOf(call))), make('span', { class: 'quiet' }, ` ${call.ms} ms`), retry,
  ], () => [
    make('p', { class: 'quiet' }, bdi(call.operation), ` · ${call.sent_at}`),
    make('p', { class: 'part' }, words.request), headers(call.headers), ...body(call.body, isOfApp ? marked : []),
    ...answer(call, isOfApp ? [] : marked),
  ].filter(Boolean));
}
