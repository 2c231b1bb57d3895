// The list: two hundred at a time, details only of what is opened.

const PAGE = 200;
const form = byId('find');
const list = byId('list');
const more = byId('more');
let found = [];

const chosen = () => Object.fromEntries(new FormData(form));

function row(it) {
  const marks = it.marks.map((mark) => [' ', make('span', { class: 'mark' }, words[mark])]);
  const head = make('span', { class: 'head' },
    chip(it.verdict), marks.flat(), ' ', make('b', {}, bdi(it.name)),
    make('span', { class: 'quiet' }, ' ', bdi(it.requirements.join(' ')), ` ${it.ms} ms`));
  const under = make('span', { class: 'under quiet' }, bdi([it.feature, it.rule].filter(Boolean).join(' › ')));
  const reason = it.reason ? make('span', { class: 'under' }, bdi(it.reason)) : null;
  const element = lazy({}, [head, under, reason].filter(Boolean), () => details(it));
  element.scenario = it;
  return make('li', {}, element);
}

function extend(count) {
  const from = list.children.length;
  list.append(...found.slice(from, from + count).map(row));
  const left = found.length - list.children.length;
  more.hidden = left === 0;
  more.textContent = say(words.more, Math.min(PAGE, left));
}

function show(choice) {
  found = matching(choice);
  list.replaceChildren();
  extend(PAGE);
  byId('found').textContent = found.length
    ? say(words.shown, found.length, scenarios.length) : words.nothing;
}

function choose({ q = '', verdict = '', sort = 'worst' }) {
  form.elements.q.value = q;
  form.elements.verdict.value = verdict;
  if (form.elements.verdict.selectedIndex < 0) form.elements.verdict.value = '';
  form.elements.sort.value = sort;
  if (form.elements.sort.selectedIndex < 0) form.elements.sort.value = 'worst';
  show(chosen());
}

// Opens a scenario wherever it is in the list, and goes there.
function open(scenario) {
  if (!found.includes(scenario)) choose({});
  const place = found.indexOf(scenario);
  if (place >= list.children.length) extend(place + 1 - list.children.length);
  const element = list.children[place].firstChild;
  element.unfold();
  element.scrollIntoView({ block: 'start' });
  element.firstChild.focus({ preventScroll: true });
}
