// The test object every spec imports: a demo installation, its owner's session, and a watched page.
import { test as base } from '@playwright/test';
import { send } from './form.js';
import { scriptlessCopy, watch } from './checks.js';
import { startServer } from './server.js';

export { expect } from '@playwright/test';

const password = 'correct horse battery staple';

export const test = base.extend({
  demo: [
    async ({}, use) => {
      const server = await startServer('demo');
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  // Signing in costs a bcrypt round and counts against the throttle: once per worker is enough.
  owner: [
    async ({ demo, browser }, use) => {
      const context = await browser.newContext({ baseURL: demo.url });
      const page = await context.newPage();
      await page.goto('/login');
      await send(page, { email: 'owner@demo.example', password });
      await page.waitForURL('**/today');
      const state = await context.storageState();
      await context.close();
      await use(state);
    },
    { scope: 'worker' },
  ],

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
