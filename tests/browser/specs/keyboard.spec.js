// The day's work without a mouse: in, to the list, to a contact, a note written.
import { test, expect } from '../support/fixtures.js';
import { password } from '../support/session.js';

test.use({ baseURL: ({ demo }, use) => use(demo.url) });

test('sign in, find a contact, write a note', async ({ page, demo, watched, kept }) => {
  watched.on(page, demo.url);
  const main = page.locator('main');
  const heading = page.locator('h1');

  await test.step('sign in', async () => {
    await page.goto('/login');
    await tabTo(page, page.getByLabel('E-mail'));
    await page.keyboard.type('owner@demo.example');
    await tabTo(page, page.getByLabel('Password', { exact: true }));
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/today$/);
  });

  await test.step('skip to the content', async () => {
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(main).toBeFocused();
  });

  await test.step('reach the list', async () => {
    await page.reload();
    await tabTo(page, page.getByRole('link', { name: 'Contacts', exact: true }));
    await page.keyboard.press('Enter');
    await expect(heading).toHaveText('Contacts');
  });

  await test.step('search', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('zoe nguyen');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/q=zoe/);
  });

  await test.step('open the contact', async () => {
    await tabTo(page, main.getByRole('link', { name: 'Zoë Nguyễn' }).first());
    await page.keyboard.press('Enter');
    await expect(heading).toContainText('Zoë Nguyễn');
  });

  await test.step('close a menu', async () => {
    const more = main.locator('summary', { hasText: 'More about' });
    await tabTo(page, more);
    await page.keyboard.press('Enter');
    await expect(main.getByRole('link', { name: 'Delete…' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(main.getByRole('link', { name: 'Delete…' })).toBeHidden();
    await expect(more).toBeFocused();
  });

  await test.step('write a note', async () => {
    await tabTo(page, page.getByLabel('New note'));
    await page.keyboard.type('Written without a mouse.');
    await tabTo(page, page.getByRole('button', { name: 'Add note' }));
    await page.keyboard.press('Enter');
    await expect(main.getByText('Written without a mouse.')).toBeVisible();
  });

  await test.step('come round the whole page', async () => {
    await tabTo(page, page.getByRole('link', { name: 'Skip to the content' }));
    await tabTo(page, main.getByRole('link', { name: 'Edit' }).first());
    await tabTo(page, page.getByRole('link', { name: 'Skip to the content' }));
  });
});

/** Presses Tab until `target` has the focus; every stop on the way must be in sight and show that it is focused. */
async function tabTo(page, target) {
  for (let stops = 0; stops < 150; stops += 1) {
    await page.keyboard.press('Tab');
    const unseen = await page.evaluate(focusUnseen);
    expect(unseen, 'a stop that cannot be seen').toBeNull();
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab never reaches ${target}`);
}

function focusUnseen() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const inSight = element.checkVisibility({ visibilityProperty: true }) && box.bottom > 0 && box.top < innerHeight;
  const ringed = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || !element.matches(':focus-visible');
  return inSight && ringed ? null : element.outerHTML.slice(0, 200);
}
