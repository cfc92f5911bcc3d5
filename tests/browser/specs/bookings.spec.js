// Bookings as both sides meet them: a client books on the public page, moves and cancels; the owner sees it in the calendar
// and books a free time there. The same at both widths and without JavaScript.
import { test, expect } from '../support/fixtures.js';
import { expectAccessible, expectNoSidewaysScroll, expectOneHeading } from '../support/checks.js';
import { formWith, fill, submit } from '../support/form.js';
import { somebody } from '../support/somebody.js';

test.use({ baseURL: ({ demo }, use) => use(demo.url) });

test('a client books, sees the booking and cancels it', async ({ page, readable, demo, watched }) => {
  watched.on(page, demo.url);
  await page.goto('/w/demo/book');
  await expectGood(page, readable);
  await page.locator('a.pick', { hasText: 'Blow-dry' }).click();
  await page.locator('a.pick').first().click();
  await expect(page.locator('h1')).toHaveText('Choose a time');
  const time = page.locator('a.times__label, button.times__label').last();
  await expect(time).toBeVisible();
  await expectGood(page, readable);
  await time.click();
  await page.waitForLoadState();
  await expect(page.locator('[name="email"]')).toBeVisible();
  await expectGood(page, readable);
  const form = formWith(page, 'email');
  await fill(form, { name: 'Léa Client', email: somebody('lea') });
  // Whoever is quicker than a person is asked to press once more.
  await page.waitForTimeout(4_000);
  await submit(form);
  await expect(page).toHaveURL(/\/b\//);
  await expectGood(page, readable);
  await expect(page.locator('main')).toContainText('Blow-dry');
  const cancel = page.locator('form[action$="/cancel"] button');
  if (!(await cancel.isVisible())) await page.locator('summary', { hasText: 'Cancel' }).click();
  await cancel.click();
  await expect(page.locator('main')).toContainText(/cancelled/i);
  await expectGood(page, readable);
});

test('the owner walks through the calendar and books a free time', async ({ browser, demo, owner, readable, watched, javaScriptEnabled, viewport }) => {
  const context = await browser.newContext({ baseURL: demo.url, storageState: owner, javaScriptEnabled, viewport });
  const page = await context.newPage();
  watched.on(page, demo.url);
  await page.goto('/calendar');
  await page.getByRole('link', { name: 'Later' }).click();
  await page.getByRole('link', { name: 'Week', exact: true }).click();
  await expect(page).toHaveURL(/view=week/);
  await page.getByRole('link', { name: 'Later' }).click();
  const free = page.locator('a.cal__free').first();
  await free.focus();
  await free.press('Enter');
  await page.waitForURL(/\/bookings\/new/);
  await page.locator('[name="service"]').first().check();
  await page.getByRole('button', { name: 'Show times and clients' }).click();
  await page.waitForLoadState();
  await page.locator('[name="client"][value="nobody"]').check();
  await page.getByRole('button', { name: 'Book', exact: true }).click();
  await page.waitForURL(/\/bookings\/\d+$/);
  await expectGood(page, readable);
  await context.close();
});

test('the owner brings in a list and takes it back', async ({ browser, demo, owner, readable, javaScriptEnabled, viewport }) => {
  const context = await browser.newContext({ baseURL: demo.url, storageState: owner, javaScriptEnabled, viewport });
  const page = await context.newPage();
  const email = somebody('lea');
  const list = `First Name,Last Name,E-mail 1 - Value\nNoor,Lister,${email}\nBad,Row,nowhere\n`;
  await page.goto('/contacts/import');
  await page.locator('[name="file"]').setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(list) });
  await page.locator('[name="origin"][value="own_clients"]').check();
  await page.getByRole('button', { name: 'Read the file' }).click();
  await settled(page, 'See what becomes of each row');
  await expectGood(page, readable);
  await page.getByRole('button', { name: 'See what becomes of each row' }).click();
  await settled(page, 'Add them');
  await expect(page.locator('main')).toContainText('1 contact will be added.');
  await expectGood(page, readable);
  await page.getByRole('button', { name: 'Add them' }).click();
  await settled(page, 'Take it back');
  await expect(page.locator('main')).toContainText('Added 1');
  await expectGood(page, readable);
  await page.getByRole('button', { name: 'Take it back' }).click();
  await expect(async () => {
    await page.goto(page.url());
    await expect(page.locator('main')).toContainText('Taken back 1', { timeout: 500 });
  }).toPass();
  await context.close();
});

// Long work shows how far it is; a page without scripts is looked at again by hand.
async function settled(page, button) {
  await expect(async () => {
    if (!(await page.getByRole('button', { name: button }).count())) await page.goto(page.url().split('?')[0]);
    await expect(page.getByRole('button', { name: button })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 30_000 });
}

async function expectGood(page, readable) {
  await expectOneHeading(page);
  await expectNoSidewaysScroll(page);
  await expectAccessible(await readable(page));
}
