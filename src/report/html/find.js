// Searching, filtering and ordering the list, and the address that says so.

const scenarios = data('list');
scenarios.forEach((it, index) => { it.index = index; });

const badness = ['not-applicable', 'passed', 'review', 'inconclusive', 'failed', 'error'];
const orders = {
  worst: (a, b) => badness.indexOf(b.verdict) - badness.indexOf(a.verdict) || a.index - b.index,
  run: (a, b) => a.index - b.index,
  slow: (a, b) => b.ms - a.ms || a.index - b.index,
};

function haystack(it) {
  it.text ??= [it.name, it.feature, it.rule, it.place, it.id, it.reason, it.recorded ?? '', it.verdict,
    ...it.tags, ...it.requirements, ...it.marks].join('\n').toLowerCase();
  return it.text;
}

// All words must occur; between quotation marks they occur together.
function needles(search) {
  if (scenarios.some((it) => it.reason.includes(search) || it.recorded?.includes(search))) return search ? [search.toLowerCase()] : [];
  const parts = search.toLowerCase().match(/"[^"]+"|\S+/g) ?? [];
  return parts.map((part) => part.replace(/^"|"$/g, ''));
}

function matching({ q, verdict, sort }) {
  const wanted = needles(q.trim());
  const found = scenarios.filter((it) =>
    (!verdict || it.verdict === verdict) && wanted.every((part) => haystack(it).includes(part)));
  return found.sort(orders[sort] ?? orders.worst);
}

// `#find/verdict=failed&q=BI-031` and `#scenario/<its id>`.
function address() {
  const [, kind, rest = ''] = location.hash.match(/^#(find|scenario)\/(.*)$/s) ?? [];
  if (kind === 'scenario') return { scenario: unescapeId(rest) };
  if (kind === 'find') return { find: new URLSearchParams(rest) };
  return {};
}

function unescapeId(text) {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

const linkTo = (scenario) => `#scenario/${encodeURIComponent(scenario.id)}`;

function addressOf({ q, verdict, sort }) {
  const query = new URLSearchParams();
  if (verdict) query.set('verdict', verdict);
  if (q.trim()) query.set('q', q.trim());
  if (sort !== 'worst') query.set('sort', sort);
  return `#find/${query}`;
}
