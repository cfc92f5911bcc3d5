// The first day of a business: from sign-up to the first note, on an installation that was empty.
import { test, expect } from '../support/fixtures.js';
import { send } from '../support/form.js';
import { linkFromMail } from '../support/mail.js';

const password = 'five quiet lamps on the pier';
const ann = { name: 'Ann Okafor', email: 'ann@harbour.example' };
const ben = { name: 'Ben Ruiz', email: 'ben@harbour.example' };

test('sign up, invite, keep a contact', async ({ page, browser, empty, watched }) => {
  test.setTimeout(120_000);
  watched.on(page, empty.url);

  await test.step('Ann signs up', async () => {
    await page.goto(`${empty.url}/signup`);
    await send(page, {
      name: ann.name,
      email: ann.email,
      phone: '+1 312 555 0142',
      password,
      business_name: 'Harbour Physio',
      industry: await firstChoice(page, 'industry'),
      timezone: 'America/Chicago',
      business_use: true,
      accept_terms: true,
    });
  });

  await test.step('Ann verifies her address', async () => {
    await page.goto(await linkFor(empty, page, ann.email, /verify|confirm/));
    await pressIfAsked(page);
    await send(page, { email: ann.email, password });
    await expect(page).toHaveURL(/\/today$/);
  });

  await test.step('Ann invites Ben', async () => {
    await page.goto(`${empty.url}/staff/invite`);
    await send(page, { email: ben.email, role: 'staff' });
    await expect(page.locator('main')).toContainText(ben.email);
  });

  await test.step('Ben accepts on his own device', async () => {
    const device = await browser.newContext();
    const bens = await device.newPage();
    watched.on(bens, empty.url);
    await bens.goto(await linkFor(empty, bens, ben.email, /\/invitations\//));
    await send(bens, { name: ben.name, password, accept_terms: true });
    await expect(bens).toHaveURL(/\/today$/);
    await bens.goto(`${empty.url}/contacts`);
    await expect(bens).toHaveURL(/\/contacts$/);
    await device.close();
  });

  await test.step('Ann adds a contact', async () => {
    await page.goto(`${empty.url}/contacts/new`);
    await send(page, {
      name: 'Zoë Nguyễn',
      email: 'zoe@clients.example',
      phone: '(312) 555-0199',
      company: 'Lakeside Choir',
      tags: 'new, choir',
    });
    await expect(page.locator('h1')).toContainText('Zoë Nguyễn');
  });

  await test.step('Ann finds her without the accents', async () => {
    await page.goto(`${empty.url}/contacts`);
    await page.locator('main [name="q"]').fill('zoe nguyen');
    await page.locator('main [name="q"]').press('Enter');
    await page.locator('main').getByRole('link', { name: 'Zoë Nguyễn' }).first().click();
    await expect(page.locator('h1')).toContainText('Zoë Nguyễn');
  });

  await test.step('Ann edits her', async () => {
    await page.goto(`${page.url().split('?')[0]}/edit`);
    await send(page, { company: 'North Pier Choir' });
    await expect(page.locator('main')).toContainText('North Pier Choir');
  });

  await test.step('Ann writes a note', async () => {
    await send(page, { body: 'Prefers **mornings**.' });
    await expect(page.locator('main strong', { hasText: 'mornings' })).toBeVisible();
  });
});

async function linkFor(server, page, to, pattern) {
  const link = await linkFromMail(page, { server: server.url, to, pattern });
  return new URL(link, server.url).href;
}

// A link that changes something shows a button first, so that a mail scanner cannot press it.
async function pressIfAsked(page) {
  const button = page.locator('main form button').first();
  if (await button.isVisible()) await button.click();
}

async function firstChoice(page, name) {
  const options = page.locator(`select[name="${name}"] option:not([value=""])`);
  return (await options.count()) ? options.first().getAttribute('value') : 'Health';
}
