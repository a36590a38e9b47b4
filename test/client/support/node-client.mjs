/**
 * The built library in a plain Node program: takes `{baseUrl, steps, tamper}` as JSON, prints the answer of the last step.
 * `tamper`: answers of the server are changed on the way, from the step `tamper` on.
 */
import * as library from '../../../dist/client/index.js';
import { stepsOf } from './steps.mjs';

const { baseUrl, steps, tamper } = JSON.parse(process.argv[2]);
let isTampered = false;

/** What an evil server does to an answer of one of its routes. */
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
