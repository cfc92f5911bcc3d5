// Every page, as those meet it who may: it answers, it is accessible, it fits.
import { test, expect } from '../support/fixtures.js';
import { expectAccessible, expectNoSidewaysScroll, expectOneHeading, withEachOpen } from '../support/checks.js';
import { send } from '../support/form.js';
import { idOf } from '../support/kept.js';
import { linkFromMail } from '../support/mail.js';
import { password } from '../support/session.js';

const forVisitors = [
  '/',
  '/login',
  '/signup',
  '/signup/sent',
  '/password/forgot',
  '/password/forgot/sent',
  '/cookies',
  '/do-not-sell',
  '/privacy',
  '/privacy/history',
  '/privacy/history/privacy/1',
  '/terms',
  '/dpa',
  '/retention',
  '/subprocessors',
  '/security',
  '/proof',
  '/w/demo/privacy',
  '/w/demo/book',
  '/w/demo/book/wait?service=1&staff=any',
  '/privacy/request',
  '/dev/mail',
];

const forOwners = [
  '/today',
  '/contacts',
  '/contacts?q=a',
  '/contacts?q=nobody-is-called-this',
  '/contacts?archived=1&sort=created',
  '/contacts/new',
  '/contacts/fields',
  '/contacts/tags',
  '/contacts/trash',
  '/contacts/import',
  '/contacts/duplicates',
  '/calendar',
  '/calendar?view=week',
  '/calendar?view=month',
  '/calendar?view=agenda',
  '/calendar/feed',
  '/bookings',
  '/bookings/new',
  '/bookings/waitlist',
  '/bookings/waitlist/new?service=1',
  '/bookings/reports',
  '/services',
  '/services/new',
  '/workspace/reminders',
  '/workspace/reminders/confirmed',
  '/staff',
  '/staff/invite',
  '/staff/permissions',
  '/staff/transfer',
  '/workspace',
  '/workspace/agreement',
  '/workspace/processors',
  '/workspace/analytics',
  '/workspace/webhooks',
  '/workspace/api',
  '/workspaces',
  '/account',
  '/account/privacy',
  '/account/privacy/request',
  '/account/privacy/delete',
  '/privacy/queue',
  '/privacy/queue?show=late',
  '/privacy/queue?show=closed',
  '/account/email',
  '/account/security',
  '/account/security/password',
  '/account/security/second-factor',
  '/account/sessions',
  '/activity',
  '/activity?group=contact&from=2020-01-01',
  '/activity?from=2001-01-01&to=2001-01-02',
  '/activity?verify=1',
  '/activity/undo',
];

// Pages about something, by what the owner would call them.
const forOwnersOf = {
  'a contact': ({ contact }) => contact,
  'the form of a contact': ({ contact }) => `${contact}/edit`,
  'deleting a contact': ({ contact }) => `${contact}/delete`,
  'merging two contacts': ({ others }) => `/contacts/${idOf(others[0])}/merge?with=${idOf(others[1])}`,
  'deleting several contacts': ({ others }) => `/contacts/bulk/delete?id=${idOf(others[0])}&id=${idOf(others[1])}`,
  'deleting a contact for good': ({ deleted }) => `/contacts/trash/destroy?id=${idOf(deleted)}`,
  'the form of a note': ({ note }) => `${note}/edit`,
  'what a note said before': ({ note }) => `${note}/history`,
  'deleting a note': ({ note }) => `${note}/delete`,
  'the form of a follow-up': ({ followUp }) => `${followUp}/edit`,
  'deleting a follow-up': ({ followUp }) => `${followUp}/delete`,
  'a custom field': ({ field }) => field,
  'a tag': ({ tags }) => tags[0],
  'removing a tag': ({ tags }) => `${tags[0]}/delete`,
  'merging a tag': ({ tags }) => `${tags[0]}/merge?into=${idOf(tags[1])}`,
  'a member of the staff': ({ members }) => members.at(-1),
  'what a member sees': ({ members }) => `${members.at(-1)}/view`,
  'deactivating a member': ({ members }) => `${members.at(-1)}/deactivate`,
  'leaving the business': ({ leaving }) => leaving,
};

test.use({ baseURL: ({ demo }, use) => use(demo.url) });

test.describe('a visitor', () => {
  seeEach(forVisitors);

  test('sees an invitation', async ({ page, readable, demo, watched, kept }) => {
    watched.on(page, demo.url);
    await expectGoodPage(page, readable, await mailed(demo, page, 'cleo@demo.example', /\/invitations\//));
  });

  test('sees where to set a new password', async ({ page, readable, demo, watched }) => {
    watched.on(page, demo.url);
    await page.goto('/password/forgot');
    await send(page, { email: 'viewer@demo.example' });
    await expectGoodPage(page, readable, await mailed(demo, page, 'viewer@demo.example', /\/password\/reset\//));
  });

  test('sees the style guide, which shows headings too', async ({ page, readable, demo, watched }) => {
    watched.on(page, demo.url);
    await page.goto('/dev/style');
    await expectNoSidewaysScroll(page);
    await expectAccessible(await readable(page));
  });

  test('sees what a form refuses', async ({ page, readable }) => {
    await page.goto('/signup');
    await send(page, { email: 'nobody' });
    await expectGood(page, readable);
  });

  test('sees that there is no such page', async ({ page, readable }) => {
    expect((await page.goto('/nowhere')).status()).toBe(404);
    await expectGood(page, readable);
  });
});

test.describe('the owner', () => {
  test.use({ storageState: ({ owner }, use) => use(owner) });

  seeEach(forOwners);

  for (const [name, addressIn] of Object.entries(forOwnersOf)) {
    test(`sees ${name}`, async ({ page, readable, demo, watched, kept }) => {
      watched.on(page, demo.url);
      await expectGoodPage(page, readable, addressIn(kept));
    });
  }

  test('opens every menu', async ({ page, readable, kept }) => {
    for (const address of ['/contacts?q=a', kept.contact, '/contacts/new']) {
      await page.goto(address);
      // What an open menu half covers is measured with the menu closed, by the test of the page.
      await withEachOpen(page, async () => expectAccessible(await readable(page), { targetSize: false }));
    }
  });

  test('sees what is held about them, after the password', async ({ page, readable }) => {
    await page.goto('/account/privacy/data');
    await send(page, { current_password: password });
    await expect(page.locator('main')).toContainText('owner@demo.example');
    await expectGood(page, readable);
  });

  test('sees what a form refuses', async ({ page, readable }) => {
    await page.goto('/contacts/new');
    await send(page, { name: '' });
    await expectGood(page, readable);
  });

  test('sees that there is no such contact', async ({ page, readable }) => {
    expect((await page.goto('/contacts/999999999')).status()).toBe(404);
    await expectGood(page, readable);
  });

  test('is led from / to the day', async ({ page }) => {
    await page.goto('/');
    await expect(page).toHaveURL(/\/today$/);
  });
});

test.describe('the staff', () => {
  test.use({ storageState: ({ staff }, use) => use(staff) });
  seeEach(['/today', '/contacts', '/staff']);
});

test.describe('the viewer', () => {
  test.use({ storageState: ({ viewer }, use) => use(viewer) });
  seeEach(['/today', '/contacts', '/staff/permissions']);
});

test.describe('the operator', () => {
  test.use({ storageState: ({ operator }, use) => use(operator) });
  seeEach([
    '/operator',
    '/operator/analytics?period=365',
    '/operator/errors',
    '/operator/errors?show=mended',
    '/operator/policies',
    '/operator/policies/privacy/add',
    '/operator/processors',
    '/operator/requests',
    '/operator/requests/new',
    '/operator/backups',
    '/operator/corrections',
    '/operator/retention',
    '/operator/holds',
    '/operator/processors/new',
    '/workspaces',
    '/account',
  ]);
});

function seeEach(addresses) {
  for (const address of addresses) {
    test(`sees ${address}`, async ({ page, readable, demo, watched }) => {
      watched.on(page, demo.url);
      await expectGoodPage(page, readable, address);
    });
  }
}

async function mailed(server, page, to, pattern) {
  return new URL(await linkFromMail(page, { server: server.url, to, pattern }), server.url).href;
}

async function expectGoodPage(page, readable, address) {
  const answer = await page.goto(address);
  expect(answer.status(), address).toBe(200);
  expect(new URL(page.url()).pathname, 'no redirect').toBe(new URL(address, page.url()).pathname);
  await expectGood(page, readable);
}

async function expectGood(page, readable) {
  await expectOneHeading(page);
  await expectNoSidewaysScroll(page);
  await expectAccessible(await readable(page));
}
