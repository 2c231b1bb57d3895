// The decision on a scenario that did not pass: expected and actual value, the call, the requirement, and
// how to repeat it.

const demands = data('requirements');

function demand(id) {
  const it = demands[id];
  const link = make('a', { href: `#requirement-${id}` }, bdi(id));
  if (!it) return make('p', { class: 'demand' }, link);
  return make('p', { class: 'demand' }, link, ` ${it.level} `, bdi(it.summary),
    it.source ? make('span', { class: 'quiet' }, ` (${words.clause}: `, bdi(it.source), ')') : null);
}

function copyable(title, command) {
  const code = make('code', {}, ...said(command));
  const button = make('button', { type: 'button', class: 'copy' }, words.copy);
  button.addEventListener('click', async () => {
    getSelection().selectAllChildren(code);
    try {
      await navigator.clipboard.writeText(command);
      button.textContent = words.copied;
    } catch { /* the command is selected: the keyboard copies it */ }
  });
  return make('div', { class: 'command' }, make('p', { class: 'part' }, title, ' ', button),
    make('pre', { tabindex: 0 }, code));
}

// The call of a check, opened, with the members marked that differ.
function decidingCall(detail, check) {
  const call = detail.calls[check?.exchange];
  if (!call) return null;
  const element = exchange(call, (check.mismatches ?? []).map((it) => it.member), Boolean(check.rule));
  element.unfold();
  return element;
}

function decision(scenario, detail) {
  const check = detail.checks[detail.decisive];
  const ids = check?.rule ? [check.rule.requirement] : scenario.requirements;
  return make('div', { class: 'decision', role: 'group', 'aria-label': words.decision },
    make('p', { class: 'message' }, bdi(check ? check.statement : detail.reason)),
    check ? mismatches(check.mismatches) : null,
    check?.rule ? make('p', {}, make('b', {}, `${words.correct}: `), bdi(check.rule.correct)) : null,
    ids.map(demand),
    decidingCall(detail, check),
    detail.again ? copyable(words.again, detail.again) : null,
    detail.curl ? copyable(words.curl, detail.curl) : null);
}
