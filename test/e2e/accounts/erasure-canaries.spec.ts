import { randomBytes } from 'node:crypto';
import { eventually } from '../../faults/support/eventually.js';
import { must } from '../support/people/accounts.js';
import { Person } from '../support/people/person.js';
import type { Api } from '../support/processes/api.js';
import { describeCoffer } from '../support/processes/coffer.js';
import { keptBy } from '../support/traces/kept.js';
import { useOwnData } from '../support/traces/scanned-own-data.js';
import { tablesOf } from '../support/traces/tables.js';
import { findIn } from '../support/traces/traces.js';

/** Where the pseudonymous id of a deleted account may stand, and why. A new table is not here: it must be swept. */
const MAY_NAME_THE_ID: Readonly<Record<string, string>> = {
  users: 'the tombstone keeps the id taken',
  key_rings: 'the tombstone of the ring keeps its id taken',
  vaults: 'the closed vault keeps late writes out',
  creations: 'the key that made the account makes it no more',
  published: 'which request published a document, for 10 minutes',
  fences: 'ids that must not be taken',
  rotations: 'who rotated which ring',
  audit_log: 'the leaves of the audit',
  audit_terms: 'the index of the audit',
  audit_open: 'open intents',
  audit_batches: 'the leaves of the audit (MongoDB)',
  audit_entries: 'the index of the audit (MongoDB)',
};

const random = () => randomBytes(9).toString('hex');

describeCoffer(
  'an account with something of every kind that is erased',
  (coffer) => {
    const traces = new Map<string, string>();
    const canary = (name: string, value = `canary-${random()}`): string => {
      traces.set(name, value);
      return value;
    };
    const username = canary('the username', `leaver_${random()}`);
    let id: string;

    beforeAll(async () => {
      const leaver = await Person.of(coffer, username);
      id = leaver.id;
      canary('the address', `${username}@example.org`);
      await useEveryKind(leaver);
      const kept = await keptBy(coffer.site);
      expect(findIn(kept, traces).length).toBeGreaterThan(10);
      must(await coffer.admin.delete(`/users/${id}`));
      expect(await coffer.site.run(['audit', 'erase', id])).toMatchObject({ code: 0 });
    });

    /** Sessions, factors, codes, tokens, attempts, known networks, keys, records, entries, and an older address. */
    async function useEveryKind(leaver: Person): Promise<void> {
      await useOwnData(leaver.api, canary, canary);
      await leaver.enrolApp();
      await leaver.enrolEmail();
      const mfa_token = await leaver.mfaToken();
      must(await coffer.nobody.post('/auth/mfa/email/send', { mfa_token }));
      const agent = { 'user-agent': canary('the program'), 'x-access-reason': canary('the reason') };
      must(await leaver.api.get('/auth/me', agent));
      await coffer.nobody.post('/auth/login', { username, password: canary('a wrong password') }, agent);
      must(await coffer.nobody.post('/auth/password/forgot', { username }));
      await leaver.mailed();
      must(await coffer.admin.post(`/users/${id}/reset-password`));
      await anotherAddress(coffer.admin);
    }

    /** A code that was mailed to an address which the account does not have any more. */
    async function anotherAddress(admin: Api): Promise<void> {
      const email = canary('an address that was asked for', `asked_${random()}@example.org`);
      must(await admin.put(`/users/${id}`, { email, roles: [] }));
    }

    it('leaves none of its values in any table [R102]', async () => {
      expect(findIn(await tablesOf(coffer.site), traces)).toEqual([]);
    });

    it('leaves none of its values in any byte of any file, while the server runs [R102]', async () => {
      // SQLite empties its log into the file within 5 s of the last write.
      await eventually(async () => expect(findIn(await keptBy(coffer.site), traces)).toEqual([]), 60_000);
    });

    it('leaves its pseudonymous id only where the id must stay', async () => {
      const named = findIn(await tablesOf(coffer.site), new Map([['the id', id]]));
      const tables = named.map((place) => place.split(':')[0] ?? '');
      expect(tables.filter((table) => !(table in MAY_NAME_THE_ID))).toEqual([]);
      expect(tables).toContain('users');
    });

    it('leaves none of its values in any file after a stop', async () => {
      expect(await coffer.server.stop()).toBe(0);
      expect(findIn(await keptBy(coffer.site), traces)).toEqual([]);
    });
  },
  {},
  { mail: true },
);
