// report.html and the page of a history in Chromium: behaviour, accessibility, no request, no error, and how long it takes.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// In milliseconds, until a page can be used; of ten thousand scenarios too.
const USABLE_WITHIN_MS = 5000;

const looks = [
  { name: 'light', width: 1280, colorScheme: 'light' },
  { name: 'dark', width: 1280, colorScheme: 'dark' },
  { name: 'narrow', width: 320, colorScheme: 'light' },
];

async function opened(browser, file, look, tell, script = true) {
  const context = await browser.newContext({
    viewport: { width: look.width, height: 900 }, colorScheme: look.colorScheme, bypassCSP: false,
  });
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && tell(message.text()));
  page.on('pageerror', (error) => tell(String(error)));
  page.on('request', (request) => request.url().startsWith('file:') || tell(`asked for ${request.url()}`));
  page.on('dialog', (dialog) => { tell('a script of the target ran'); dialog.dismiss(); });
  const began = Date.now();
  await page.goto(pathToFileURL(file).href);
  if (script) await page.locator('#found:not(:empty)').waitFor({ timeout: 10_000 }).catch(() => tell('the script does not run'));
  return { page, context, took: Date.now() - began };
}

// How long it takes to open a page again.
async function reopened(browser, file, look, tell) {
  const { context, took } = await opened(browser, file, look, tell);
  await context.close();
  return took;
}

// The policy keeps axe out as a script of the page, so it comes in by the debugger.
async function accessible(page, tell) {
  await page.evaluate(() => scrollTo(0, 0)); // what lies under the contents would count as too small
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  for (const it of violations) tell(`${it.id}: ${it.help}: ${it.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`);
}

// Opening, searching, following a link, with the keyboard alone.
async function usable(page, tell) {
  const expect = (holds, what) => holds || tell(what);
  await page.locator('#list summary').first().focus();
  await page.keyboard.press('Enter');
  await page.locator('#list details[open] .steps').first().waitFor({ timeout: 3000 }).catch(() => tell('Enter does not open a scenario'));
  const link = await page.locator('#list a[href^="#scenario/"]').first().getAttribute('href');
  const name = await page.locator('#list details summary b').first().textContent();
  const all = await page.locator('#list > li').count();
  await page.locator('#find [name=q]').fill('no such words at all');
  await page.locator('#list:empty').waitFor({ state: 'attached' });
  await page.evaluate((hash) => { location.hash = hash; }, link);
  await page.locator('#list details[open] .steps').first().waitFor();
  expect(await page.locator('#list > li').count() === all, 'a link does not clear the filter');
  expect(await page.evaluate((wanted) => document.activeElement.querySelector('b')?.textContent === wanted, name),
    'a link does not go to its scenario');
  await fits(page, tell);
}

async function fits(page, tell) {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (overflow > 0) tell(`the page is ${overflow} pixels too wide`);
}

// The page of a history has tables alone: every look, its width, every link of its contents.
export async function checkHistory(browser, file, { tell, runs, shots }) {
  for (const look of looks) {
    const say = (what) => tell(`${look.name}: ${what}`);
    const { page, context } = await opened(browser, file, look, say, false);
    if (shots) await page.screenshot({ path: `${shots}-${look.name}.png`, fullPage: true });
    const lines = await page.locator('#runs tbody tr').count();
    if (lines !== runs) say(`it has ${lines} lines for ${runs} runs`);
    const links = await page.locator('nav a').evaluateAll((all) => all.map((it) => it.getAttribute('href')));
    for (const link of links) if (await page.locator(link).count() !== 1) say(`${link} leads nowhere`);
    if (!links.length) say('it has no contents');
    await fits(page, say);
    await accessible(page, say);
    await context.close();
  }
}

async function unfolded(page) {
  await page.evaluate(() => {
    document.querySelectorAll('#list summary').forEach((it, index) => index < 4 && (it.parentElement.open = true));
  });
  await page.waitForTimeout(100);
  await page.evaluate(() => {
    document.querySelectorAll('#list details').forEach((it, index) => index < 40 && (it.open = true));
  });
  await page.waitForTimeout(100);
}

// The looks of one page, in milliseconds until it could be used. What is merely vast is built like
// the others, and looking through it takes minutes.
export async function checkPage(browser, file, { tell, looks: wanted, shots, vast }) {
  const times = [];
  for (const look of looks.filter(({ name }) => wanted.includes(name))) {
    const say = (what) => tell(`${look.name}: ${what}`);
    const { page, context, took: first } = await opened(browser, file, look, say);
    // Other pages are opened meanwhile: one that was slow is measured once more.
    const took = first > USABLE_WITHIN_MS ? Math.min(first, await reopened(browser, file, look, say)) : first;
    times.push(took);
    if (took > USABLE_WITHIN_MS) say(`usable only after ${took} ms`);
    if (shots) await page.screenshot({ path: `${shots}-${look.name}.png` });
    if (await page.locator('#list > li').count()) await usable(page, say);
    if (!vast) {
      await unfolded(page);
      await accessible(page, say);
    }
    if (shots) {
      await page.locator('#list').scrollIntoViewIfNeeded();
      await page.screenshot({ path: `${shots}-${look.name}-open.png` });
    }
    await context.close();
  }
  return Math.max(...times);
}
