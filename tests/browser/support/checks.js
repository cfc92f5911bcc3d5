// What every page owes its reader, whatever it shows.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { expect } from '@playwright/test';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const wcag22aa = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Collects what goes wrong while pages load: console errors (CSP violations among them), failed and foreign requests. */
export function watch(page, ownOrigin) {
  const troubles = [];
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`script: ${error.message}`));
  page.on('request', (request) => {
    const address = new URL(request.url());
    const own = address.origin === ownOrigin || address.protocol === 'data:';
    if (!own) troubles.push(`request to a stranger: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) troubles.push(`${response.status()} for ${response.url()}`);
  });
  return troubles;
}

export async function expectOneHeading(page) {
  await expect(page.locator('h1'), 'exactly one h1').toHaveCount(1);
}

/** Nothing reaches past the window, neither as the page comes nor with every menu and disclosure open. */
export async function expectNoSidewaysScroll(page) {
  await expectToFit(page, 'as it comes');
  const opened = await openEverything(page);
  if (opened.length === 0) return;
  await expectToFit(page, 'with everything open');
  for (const details of opened) await details.evaluate((element) => (element.open = false));
}

async function expectToFit(page, how) {
  // Measured against the device: a phone widens its layout to hold what overflows.
  const widths = await page.evaluate((width) => {
    const view = document.documentElement;
    const tooWide = [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > width + 1)
      .slice(0, 5)
      .map((element) => element.outerHTML.slice(0, 120));
    return { page: view.scrollWidth, tooWide };
  }, page.viewportSize().width);
  expect(widths.page, `wider than the window ${how}, for example:\n${widths.tooWide.join('\n')}`).toBeLessThanOrEqual(
    page.viewportSize().width,
  );
}

/** Opens the folded parts in sight one after the other, since one may lie over another, and does `look` at each. */
export async function withEachOpen(page, look) {
  const folded = page.locator('details:not([open])', { has: page.locator('summary:visible') });
  for (const details of await folded.elementHandles()) {
    await details.evaluate((element) => (element.open = true));
    await look();
    await details.evaluate((element) => (element.open = false));
  }
}

async function openEverything(page) {
  const folded = await page.locator('details:not([open])').elementHandles();
  for (const details of folded) await details.evaluate((element) => (element.open = true));
  return folded;
}

/** axe finds nothing in the light, and no colour too faint in the dark; only colours differ between them. */
export async function expectAccessible(page, { targetSize = true } = {}) {
  await page.emulateMedia({ colorScheme: 'light' });
  expect(await findings(page, { type: 'tag', values: wcag22aa }, targetSize), 'axe, light').toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await findings(page, { type: 'rule', values: ['color-contrast'] }), 'axe, dark').toEqual([]);
  await page.emulateMedia({ colorScheme: null });
}

/**
 * A copy of what a browser without JavaScript was given, in a page where axe (and nothing of the page's own) may run:
 * in the page itself the browser would never settle axe's promises.
 */
export async function scriptlessCopy(context, page) {
  const html = (await page.content()).replace(/<\/?noscript[^>]*>/g, '');
  const copy = await context.newPage();
  await copy.route('**/*', (route) => {
    const kind = route.request().resourceType();
    if (kind === 'document') return route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' });
    return kind === 'script' ? route.abort() : route.continue();
  });
  await copy.goto(page.url());
  return copy;
}

async function findings(page, runOnly, targetSize = true) {
  await page.evaluate(`window.axe ?? (() => { ${axeSource} })()`);
  return page.evaluate(async ({ runOnly, targetSize }) => {
    // Even a transition of no length leaves the old colour behind until its frame has passed.
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null)));
    const rules = runOnly.type === 'tag' ? { 'target-size': { enabled: targetSize } } : {};
    const result = await window.axe.run(document, { runOnly, rules, resultTypes: ['violations'] });
    return result.violations.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary}`),
    }));
  }, { runOnly, targetSize });
}
