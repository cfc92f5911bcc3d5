// Every main page of the demo, as a visitor and as its owner: it answers, it is accessible, it fits.
import { test, expect } from '../support/fixtures.js';
import { expectAccessible, expectNoSidewaysScroll, expectOneHeading } from '../support/checks.js';

const forVisitors = ['/', '/login', '/signup', '/password/forgot'];
const forOwners = [
  '/today',
  '/contacts',
  '/contacts?q=a',
  '/contacts?q=nobody-is-called-this',
  '/contacts/new',
  '/contacts/trash',
  '/staff',
  '/staff/invite',
  '/staff/permissions',
  '/workspace',
  '/account',
  '/account/security',
  '/account/sessions',
  '/activity',
];

test.describe('a visitor', () => {
  test.use({ baseURL: ({ demo }, use) => use(demo.url) });

  for (const address of forVisitors) {
    test(`sees ${address}`, async ({ page, readable, demo, watched }) => {
      watched.on(page, demo.url);
      await expectGoodPage(page, readable, address);
    });
  }
});

test.describe('the owner', () => {
  test.use({
    baseURL: ({ demo }, use) => use(demo.url),
    storageState: ({ owner }, use) => use(owner),
  });

  for (const address of forOwners) {
    test(`sees ${address}`, async ({ page, readable, demo, watched }) => {
      watched.on(page, demo.url);
      await expectGoodPage(page, readable, address);
    });
  }

  test('is led from / to the day', async ({ page }) => {
    await page.goto('/');
    await expect(page).toHaveURL(/\/today$/);
  });

  test('sees a contact and its edit page', async ({ page, readable, demo, watched }) => {
    watched.on(page, demo.url);
    await page.goto('/contacts');
    const contact = await page.locator('main a[href]').evaluateAll((links) =>
      links.map((link) => link.getAttribute('href')).find((href) => /^\/contacts\/\d+$/.test(href)),
    );
    expect(contact, 'a link to a contact in the list').toBeTruthy();
    await expectGoodPage(page, readable, contact);
    await expectGoodPage(page, readable, `${contact}/edit`);
  });
});

async function expectGoodPage(page, readable, address) {
  const answer = await page.goto(address);
  expect(answer.status(), address).toBe(200);
  expect(new URL(page.url()).pathname, 'no redirect').toBe(new URL(address, page.url()).pathname);
  await expectOneHeading(page);
  await expectNoSidewaysScroll(page);
  await expectAccessible(await readable(page));
}
