// The rules in a situation: those that need attention first, those that passed folded, and a filter.

const GROUPS = ['failed', 'review', 'attested', 'not-observed', 'passed'];

function groupOf(it) {
  if (it.mismatches?.length) return 'failed';
  return Object.keys(it.rule.open ?? {})[0] ?? 'passed';
}

function opened(it) {
  const open = it.rule.open ?? {};
  if (open.review) {
    const { shown, documented } = open.review;
    return [make('blockquote', { 'data-of': 'app' }, make('b', {}, `${words.shown_by_app}: `), bdi(shown)),
      make('blockquote', {}, make('b', {}, `${words.wanted_by_guide}: `), bdi(documented))];
  }
  const text = Object.values(open)[0];
  return text ? [make('span', { class: 'quiet' }, ' · ', bdi(text))] : [];
}

function finding(it, detail) {
  const group = groupOf(it);
  const row = demands[it.rule.requirement];
  const bad = group === 'failed' || group === 'review';
  const call = bad ? detail.calls[it.exchange] : null;
  const item = make('li', { class: 'check', 'data-holds': String(group !== 'failed') },
    chip(group), ' ', make('a', { href: `#requirement-${it.rule.requirement}` }, bdi(it.rule.requirement)),
    row ? ` ${row.level} ` : ' ', bdi(it.statement), ...opened(it),
    group === 'failed' ? mismatches(it.mismatches) : null,
    bad ? make('p', {}, make('b', {}, `${words.correct}: `), bdi(it.rule.correct)) : null,
    bad && row?.source ? make('p', { class: 'quiet' }, `${words.clause}: `, bdi(row.source)) : null,
    call ? exchange(call, it.mismatches?.map((one) => one.member) ?? [], true) : null);
  item.group = group;
  return item;
}

function findings(detail) {
  const checks = detail.checks.filter((it) => it.rule);
  if (!checks.length) return [];
  const items = checks.map((it) => finding(it, detail));
  const inGroup = (group) => items.filter((it) => it.group === group);
  const passed = make('details', { class: 'passed' },
    make('summary', {}, chip('passed'), ` (${inGroup('passed').length})`),
    make('ul', { class: 'checks' }, inGroup('passed')));
  const field = make('input', { type: 'search', autocomplete: 'off' });
  const found = make('span', { role: 'status', class: 'quiet' });
  field.addEventListener('input', () => {
    const parts = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    items.forEach((it) => { it.hidden = !parts.every((part) => it.textContent.toLowerCase().includes(part)); });
    passed.open = parts.length > 0;
    found.textContent = parts.length ? say(words.found_rules, items.filter((it) => !it.hidden).length, items.length) : '';
  });
  const counts = GROUPS.map((group) => [group, inGroup(group).length]).filter(([, count]) => count);
  return [
    make('h3', {}, words.findings),
    make('p', {}, counts.flatMap(([group, count]) => [make('b', {}, String(count)), ' ', chip(group), ' '])),
    make('label', { class: 'filter' }, make('span', {}, words.filter_rules), field), found,
    make('ul', { class: 'checks findings' }, GROUPS.slice(0, -1).flatMap(inGroup)),
    inGroup('passed').length ? passed : null,
  ].filter(Boolean);
}
