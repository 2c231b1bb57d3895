// Two pictures of time: the calls of a scenario, and the scenarios of the run.

const WIDE = 1000;

function waterfall(calls) {
  const timed = calls.filter((call) => call.at != null);
  const end = Math.max(1, ...timed.map((call) => call.at + call.ms));
  const bars = timed.map((call, row) => {
    const bad = !call.answer.status || call.answer.status >= 500;
    const x = (call.at / end) * WIDE;
    const title = draw('title', {}, `${call.operation} → ${outcomeOf(call)}, ${call.at} + ${call.ms} ms`);
    const width = Math.max(2, (call.ms / end) * WIDE);
    return draw('rect', { x: Math.min(x, WIDE - 2), y: row * 14 + 2, width, height: 10, class: bad ? 'bad' : 'fine' }, title);
  });
  const label = say(words.calls_text, timed.length, end);
  return make('figure', {}, make('figcaption', { class: 'quiet' }, label),
    draw('svg', {
      class: 'waterfall', role: 'img', 'aria-label': label, preserveAspectRatio: 'none',
      viewBox: `0 0 ${WIDE} ${timed.length * 14}`, height: timed.length * 14,
    }, ...bars));
}

// Each scenario takes the first lane that is free when it begins.
function lanes(timed) {
  const ends = [];
  for (const it of [...timed].sort((a, b) => a.at - b.at)) {
    let lane = ends.findIndex((end) => end <= it.at);
    if (lane < 0) lane = ends.length;
    ends[lane] = it.at + Math.max(1, it.ms);
    it.lane = lane;
  }
  return ends.length;
}

// One path for each verdict: ten thousand shapes would make the page slow.
function paths(timed, end, high) {
  const shapes = {};
  for (const it of timed) {
    const x = (it.at / end) * WIDE;
    const width = Math.max(0.6, (it.ms / end) * WIDE);
    shapes[it.verdict] = `${shapes[it.verdict] ?? ''}M${x.toFixed(2)} ${(it.lane * high).toFixed(2)}h${width.toFixed(2)}v${(high * 0.85).toFixed(2)}h-${width.toFixed(2)}z`;
  }
  return Object.entries(shapes).map(([verdict, d]) => draw('path', { d, 'data-verdict': verdict }));
}

function timeline(open) {
  const timed = scenarios.filter((it) => it.at != null);
  if (!timed.length) return [make('p', {}, words.none)];
  const end = Math.max(1, ...timed.map((it) => it.at + it.ms));
  const count = lanes(timed);
  const high = Math.max(1, Math.min(14, 240 / count));
  const label = say(words.timeline_text, timed.length, end);
  const picture = draw('svg', {
    class: 'timeline', role: 'img', 'aria-label': label, preserveAspectRatio: 'none',
    viewBox: `0 0 ${WIDE} ${count * high}`, height: count * high,
  }, ...paths(timed, end, high));
  picture.addEventListener('click', (event) => {
    const box = picture.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * end;
    const lane = Math.floor(((event.clientY - box.top) / box.height) * count);
    const distance = (it) => Math.max(it.at - at, at - it.at - it.ms, 0);
    const near = timed.filter((it) => it.lane === lane).sort((a, b) => distance(a) - distance(b))[0];
    if (near) open(near);
  });
  const slowest = [...timed].sort(orders.slow).slice(0, 10);
  return [
    make('figure', {}, make('figcaption', { class: 'quiet' }, label), picture),
    make('h3', {}, words.slowest),
    make('ol', {}, slowest.map((it) =>
      make('li', {}, make('a', { href: linkTo(it) }, bdi(it.name)), make('span', { class: 'quiet' }, ` ${it.ms} ms`)))),
  ];
}
