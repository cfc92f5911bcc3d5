// A passkey from a real browser's authenticator: added with the password, then signing in without it.
import { test as base, expect } from '../support/fixtures.js';
import { send } from '../support/form.js';
import { startServer } from '../support/server.js';
import { password } from '../support/session.js';

// Passkeys belong to a domain, so the installation has to be reached by name.
const test = base.extend({
  named: async ({}, use) => {
    const server = await startServer('demo', { host: 'localhost' });
    await use(server);
    await server.stop();
  },
});

test('add a passkey and sign in with it', async ({ page, named, watched }) => {
  test.setTimeout(120_000);
  watched.on(page, named.url);
  await plugInAuthenticator(page);

  await page.goto(`${named.url}/login?next=/account/security`);
  await send(page, { email: 'manager@demo.example', password });
  await page.locator('[name="name"]').fill('Desk');
  await page.locator('[name="current_password"]').fill(password);
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(page.getByRole('link', { name: 'Desk' })).toBeVisible();

  await page.context().clearCookies();
  await page.goto(`${named.url}/login?next=/account/sessions`);
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.waitForURL('**/account/sessions');
  await expect(page.locator('main')).toContainText('This device');
});

async function plugInAuthenticator(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}
