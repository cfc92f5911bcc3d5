// Signs the people of the demo in.
import { send } from './form.js';

/** What `clientsync demo` gives everybody. */
export const password = 'correct horse battery staple';

/** The cookies of `<who>@demo.example`. Signing in costs a bcrypt round and is throttled: once per worker is enough. */
export async function signIn(browser, server, who) {
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await page.goto('/login');
  await send(page, { email: `${who}@demo.example`, password });
  await page.waitForURL((url) => url.pathname !== '/login');
  const state = await context.storageState();
  await context.close();
  return state;
}
