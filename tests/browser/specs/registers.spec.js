// What the registers say is what browsers keep: every page, in each state of consent, for a visitor, the owner and the
// operator; compared are cookies, the browser's own storage and every host that was asked.
import { test, expect } from '../support/fixtures.js';
import { routes, startServer } from '../support/server.js';
import { signIn } from '../support/session.js';

// A read of the program's own table, so that a page added tomorrow is walked tomorrow.
const pages = routes().filter(({ method, path }) => method === 'GET' && !path.includes('{') && !isFile(path));
const essential = ['__Host-id', '__Host-device', '__Host-flash', '__Host-consent'];

const states = {
  fresh: { choose: null, also: [] },
  rejected: { choose: ['Reject'], also: [] },
  accepted: { choose: ['Accept'], also: ['__Host-an', '__Host-prefs'] },
  withdrawn: { choose: ['Accept', 'Withdraw everything'], also: [] },
  signal: { choose: null, also: [], headers: { 'Sec-GPC': '1' } },
};
const people = {
  'a visitor': { rules: ['public'] },
  'the owner': { rules: ['public', 'signed in', 'can'], who: 'owner' },
  'the operator': { rules: ['operator'], who: 'operator' },
};

for (const [state, { choose, also, headers }] of Object.entries(states)) {
  for (const [person, { rules, who }] of Object.entries(people)) {
    test(`${person}, ${state}: nothing beyond the registers`, async ({ browser, demo, owner, operator }) => {
      test.setTimeout(180_000);
      // An account keeps the signal: it is given to people whom no other test needs.
      const server = headers ? await startServer('demo') : demo;
      const storageState = headers && who ? await signIn(browser, server, who) : { owner, operator }[who];
      const context = await browser.newContext({ baseURL: server.url, storageState, extraHTTPHeaders: headers });
      const page = await context.newPage();
      const asked = new Set();
      page.on('request', (request) => asked.add(new URL(request.url()).origin));
      const listed = await listedCookies(page);
      for (const answer of choose ?? []) await decide(page, answer);
      for (const { path } of pages.filter(({ rule }) => rules.some((allowed) => rule.startsWith(allowed)))) {
        await page.goto(path);
        const names = (await context.cookies()).map((cookie) => cookie.name);
        for (const name of names) expect(listed, `${name} on ${path} is not on /cookies`).toContain(name);
        const allowed = [...essential, ...also];
        expect(names.filter((name) => !allowed.includes(name)), `not allowed, on ${path}`).toEqual([]);
        if (!who && !choose) expect(names, `nobody chose anything, on ${path}`).toEqual([]);
        expect(await keptByScripts(page), `kept by scripts on ${path}`).toEqual([]);
      }
      expect([...asked]).toEqual([server.url]);
      await context.close();
      if (headers) await server.stop();
    });
  }
}

test('every cookie is as its row says', async ({ browser, demo, owner }) => {
  const context = await browser.newContext({ baseURL: demo.url, storageState: owner });
  const page = await context.newPage();
  await decide(page, 'Accept');
  for (const cookie of await context.cookies()) {
    expect(cookie, cookie.name).toMatchObject({ secure: true, httpOnly: true, sameSite: 'Lax', path: '/' });
    expect(cookie.domain, `${cookie.name} is for this host alone`).toBe(new URL(demo.url).hostname);
    expect(cookie.expires, `${cookie.name} within 400 days`).toBeLessThan(Date.now() / 1000 + 400 * 86_400);
  }
  await context.close();
});

function isFile(path) {
  return /\.(csv|xlsx|vcf|txt|json)$|\/(healthz|metrics|download)\b/.test(path);
}

async function listedCookies(page) {
  await page.goto('/cookies');
  return page.locator('main th code').allTextContents();
}

async function decide(page, answer) {
  await page.goto(answer.startsWith('Withdraw') ? '/cookies' : '/login');
  if (new URL(page.url()).pathname !== '/login' && !answer.startsWith('Withdraw')) await page.goto('/privacy');
  await page.getByRole('button', { name: answer, exact: true }).click();
  await page.waitForLoadState();
}

async function keptByScripts(page) {
  return page.evaluate(async () => [
    ...Object.keys(localStorage),
    ...Object.keys(sessionStorage),
    ...(await indexedDB.databases()).map((database) => database.name),
    ...(await caches.keys()),
  ]);
}
