import { randomBytes, randomInt } from 'node:crypto';
import { must } from '../people/accounts.js';
import type { Api, Body } from '../processes/api.js';
import { NOWHERE } from '../routes/route-under-test.js';
import type { Canary } from './scanned-identity.js';

const base64 = (bytes: number): string => randomBytes(bytes).toString('base64');
const digits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('');

/** An IBAN with valid check digits by ISO 13616: the number, with letters as two digits, is 1 modulo 97. */
function iban(): string {
  const account = `WEST${digits(14)}`;
  const number = `${account}GB00`.replaceAll(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  return `GB${String(98n - (BigInt(number) % 97n)).padStart(2, '0')}${account}`;
}

/** A value of each type of sensitive data as it is sent. The scan looks for the canonical form too. */
const VALUES: Readonly<Record<string, () => string>> = {
  card_number: () => digits(16),
  iban,
  phone: () => `+4420${digits(8)}`,
  national_id: () => `QX-${randomBytes(9).toString('hex')}`,
  text: () => `a note of ${randomBytes(18).toString('base64url')}`,
};

/** Uses every route of an account's own data. `blob` registers client-sealed data. */
export async function useOwnData(owner: Api, canary: Canary, blob: Canary): Promise<void> {
  const key = (what: string) => ({ 'idempotency-key': canary(`the Idempotency-Key of ${what}`) });
  await useSensitiveData(owner, canary, key);
  await useEntries(owner, canary, blob, key);
}

type KeyFor = (what: string) => Record<string, string>;

async function useSensitiveData(owner: Api, canary: Canary, key: KeyFor): Promise<void> {
  for (const [data_type, make] of Object.entries(VALUES)) {
    const value = (what: string) => canary(`${what} ${data_type}`, make());
    const once = key(data_type);
    const given = { data_type, value: value('a kept') };
    const { id } = must(await owner.post('/sensitive-data', given, once)).body;
    const place = `/sensitive-data/${id}`;
    must(await owner.get(place));
    must(await owner.get(`${place}?masked=true`));
    must(await owner.put(place, { value: value('a second') }));
    await owner.put(place, { value: value('a late') }, { 'if-match': '"999"' });
    await owner.put(place, { value: canary(`a wrong ${data_type}`, `${make()}\u0000`) });
    await owner.post('/sensitive-data', { data_type, value: value('another') }, once);
    await owner.put(`/sensitive-data/${NOWHERE}`, { value: value('a lost') });
  }
  const spaced = digits(16).replaceAll(/(\d{4})(?=\d)/g, '$1 ');
  const card = { data_type: 'card_number', value: canary('a card with its spaces', spaced) };
  canary('a card without its spaces', spaced.replaceAll(' ', ''));
  const { id } = must(await owner.post('/sensitive-data', card)).body;
  must(await owner.get('/sensitive-data'));
  must(await owner.delete(`/sensitive-data/${id}`));
  const wrong = { 'idempotency-key': `${canary('an Idempotency-Key that is none')} with a space` };
  await owner.post('/sensitive-data', { data_type: canary('a type that is none'), value: 'x' }, wrong);
  await owner.post('/sensitive-data', { data_type: 'text', value: 'x' }, wrong);
}

async function useEntries(owner: Api, canary: Canary, blob: Canary, key: KeyFor): Promise<void> {
  const sealed = (what: string): Body => ({
    name: blob(`the name of ${what}`),
    ciphertext: blob(`the ciphertext of ${what}`, base64(48)),
    meta: blob(`the meta of ${what}`, base64(30)),
    iv: base64(12),
    tag: base64(16),
  });
  const lost = (what: string): Body => ({
    name: canary(`the name of ${what}`),
    ciphertext: canary(`the ciphertext of ${what}`, base64(48)),
    iv: base64(12),
    tag: base64(16),
  });
  const once = key('an entry');
  const { id } = must(await owner.post('/entries', sealed('an entry'), once)).body;
  must(await owner.put(`/entries/${id}`, sealed('its second revision'), { 'if-match': '"1"' }));
  await owner.post('/entries', lost('a second one by its key'), once);
  await owner.put(`/entries/${id}`, lost('a late revision'), { 'if-match': '"1"' });
  await owner.put(`/entries/${id}`, lost('a revision of nothing that was seen'));
  await owner.post('/entries', { ...lost('a repeated id'), id });
  await owner.post('/entries', { ...lost('a wrong one'), iv: canary('a wrong nonce'), meta: canary('a wrong meta') });
  must(await owner.get(`/entries/${id}/history`));
  must(await owner.get('/entries?since=0'));
  const wrapped_key = blob('a wrapped key', base64(60));
  const rekey = must(await owner.post('/entries/rekeys', { wrapped_key }, key('a re-key'))).body.id;
  await owner.post('/entries/rekeys', { wrapped_key: canary('a wrapped key of a second re-key', base64(60)) });
  await owner.post('/entries', lost('a stale generation'));
  must(
    await owner.put(`/entries/rekeys/${rekey}/entries`, {
      entries: [{ ...sealed('a new generation'), id, revision: 2 }],
    }),
  );
  await owner.post(`/entries/rekeys/${rekey}/publish`, { manifest: [canary('a manifest that is none')] });
  must(await owner.post(`/entries/rekeys/${rekey}/publish`, { manifest: [`${id}:2`] }));
  must(await owner.get('/entries/generations'));
}
