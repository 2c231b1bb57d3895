// Brings the page to life, and follows its address.

function follow() {
  const { scenario, find } = address();
  if (find) {
    choose(Object.fromEntries(find));
    byId('scenarios').scrollIntoView();
    byId('scenarios').focus({ preventScroll: true });
  }
  const named = scenario && scenarios.find((it) => it.id === scenario);
  if (named) open(named);
  else reveal(location.hash.slice(1));
}

// A requirement may be in a chapter that is closed.
function reveal(id) {
  const target = byId(unescapeId(id)) ?? byId(`requirement-${unescapeId(id)}`);
  const chapter = target?.closest('details');
  if (!chapter) return;
  chapter.open = true;
  target.scrollIntoView({ block: 'center' });
}

let typing;
function search() {
  clearTimeout(typing);
  typing = setTimeout(() => {
    history.replaceState(null, '', addressOf(chosen()));
    show(chosen());
  }, 120);
}

// On paper nothing can be opened: chapters and what did not pass are opened before.
function unfold() {
  document.querySelectorAll('details.chapter').forEach((it) => { it.open = true; });
  const wrong = [...list.children].map((it) => it.firstChild)
    .filter((it) => !['passed', 'review', 'not-applicable'].includes(it.scenario.verdict));
  wrong.slice(0, 100).forEach((it) => it.unfold());
}

form.hidden = false;
form.addEventListener('input', search);
form.addEventListener('reset', () => setTimeout(search));
form.addEventListener('submit', (event) => event.preventDefault());
more.addEventListener('click', () => {
  const next = list.children.length;
  extend(PAGE);
  list.children[next].querySelector('summary').focus();
});
addEventListener('hashchange', follow);
addEventListener('beforeprint', unfold);
choose({});
byId('lanes').append(...timeline((it) => { location.hash = linkTo(it); }));
follow();
