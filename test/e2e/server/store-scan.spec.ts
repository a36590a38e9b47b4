import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SmtpSink } from '#mail/testing';
import { makeAccount, must } from '../support/people/accounts.js';
import { Api, type Body, expectProblem, PASSWORD, sendRaw } from '../support/processes/api.js';
import { describePairs, type Site } from '../support/processes/pairs.js';
import type { Server } from '../support/processes/server.js';
import { OWN_ROUTES } from '../support/routes/own-routes.js';
import { NOWHERE } from '../support/routes/route-under-test.js';
import { ROUTES } from '../support/routes/routes.js';
import { keptBy } from '../support/traces/kept.js';
import { useIdentity } from '../support/traces/scanned-identity.js';
import { useOwnData } from '../support/traces/scanned-own-data.js';
import { findIn, formsOf } from '../support/traces/traces.js';

const random = () => randomBytes(24).toString('base64url');
/** Characters of every class that a password needs. */
const password = () => `Cy7!${random()}`;

/** A refusal names an unknown field to its sender, and nowhere else. */
const NAMED = ['the refusals: in the name of a parameter', 'the refusals: in the name of a field'];

/** The places of vaults: the database and its log, or the collections of entries and vaults. */
const VAULT_PLACES = /^(\/coffer\.db(-wal)?|entry_bodies|vaults|vault_snapshots)$/;

/** The administrator goes on with the same session. */
const ENDS_THE_SESSION = new Set(['post', 'put'].map((verb) => `${verb} /v1/auth/token/revoke-self`));

describePairs('stored data and output', (open) => {
  const secrets = new Map<string, string>();
  /** Makes a canary that must be found nowhere. */
  const canary = (name: string, value: string = random()): string => {
    secrets.set(name, value);
    return value;
  };
  /** Canaries that clients have sealed. Only the store may hold them. */
  const blobs = new Map<string, string>();
  const blob = (name: string, value: string = random()): string => {
    blobs.set(name, value);
    return value;
  };
  let site: Site;
  let sink: SmtpSink;
  let places: Map<string, Buffer>;
  let mailedCodes: readonly string[];

  beforeAll(async () => {
    secrets.clear();
    blobs.clear();
    const names = ['JWT_SECRET', 'JWT_SECRET_PREVIOUS', 'PEPPER', 'PEPPER_PREVIOUS', 'SETUP_TOKEN', 'IMPORT_PEPPER'];
    const roots = Object.fromEntries(names.map((name) => [name, canary(name)]));
    // Both pairs send mail to a server, since an outbox holds whole mails on purpose.
    sink = await SmtpSink.open();
    const mail = { ...sink.environment, SMTP_USERNAME: 'coffer', SMTP_PASSWORD: canary('SMTP_PASSWORD') };
    site = await open({ ...roots, ...mail, PEPPER_VERSION: '2', REGISTRATION: 'open', LOG_LEVEL: 'trace' });
    if (site.env.VAULT_SECRET_ID) canary('VAULT_SECRET_ID', site.env.VAULT_SECRET_ID);
    const server = await site.start();
    const nobody = await Api.of(server);
    const told = await useEverything(nobody, server);
    expect(await server.stop()).toBe(0);
    places = await everythingKept();
    places.set('the output', Buffer.from(server.output()));
    places.set('the audit', Buffer.from(told));
    places.set('the refusals', Buffer.from(nobody.conformance.refusals.join('\n')));
  });
  afterAll(async () => {
    await site?.clear();
    await sink?.close();
  });

  /** The whole audit. */
  async function useEverything(nobody: Api, server: Server): Promise<string> {
    const admin = await setUp(nobody);
    for (const [index, [key, { call, make }]] of Object.entries(ROUTES).entries()) {
      if (key in OWN_ROUTES || ENDS_THE_SESSION.has(key)) continue;
      await call(admin, make ? await make(admin, `scan_${index}`) : { id: NOWHERE, name: 'none' });
    }
    await useSecrets(admin);
    await useAccounts(admin);
    await makeAccount(admin, 'owner');
    await useOwnData(await admin.login('owner', PASSWORD), canary, blob);
    const coffer = { site, server, admin, nobody, mailsTo: (address: string) => sink.next(address) };
    mailedCodes = await useIdentity(coffer, canary);
    await usePlacesThatAreWrong(admin, server.url);
    return (await admin.get('/audit/logs/export')).text;
  }

  async function setUp(nobody: Api): Promise<Api> {
    const account = { username: 'root_admin', email: 'root@example.org', password: canary('a password', password()) };
    await nobody.post('/setup', { ...account, token: canary('a wrong setup token') });
    must(await nobody.post('/setup', { ...account, token: site.env.SETUP_TOKEN }));
    return tokens(nobody, 'root_admin', account.password, 'the administrator');
  }

  async function tokens(api: Api, username: string, secret: string, whose: string): Promise<Api> {
    const first = must(await api.as(null).post('/auth/login', { username, password: secret })).body;
    const second = must(await api.as(null).post('/auth/refresh', { refresh_token: first.refresh_token })).body;
    for (const [turn, given] of [first, second].entries()) {
      canary(`access token ${turn} of ${whose}`, given.access_token);
      canary(`signature ${turn} of ${whose}`, given.access_token.split('.')[2]);
      canary(`refresh token ${turn} of ${whose}`, given.refresh_token);
    }
    return api.as(second.access_token);
  }

  async function useSecrets(admin: Api): Promise<void> {
    for (const fate of ['kept', 'deleted', 'restored', 'destroyed']) {
      const value = canary(`a ${fate} value`);
      const { id } = must(await admin.post('/secrets', { path: `scan/${fate}`, value })).body;
      must(await admin.put(`/secrets/${id}/rotate`, { value: canary(`the next ${fate} value`) }));
      expect((await admin.get(`/secrets/${id}/reveal?version=1`)).body.value).toBe(value);
      if (fate === 'destroyed') must(await admin.delete(`/secrets/${id}/versions/1`));
      if (fate === 'deleted' || fate === 'restored') must(await admin.delete(`/secrets/${id}`));
      if (fate === 'restored') must(await admin.post(`/secrets/${id}/restore`));
    }
  }

  async function useAccounts(admin: Api): Promise<void> {
    const first = canary('the first password', password());
    await makeAccount(admin, 'ann', { password: first, password_change_required: true });
    const ann = await tokens(admin, 'ann', first, 'ann');
    const next = canary('a changed password', password());
    must(await ann.post('/auth/password', { current_password: first, new_password: next }));
    await ann.post('/auth/password', { current_password: canary('a wrong password', password()), new_password: next });
    await ann.as(null).post('/auth/login', { username: 'ann', password: canary('a guess', password()) });
    const gone = await makeAccount(admin, 'gone', { password: canary('the password of a deleted user', password()) });
    must(await admin.delete(`/users/${gone.body.id}`));
  }

  /** Places where people and programs put secrets by mistake. */
  async function usePlacesThatAreWrong(admin: Api, url: string): Promise<void> {
    const wrong = (where: string) => encodeURIComponent(canary(`in ${where}`, password()));
    const raw = (where: string) => canary(`in ${where}`, password());
    for (const kind of ['users', 'roles', 'policies', 'secrets', 'nothing']) {
      await admin.get(`/${kind}/${wrong(`the path of ${kind}`)}`);
      await admin.as(null).get(`/${kind}/${wrong(`the path of ${kind}, by nobody`)}`);
    }
    for (const path of ['/reveal', '/versions', '/reveal?version=1']) await admin.get(`/secrets/${wrong(path)}${path}`);
    await admin.delete(`/secrets/${NOWHERE}/versions/${wrong('a version')}`);
    await admin.get(`/secrets/by-path?path=${wrong('a path')}`);
    await admin.get(`/secrets?q=${wrong('a search')}&${wrong('the name of a parameter')}=1`);
    await admin.get(`/users?q=${wrong('a search of users')}`);
    await admin.get(`/audit/logs?resource=${wrong('a filter')}`);
    await admin.get(`/audit/logs?actor=${wrong('a filter that is wrong')}`);
    await admin.get(`/auth/me?access_token=${wrong('a query')}`);
    await admin.as(raw('the authorization')).get('/auth/me');
    const odd = { cookie: `session=${raw('a cookie')}`, 'x-api-key': raw('a header'), 'if-match': raw('If-Match') };
    await admin.get('/auth/me', odd);
    await admin.get('/auth/me', { authorization: `Basic ${raw('basic authentication')}` });
    await admin.get('/auth/me', { 'x-request-id': raw('a request id'), 'x-forwarded-for': raw('an address') });
    const login = await admin.as(null).post('/auth/login', { username: raw('a username'), password: raw('a login') });
    expectProblem(login, 401, 'invalid_credentials');
    await admin.as(null).post('/auth/login', { username: raw('a username').slice(0, 20), password: ['x'] });
    await admin.post('/users', {
      username: raw('a new username'),
      email: raw('an address'),
      password: 'x',
      roles: [raw('a role')],
    });
    await admin.post('/users', { [raw('the name of a field')]: 1 });
    await admin.post('/roles', { name: raw('a name'), policies: [raw('a policy')] });
    await admin.post('/policies', { name: 'x', statements: [{ effect: raw('an effect'), [raw('a key')]: 1 }] });
    await admin.post('/secrets', { path: raw('a wrong path'), value: raw('a value with a wrong path') });
    await admin.post('/secrets', { path: 'scan/kept', value: raw('a value for a path that is taken') });
    await admin.put(`/secrets/${NOWHERE}/rotate`, { value: raw('a value for nothing') });
    await admin.send('post', '/secrets', { body: `{"value":"${raw('malformed JSON')}"` });
    await admin.send('post', '/secrets', { body: raw('plain text'), headers: { 'content-type': 'text/plain' } });
    await admin.as(null).post('/auth/refresh', { refresh_token: raw('a refresh token') });
    await sendRaw(url, 'GET', `/${wrong('a raw path')}?${wrong('a raw query')}`);
  }

  async function everythingKept(): Promise<Map<string, Buffer>> {
    const { KEYRING_DIR } = site.env;
    if (KEYRING_DIR) {
      const { keys } = JSON.parse(readFileSync(join(KEYRING_DIR, 'master.key'), 'utf8'));
      for (const { version, key } of keys as Body[]) {
        secrets.set(`master key ${version}`, key as string);
        secrets.set(`bytes of master key ${version}`, Buffer.from(key as string, 'base64').toString('latin1'));
      }
    }
    return keptBy(site);
  }

  it('are scanned completely: the canaries that may be there are found', () => {
    const known = new Map([
      ['a username', 'root_admin'],
      ['a path', 'scan/kept'],
      ['a log line', 'answered'],
    ]);
    const found = findIn(places, known).map((line) => line.split(': ').at(-1));
    expect(new Set(found)).toEqual(new Set(known.keys()));
    expect(secrets.size).toBeGreaterThan(60);
    const encoded = Buffer.from(`xx${secrets.get('JWT_SECRET')}yy`).toString('base64url');
    expect(formsOf(secrets.get('JWT_SECRET') ?? '').some((form) => encoded.includes(form.toString()))).toBe(true);
  });

  it('hold no value, password, token or key in any form [R58][R84][R88]', () => {
    expect(findIn(places, secrets)).toEqual(NAMED);
  });

  it('hold client-sealed data and its names in the store only [R58]', () => {
    const found = findIn(places, blobs);
    expect(new Set(found.map((line) => line.slice(line.indexOf(': ') + 2)))).toEqual(new Set(blobs.keys()));
    const there = new Set(found.map((line) => line.slice(0, line.indexOf(': '))));
    expect([...there].filter((place) => !VAULT_PLACES.test(place))).toEqual([]);
  });

  it('hold no mailed code, and show no password hash [R22][R84]', () => {
    expect(mailedCodes.length).toBeGreaterThan(0);
    for (const [place, bytes] of places) {
      const text = bytes.toString('latin1');
      // As a separate word: longer numbers contain six digits too.
      const found = mailedCodes.filter((code) => new RegExp(`(?<![\\w.-])${code}(?![\\w-])`).test(text));
      expect({ place, found }).toEqual({ place, found: [] });
    }
    for (const place of ['the output', 'the audit']) expect(places.get(place)?.toString()).not.toContain('$argon2');
    expect([...places.values()].some((bytes) => bytes.includes('$argon2id$'))).toBe(true);
  });
});
