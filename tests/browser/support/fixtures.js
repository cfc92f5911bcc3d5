// The test object every spec imports: a demo installation, its people's sessions, and a watched page.
import { test as base } from '@playwright/test';
import { scriptlessCopy, watch } from './checks.js';
import { keep } from './kept.js';
import { startServer } from './server.js';
import { signIn } from './session.js';

export { expect } from '@playwright/test';

export const test = base.extend({
  demo: [
    async ({}, use) => {
      const server = await startServer('demo');
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  owner: [async ({ demo, browser }, use) => use(await signIn(browser, demo, 'owner')), { scope: 'worker' }],
  staff: [async ({ demo, browser }, use) => use(await signIn(browser, demo, 'staff')), { scope: 'worker' }],
  viewer: [async ({ demo, browser }, use) => use(await signIn(browser, demo, 'viewer')), { scope: 'worker' }],
  operator: [async ({ demo, browser }, use) => use(await signIn(browser, demo, 'operator')), { scope: 'worker' }],

  kept: [async ({ demo, browser, owner }, use) => use(await keep(browser, demo, owner)), { scope: 'worker' }],

  // An installation nobody has signed up to yet.
  empty: async ({}, use) => {
    const server = await startServer('serve');
    await use(server);
    await server.stop();
  },

  // Gives the page that axe may read: the page itself, or its copy where the browser runs no scripts.
  readable: async ({ browser, javaScriptEnabled }, use) => {
    if (javaScriptEnabled !== false) return use((page) => page);
    const context = await browser.newContext({ javaScriptEnabled: true });
    await use((page) => scriptlessCopy(context, page));
    await context.close();
  },

  // Whatever goes wrong behind a page's back fails the test that opened it.
  watched: async ({}, use) => {
    const troubles = [];
    await use({ on: (page, origin) => troubles.push(watch(page, origin)) });
    base.expect(troubles.flat(), 'console errors, CSP violations, failed or foreign requests').toEqual([]);
  },
});
