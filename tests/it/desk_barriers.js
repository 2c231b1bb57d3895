(() => {
  const found = [];
  const name = it => `${it.tagName.toLowerCase()}#${it.id} ${(it.textContent || '').trim().slice(0, 40)}`;
  const shown = it => it.getClientRects().length > 0;
  for (const it of document.querySelectorAll('input:not([type=hidden]), textarea, select')) {
    if (!it.labels.length) found.push(`no label: ${name(it)}`);
  }
  for (const it of document.querySelectorAll('button, a, img')) {
    if (!(it.getAttribute('aria-label') || it.textContent.trim() || it.alt || it.querySelector('img[alt]'))) found.push(`no name: ${name(it)}`);
  }
  const ids = [...document.querySelectorAll('[id]')].map(it => it.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) found.push(`id twice: ${id}`);
  for (const it of document.querySelectorAll('[aria-labelledby], [aria-describedby]')) {
    const named = `${it.getAttribute('aria-labelledby') || ''} ${it.getAttribute('aria-describedby') || ''}`;
    for (const id of named.trim().split(/\s+/)) if (!ids.includes(id)) found.push(`names nothing: ${id}`);
  }
  let level = 0;
  for (const it of [...document.querySelectorAll('h1, h2, h3, h4')].filter(shown)) {
    const own = Number(it.tagName[1]);
    if (own > level + 1) found.push(`heading skipped: ${name(it)}`);
    level = own;
  }
  if (document.querySelectorAll('h1').length !== 1) found.push('not one h1');
  if (!document.documentElement.lang || !document.title) found.push('no language or title');
  const rgb = text => text.match(/[\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(it => it / 255)
    .map(it => (it <= 0.03928 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4))
    .reduce((sum, it, index) => sum + it * [0.2126, 0.7152, 0.0722][index], 0);
  const behind = it => {
    const own = rgb(getComputedStyle(it).backgroundColor);
    if (own.length < 4 || own[3] > 0) return own;
    return it.parentElement ? behind(it.parentElement) : [255, 255, 255];
  };
  for (const it of document.querySelectorAll('body *')) {
    const own = [...it.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!own || !shown(it) || it.tagName === 'OPTION') continue;
    const [a, b] = [light(rgb(getComputedStyle(it).color)), light(behind(it))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.push(`contrast ${ratio.toFixed(1)}: ${name(it)}`);
  }
  for (const it of document.querySelectorAll('button, .button, summary, nav a')) {
    if (shown(it) && !it.matches('.copy') && it.getBoundingClientRect().height < 24) found.push(`too small to press: ${name(it)}`);
  }
  return found;
})()
