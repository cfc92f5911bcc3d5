// Fills forms by field name, so a test reads as what was entered and survives a change of layout.

/** The form that holds the field `name`. */
export function formWith(page, name) {
  return page.locator('form', { has: page.locator(`[name="${name}"]`) }).first();
}

/** Enters `values` by field name: text as it is, `true`/`false` for a box, an option's value for a choice. */
export async function fill(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const field = form.locator(`[name="${name}"]`).first();
    if (typeof value === 'boolean') {
      await field.setChecked(value);
    } else if ((await kind(field)) === 'select') {
      await field.selectOption(value);
    } else if ((await kind(field)) === 'radio') {
      await form.locator(`[name="${name}"][value="${value}"]`).check();
    } else {
      await field.fill(value);
    }
  }
}

/** Presses the form's own button and waits for the page it leads to. */
export async function submit(form) {
  const page = form.page();
  const button = form.locator('button[type="submit"], button:not([type]), input[type="submit"]').first();
  const arrived = page.waitForEvent('framenavigated', (frame) => frame === page.mainFrame());
  await button.click();
  await arrived;
  await page.waitForLoadState();
}

export async function send(page, values) {
  const form = formWith(page, Object.keys(values)[0]);
  await fill(form, values);
  await submit(form);
}

async function kind(field) {
  const tag = await field.evaluate((element) => element.tagName.toLowerCase());
  return tag === 'input' ? await field.getAttribute('type') : tag;
}
