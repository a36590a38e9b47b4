/**
 * The built library in a plain Node program. Takes `{baseUrl, steps, tamper}` as JSON and prints the answer of the last
 * step. From the step `tamper` on, it changes the server's answers on the way.
 */
import * as library from '../../../dist/client/index.js';
import { stepsOf } from './steps.mjs';

const { baseUrl, steps, tamper } = JSON.parse(process.argv[2]);
let isTampered = false;

/** The changes of an evil server to the answers of some routes. */
const EVIL = {
  'weak kdf': ['/auth/prelogin', (body) => ({ ...body, kdf: { algorithm: 'pbkdf2-sha256', iterations: 1_000 } })],
  'other salt': ['/auth/prelogin', (body) => ({ ...body, encryption_salt: 'AAAAAAAAAAAAAAAAAAAAAA==' })],
  'other user key': ['/auth/login', (body) => ({ ...body, protected_user_key: body.protected_user_key.toLowerCase() })],
  'flipped bit': [
    '/entries',
    (body) => ({ ...body, items: body.items.map((item) => ({ ...item, tag: bent(item.tag) })) }),
  ],
  'swapped rows': [
    '/entries',
    (body) => ({ ...body, items: body.items.map((item, at) => ({ ...body.items.at(at - 1), id: item.id })) }),
  ],
  'short list': ['/entries', (body) => ({ ...body, items: body.items.slice(1) })],
  'old vault': ['/entries', (body) => ({ ...body, revision: 0 })],
};

function bent(base64) {
  const bytes = Buffer.from(base64, 'base64');
  bytes[0] ^= 1;
  return bytes.toString('base64');
}

async function evilFetch(request) {
  const response = await fetch(request);
  const [path, change] = EVIL[tamper] ?? [];
  if (!isTampered || !new URL(request.url).pathname.endsWith(path) || !response.ok) return response;
  return Response.json(change(await response.json()));
}

const seen = new library.MemorySeenStore();
const open = () => stepsOf(library, { baseUrl, tokens: new library.MemoryTokenStore(), seen, fetch: evilFetch });
let device = open();
let last = null;
for (const [step, ...given] of steps) {
  if (step === 'tamper') isTampered = true;
  else if (step === 'otherDevice') device = open();
  else last = await device[step](...given);
}
console.log(JSON.stringify(last ?? null));
