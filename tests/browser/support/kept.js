// What the owner of the demo keeps for the tests, so that every page that is about something has something to show.
import { send } from './form.js';

/** Adds one of each kind and answers with their addresses. */
export async function keep(browser, server, owner) {
  const context = await browser.newContext({ baseURL: server.url, storageState: owner });
  const page = await context.newPage();
  const contact = await addContact(page, 'Zoë Nguyễn');
  await send(page, { body: 'Prefers **mornings**.' });
  const note = await linkOn(page, contact, /^\/notes\/\d+\/edit$/);
  await page.goto(note);
  await send(page, { body: 'Prefers **evenings**, and a very-long-word-without-any-place-to-break-a-line-at-all.' });
  await addFollowUp(page, contact);
  const followUp = await linkOn(page, contact, /^\/follow-ups\/\d+\/edit$/);
  const deleted = await addContact(page, 'Yves Ólafsson');
  await page.goto(`${deleted}/delete`);
  await page.locator('main form button').first().click();
  await page.waitForURL((url) => !url.pathname.endsWith('/delete'));
  await page.goto('/contacts/fields');
  await send(page, { label: 'Allergies', kind: 'text' });
  await page.goto('/staff/invite');
  await send(page, { email: 'cleo@demo.example', role: 'staff' });

  const kept = {
    contact,
    others: await linksOn(page, '/contacts?q=a', /^\/contacts\/\d+$/),
    deleted,
    note: parent(note),
    followUp: parent(followUp),
    field: await linkOn(page, '/contacts/fields', /^\/contacts\/fields\/\d+$/),
    tags: await linksOn(page, '/contacts/tags', /^\/contacts\/tags\/\d+$/),
    members: await linksOn(page, '/staff', /^\/staff\/\d+$/),
    leaving: await linkOn(page, '/workspaces', /\/leave$/),
  };
  await context.close();
  return kept;
}

/** The last part of an address: what a form calls `id`. */
export const idOf = (address) => address.split('/').at(-1);

const parent = (address) => address.slice(0, address.lastIndexOf('/'));

async function addContact(page, name) {
  await page.goto('/contacts/new');
  await send(page, { name });
  await page.waitForURL(/\/contacts\/\d+$/);
  return new URL(page.url()).pathname;
}

async function addFollowUp(page, contact) {
  await page.goto(contact);
  await page.locator('details', { has: page.locator('[name="due_on"]') }).locator('summary').click();
  await send(page, { title: 'Send the plan', due_on: '2031-05-14' });
}

async function linkOn(page, address, pattern) {
  const [first] = await linksOn(page, address, pattern);
  if (!first) throw new Error(`${address} has no link like ${pattern}`);
  return first;
}

async function linksOn(page, address, pattern) {
  await page.goto(address);
  const all = await page.locator('main a[href]').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  return [...new Set(all)].filter((href) => pattern.test(href));
}
