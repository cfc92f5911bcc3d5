// Addresses nobody had before. Without digits: enough of them in a row can pass for a card number, which a form refuses.
import { randomUUID } from 'node:crypto';

export function somebody(name) {
  const letters = randomUUID().replaceAll('-', '').replace(/\d/g, (digit) => 'ghijklmnop'[digit]);
  return `${name}.${letters}@clients.example`;
}
