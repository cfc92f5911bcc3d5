// Privacy requests as both sides meet them: a client asks, proves the address and keeps a receipt; the owner finds the
// request in the queue and answers it. The same at both widths and without JavaScript.
import { test, expect } from '../support/fixtures.js';
import { expectAccessible, expectNoSidewaysScroll, expectOneHeading } from '../support/checks.js';
import { send } from '../support/form.js';
import { codeFromMail } from '../support/mail.js';
import { password } from '../support/session.js';
import { somebody } from '../support/somebody.js';

test.use({ baseURL: ({ demo }, use) => use(demo.url) });

test('a client asks, enters the code and keeps the receipt; the owner corrects and the receipt says so', async ({
  page, browser, readable, demo, owner, watched, javaScriptEnabled, viewport,
}) => {
  const email = somebody('mia');
  const desk = await openDesk(browser, { demo, owner, javaScriptEnabled, viewport });
  await addClient(desk, email);

  await page.goto('/w/demo/privacy');
  await send(page, { kind: 'rectification', email, place: 'Germany', wording: '' });
  await expect(page.locator('#f-wording-error')).toBeVisible();
  await expectGood(page, readable);
  // From here on nothing is refused.
  watched.on(page, demo.url);
  await send(page, { kind: 'rectification', email, place: 'Germany', wording: 'The name is Lund-Hansen.' });
  await expect(page.locator('h1')).toHaveText('Enter the code');
  await expectGood(page, readable);
  await send(page, { code: await codeFromMail(page, { server: demo.url, to: email }) });
  await expect(page).toHaveURL(/\/r\//);
  await expectGood(page, readable);
  await expect(page.locator('main')).not.toContainText(email);
  const receipt = page.url();

  await desk.goto('/privacy/queue');
  await expectGood(desk, readable);
  const row = desk.locator('.rows__row', { hasText: email });
  await row.locator('.rows__title').click();
  await expect(desk.locator('main')).toContainText('The name is Lund-Hansen.');
  await expectGood(desk, readable);
  await desk.getByRole('button', { name: 'It is corrected' }).click();
  await expect(desk.locator('main')).toContainText('Done');

  await page.goto(receipt);
  await expect(page.locator('main')).toContainText('Corrected');
  await expectGood(page, readable);
  await desk.context().close();
});

test('the owner looks at what a deletion takes and carries it out; the receipt counts it', async ({
  page, browser, readable, demo, owner, javaScriptEnabled, viewport,
}) => {
  const email = somebody('mia');
  const desk = await openDesk(browser, { demo, owner, javaScriptEnabled, viewport });
  await addClient(desk, email);
  await page.goto('/privacy/request');
  await expectGood(page, readable);
  await send(page, { kind: 'erasure', email, place: 'California', wording: '' });
  await send(page, { code: await codeFromMail(page, { server: demo.url, to: email }) });
  await expect(page.locator('main')).toContainText('Any business that keeps your details here');
  await expectGood(page, readable);

  await expect(async () => {
    await desk.goto('/privacy/queue');
    await expect(desk.locator('.rows__row', { hasText: email })).toBeVisible({ timeout: 500 });
  }).toPass();
  await desk.locator('.rows__row', { hasText: email }).getByRole('link', { name: /Preview and erase/ }).click();
  await expect(desk.locator('h1')).toContainText('Erase');
  await expectGood(desk, readable);
  await desk.getByRole('button', { name: 'Erase for good' }).click();
  await expect(desk.locator('main')).toContainText('Erased');
  await desk.context().close();
});

test('somebody plans the deletion of their account and takes it back', async ({ browser, readable, demo, javaScriptEnabled, viewport }) => {
  const context = await browser.newContext({ baseURL: demo.url, javaScriptEnabled, viewport });
  const page = await context.newPage();
  await page.goto('/login');
  await send(page, { email: 'manager@demo.example', password });
  await page.goto('/account/privacy');
  await page.getByRole('link', { name: 'Delete the account' }).click();
  await expectGood(page, readable);
  await send(page, { current_password: password });
  await expect(page.locator('main')).toContainText('Planned for');
  await expectGood(page, readable);
  await page.getByRole('button', { name: 'Cancel the deletion' }).click();
  await expect(page.locator('main')).toContainText('Taken back');
  await context.close();
});

async function openDesk(browser, { demo, owner, javaScriptEnabled, viewport }) {
  const context = await browser.newContext({ baseURL: demo.url, storageState: owner, javaScriptEnabled, viewport });
  return context.newPage();
}

async function addClient(page, email) {
  await page.goto('/contacts/new');
  // Two of one name would be asked about.
  await send(page, { name: `Mia ${email.split('@')[0]}`, email });
  await page.waitForURL(/\/contacts\/\d+$/);
}

async function expectGood(page, readable) {
  await expectOneHeading(page);
  await expectNoSidewaysScroll(page);
  await expectAccessible(await readable(page));
}
