// The question about cookies: both answers alike, in reach of the keyboard, never in the way, and heeded at once.
import { test, expect } from '../support/fixtures.js';
import { expectAccessible, expectNoSidewaysScroll } from '../support/checks.js';

test.use({ baseURL: ({ demo }, use) => use(demo.url) });

const banner = (page) => page.getByRole('region', { name: 'Cookies, if you allow them' });
const button = (page, name) => banner(page).getByRole('button', { name });

test('a first visit is asked and keeps nothing', async ({ page, readable, context, demo, watched }) => {
  watched.on(page, demo.url);
  await page.goto('/login');
  await expect(banner(page)).toBeVisible();
  expect(await context.cookies()).toEqual([]);
  for (const box of await banner(page).locator('input[type=checkbox]').all()) await expect(box).not.toBeChecked();
  await expectNoSidewaysScroll(page);
  await expectAccessible(await readable(page));
});

test('both answers have one size and one look, and the form below is in sight', async ({ page }) => {
  await page.goto('/login');
  const [reject, accept] = [button(page, 'Reject'), button(page, 'Accept')];
  const size = async (of) => (({ width, height, y }) => ({ width, height, y }))(await of.boundingBox());
  expect(await size(reject)).toEqual(await size(accept));
  const look = (of) =>
    of.evaluate((element) => {
      const { color, backgroundColor, borderColor, fontWeight, fontSize } = getComputedStyle(element);
      return { color, backgroundColor, borderColor, fontWeight, fontSize };
    });
  expect(await look(reject)).toEqual(await look(accept));
  const field = await page.getByLabel('E-mail').boundingBox();
  expect(field.y + field.height).toBeLessThan(page.viewportSize().height);
});

test('the answers are the first stops of the keyboard', async ({ page }) => {
  await page.goto('/login');
  const stops = [];
  for (let stop = 0; stop < 5; stop += 1) {
    await page.keyboard.press('Tab');
    stops.push(await page.evaluate(() => document.activeElement.textContent.trim()));
  }
  expect(stops).toEqual(['Skip to the content', 'See each one', 'Reject', 'Accept', 'Choose by category']);
});

test('accepting sets the analytics cookie and leads back', async ({ page, context }) => {
  await page.goto('/login?next=%2Fcontacts');
  await button(page, 'Accept').click();
  await expect(banner(page)).toBeHidden();
  await expect(page).toHaveURL(/\/login\?next=%2Fcontacts$/);
  expect(await names(context)).toEqual(['__Host-an', '__Host-consent']);
  expect(await storage(page)).toBe(0);
});

test('rejecting keeps the answer alone', async ({ page, context }) => {
  await page.goto('/login');
  await button(page, 'Reject').click();
  await expect(banner(page)).toBeHidden();
  expect(await names(context)).toEqual(['__Host-consent']);
});

test('a choice by category, then everything taken back', async ({ page, readable, context }) => {
  await page.goto('/login');
  await banner(page).getByText('Choose by category').click();
  await expectNoSidewaysScroll(page);
  await banner(page).getByLabel('Preferences').check();
  await button(page, 'Save choices').click();
  await expect(banner(page)).toBeHidden();
  await page.goto('/cookies');
  await page.getByLabel('Dark').check();
  await page.getByRole('button', { name: 'Save appearance' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(await names(context)).toEqual(['__Host-consent', '__Host-prefs']);
  await page.getByRole('button', { name: 'Withdraw everything' }).click();
  await expect(page.getByText('Your choice is saved.')).toBeVisible();
  await expect(page.locator('html')).not.toHaveAttribute('data-theme');
  expect(await names(context)).toEqual(['__Host-consent']);
  await expectNoSidewaysScroll(page);
  await expectAccessible(await readable(page));
});

test.describe('with the opt-out signal', () => {
  test.use({ extraHTTPHeaders: { 'Sec-GPC': '1' } });

  for (const address of ['/', '/cookies', '/do-not-sell']) {
    test(`nobody is asked on ${address}`, async ({ page, readable, context }) => {
      await page.goto(address);
      await expect(banner(page)).toHaveCount(0);
      await expect(page.getByText('Opt-out preference signal honored').first()).toBeVisible();
      expect(await context.cookies()).toEqual([]);
      await expectAccessible(await readable(page));
    });
  }
});

const names = async (context) => (await context.cookies()).map((cookie) => cookie.name).sort();
const storage = (page) => page.evaluate(() => localStorage.length + sessionStorage.length);
