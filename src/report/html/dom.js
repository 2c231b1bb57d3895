// Elements are made one by one and texts only ever as text: what a target said is never markup.

const data = (name) => JSON.parse(document.getElementById(`data-${name}`).textContent);
const words = data('words');
const byId = (id) => document.getElementById(id);

const say = (sentence, n, m) => sentence.replace('{n}', n).replace('{m}', m);

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, '');
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((it) => it != null && it !== ''));
  return element;
}

const make = (tag, attributes = {}, ...children) =>
  fill(document.createElement(tag), attributes, children);

const draw = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);

// A value that was masked when it was recorded is marked.
function said(text) {
  const parts = String(text).split(/(\[masked[^\]]{0,80}\])/);
  return parts.map((part, index) =>
    index % 2 ? make('mark', { title: words.masked }, part) : part);
}

const bdi = (text) => make('bdi', {}, ...said(text));

const verdictName = (verdict) => words[verdict.replace('-', '_')] ?? verdict;

const chip = (verdict) => make('span', { class: 'chip', 'data-verdict': verdict }, verdictName(verdict));

const facts = (rows) =>
  make('dl', {}, rows.map(([name, value]) => make('div', {}, make('dt', {}, name), make('dd', {}, value))));

// Details that are made when they are first opened.
function lazy(attributes, summary, content) {
  const element = make('details', attributes, make('summary', {}, ...summary));
  const once = () => {
    if (element.open && element.children.length === 1) element.append(...content().flat());
  };
  element.addEventListener('toggle', once);
  element.unfold = () => {
    element.open = true;
    once();
  };
  return element;
}
