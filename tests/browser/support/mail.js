// Reads the mail that the program keeps under /dev/mail while it runs without an SMTP server.
import { expect } from '@playwright/test';

/** The first address matching `pattern` in any mail to `to`, waiting for the mail job to run. */
export async function linkFromMail(page, { server, to, pattern }) {
  let link = null;
  await expect(async () => {
    link = await findLink(page.context().request, server, to, pattern);
    expect(link, `a mail to ${to} with a link like ${pattern}`).not.toBeNull();
  }).toPass({ timeout: 20_000, intervals: [200, 500, 1000] });
  return link;
}

async function findLink(request, server, to, pattern) {
  const list = await text(request, `${server}/dev/mail`);
  for (const address of mailAddresses(list)) {
    const mail = await text(request, new URL(address, server).href);
    if (!mail.includes(to)) continue;
    const link = hrefs(mail).find((href) => pattern.test(href));
    if (link) return link;
  }
  return null;
}

function mailAddresses(list) {
  return hrefs(list).filter((href) => /\/dev\/mail\/./.test(href));
}

// Links also count when they stand as plain text, as they do in a mail's text part.
function hrefs(html) {
  const plain = html.replaceAll('&#x2F;', '/').replaceAll('&#38;', '&').replaceAll('&amp;', '&');
  return [...plain.matchAll(/href="([^"]+)"|(https?:\/\/[^\s"'<>]+)/g)].map((match) => match[1] ?? match[2]);
}

async function text(request, address) {
  const answer = await request.get(address);
  expect(answer.status(), `GET ${address}`).toBe(200);
  return answer.text();
}

/** The eight digits of the newest mail to `to` that has any. */
export async function codeFromMail(page, { server, to }) {
  let code = null;
  await expect(async () => {
    code = await findCode(page.context().request, server, to);
    expect(code, `a mail to ${to} with a code`).not.toBeNull();
  }).toPass({ timeout: 20_000, intervals: [200, 500, 1000] });
  return code;
}

async function findCode(request, server, to) {
  const list = await text(request, `${server}/dev/mail`);
  for (const address of mailAddresses(list)) {
    // The page holds its own address, whose end is eight digits for one mail in forty.
    const own = address.split('/').pop();
    const mail = (await text(request, new URL(address, server).href)).replaceAll(own, '');
    const code = mail.includes(to) && mail.match(/\b\d{8}\b/);
    if (code) return code[0];
  }
  return null;
}
