// Sends the forms of the desk without leaving the page, and replaces the regions that changed. Shows
// the time, new SMS and the next page, copies values, and previews pictures.
'use strict';
const POLL_MS = 1500;
/** A text of the status line is shown this long. */
const SHOWN_MS = 15000;
const texts = document.body.dataset;
const page = document.getElementById('page');
const status = document.getElementById('status');
/** Markup of each region as it was served: what the script changes in a page does not count. */
let served = new Map();
let clock = null;
let silence = 0;
let lost = 0;

const regions = root => root.querySelectorAll('[data-region]');

function remember(root) {
  served = new Map([...regions(root)].map(it => [it.id, it.outerHTML]));
}

/** Shows a text in the status line for a while, or until the next one. */
function say(text, lasts = false) {
  clearTimeout(silence);
  status.textContent = '';
  // A screen reader notices only a change.
  setTimeout(() => { status.textContent = text; }, 50);
  if (!lasts) silence = setTimeout(() => { status.textContent = ''; }, SHOWN_MS);
}

/** Selector of the element in `root` that has the focus; empty if none has. */
function nameOfFocus(root) {
  const active = document.activeElement;
  if (!root.contains(active)) return '';
  return active.id ? `#${active.id}` : `[data-copy="${active.dataset.copy}"]`;
}

function focus(root, selector) {
  const again = selector && root.querySelector(selector);
  if (again) again.focus({ preventScroll: true });
}

/** Replaces a region; the focus and an opened list in it are kept. */
function replace(old, fresh) {
  const focused = nameOfFocus(old);
  const next = document.importNode(fresh, true);
  if ('open' in old) next.open = old.open;
  old.replaceWith(next);
  const wanted = next.querySelector('[data-focus]');
  if (wanted) wanted.focus(); else focus(next, focused);
  localise(next);
}

/** Shows a served page: all of it if it is another one, otherwise only the regions that changed. */
function show(fresh) {
  const key = fresh.body.dataset.key;
  if (key !== texts.key) {
    texts.key = key;
    page.replaceChildren(...document.importNode(fresh.getElementById('page'), true).childNodes);
    remember(fresh);
    window.scrollTo(0, 0);
    const heading = document.getElementById('heading');
    if (heading) heading.focus({ preventScroll: true });
    localise(page);
  } else {
    for (const it of regions(fresh)) {
      const old = document.getElementById(it.id);
      if (!old || served.get(it.id) === it.outerHTML) continue;
      served.set(it.id, it.outerHTML);
      replace(old, it);
    }
  }
  anchor();
  const notice = fresh.getElementById('status').textContent;
  if (notice) say(notice);
}

const parsed = text => new DOMParser().parseFromString(text, 'text/html');

async function load() {
  const answer = await fetch('desk', { cache: 'no-store' });
  show(parsed(await answer.text()));
}

async function send(form, button) {
  const data = new FormData(form);
  if (button && button.name) data.append(button.name, button.value);
  const body = form.enctype === 'multipart/form-data' ? data : new URLSearchParams(data);
  form.setAttribute('aria-busy', 'true');
  const slow = setTimeout(() => say(texts.wait), 1000);
  try {
    const answer = await fetch(form.getAttribute('action'), { method: 'POST', body });
    show(parsed(await answer.text()));
    if (answer.ok && form.hasAttribute('data-reset')) {
      form.reset();
      preview(form);
    }
  } catch {
    say(texts.lost, true);
  } finally {
    clearTimeout(slow);
    form.removeAttribute('aria-busy');
  }
}

document.addEventListener('submit', event => {
  event.preventDefault();
  if (!event.target.hasAttribute('aria-busy')) send(event.target, event.submitter);
});

/** Shows the chosen picture, or why it cannot be recorded. */
function preview(form) {
  const file = form.querySelector('input[type=file]').files[0];
  const figure = document.getElementById('preview');
  const [image, caption] = [figure.querySelector('img'), figure.querySelector('figcaption')];
  if (image.src) URL.revokeObjectURL(image.src);
  const error = document.getElementById('shown-error');
  error.textContent = '';
  figure.hidden = !file;
  image.removeAttribute('src');
  if (!file) return;
  if (file.size > Number(texts.mostBytes)) {
    form.querySelector('input[type=file]').value = '';
    figure.hidden = true;
    error.textContent = texts.tooLarge;
    return;
  }
  image.src = URL.createObjectURL(file);
  caption.textContent = `${file.name}, ${Math.ceil(file.size / 1000)} kB`;
}

document.addEventListener('change', event => {
  if (event.target.type === 'file') preview(event.target.form);
});

/** Copies a value; where the browser does not allow it, selects it. */
async function copy(button) {
  const value = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(value.textContent);
    say(button.dataset.said);
  } catch {
    const range = document.createRange();
    range.selectNodeContents(value);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    let copied = false;
    try { copied = document.execCommand('copy'); } catch { /* The value stays selected. */ }
    say(copied ? button.dataset.said : texts.selected);
  }
}

document.addEventListener('click', event => {
  const button = event.target.closest('button[data-copy]');
  if (button) copy(button);
});

const locale = document.documentElement.lang === 'de' ? 'de-DE' : 'en-GB';
const DATE = { day: 'numeric', month: 'long', year: 'numeric' };
const TIME = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };

function written(moment, timeZone) {
  const zone = timeZone ? { timeZone } : {};
  const date = moment.toLocaleDateString(locale, { ...DATE, ...zone });
  return `${date}, ${moment.toLocaleTimeString(locale, { ...TIME, ...zone })}`;
}

/** The time of the browser's own zone, if it differs. */
function local(moment) {
  const here = written(moment);
  return here === written(moment, 'UTC') ? '' : texts.local.replace('{time}', here);
}

/** Adds the local time to the times of a region. */
function localise(root) {
  for (const it of root.querySelectorAll('time.stamp')) {
    const text = local(new Date(it.dateTime));
    if (!text || (it.nextElementSibling && it.nextElementSibling.matches('.local'))) continue;
    const span = document.createElement('span');
    span.className = 'local';
    span.textContent = text;
    it.after(span);
  }
}

/** Takes the time of the page, from which the clock runs. */
function anchor(now) {
  const shown = document.getElementById('now');
  const served = Date.parse(now || (shown && shown.dateTime) || '');
  if (!now && clock && shown && shown.dateTime === clock.from) return;
  clock = Number.isNaN(served) ? null : { from: shown && shown.dateTime, at: served, since: performance.now() };
}

function tick() {
  const shown = document.getElementById('now');
  if (!shown || !clock) return;
  const moment = new Date(clock.at + performance.now() - clock.since);
  shown.textContent = `${written(moment, 'UTC')} UTC`;
  document.getElementById('now-local').textContent = local(moment);
}

async function look() {
  try {
    const answer = await fetch('state', { cache: 'no-store' });
    const state = await answer.json();
    lost = 0;
    if (state.key !== texts.key) await load();
    const phone = document.getElementById('sms');
    if (state.now) anchor(state.now);
    if (phone && state.count > phone.querySelectorAll('.bubble').length) {
      const focused = nameOfFocus(phone);
      phone.innerHTML = state.sms;
      focus(phone, focused);
      localise(phone);
      say(texts.newSms);
    }
  } catch {
    lost += 1;
    if (lost === 3) say(texts.lost, true);
  }
  if (texts.key !== 'closed') setTimeout(look, POLL_MS);
}

document.documentElement.classList.add('js');
remember(document);
localise(page);
anchor();
setInterval(tick, 500);
tick();
setTimeout(look, POLL_MS);
