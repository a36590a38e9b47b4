import { randomBytes } from 'node:crypto';
import { fromBase32 } from '#auth/testing';
import { makeAccount, must } from '../support/people/accounts.js';
import { Person } from '../support/people/person.js';
import { type Api, type Body, type Method, PASSWORD } from '../support/processes/api.js';
import { describeCoffer } from '../support/processes/coffer.js';
import { keptBy } from '../support/traces/kept.js';
import { findIn } from '../support/traces/traces.js';

const random = () => randomBytes(32).toString('base64url');
/** Characters of every class that a password needs. */
const password = () => `Cy7!${random()}`;

interface Operation {
  readonly requestBody?: { readonly content: Record<string, { readonly schema: { readonly $ref: string } }> };
}
interface Schema {
  readonly properties: Record<string, { readonly type?: string; readonly enum?: readonly string[] }>;
}

/** For each POST under these paths: the free text fields of its body, from /openapi.json. */
function stringsOf(document: Body, under: RegExp): Map<string, string[]> {
  const { paths, components } = document as {
    paths: Record<string, Partial<Record<Method, Operation>>>;
    components: { schemas: Record<string, Schema> };
  };
  const found = new Map<string, string[]>();
  for (const [path, { post }] of Object.entries(paths)) {
    const name = post?.requestBody?.content['application/json']?.schema.$ref?.split('/').at(-1) ?? '';
    const fields = Object.entries(components.schemas[name]?.properties ?? {});
    const free = fields.filter(([, { type, enum: allowed }]) => type === 'string' && !allowed).map(([field]) => field);
    if (under.test(path) && free.length > 0) found.set(path.replace('/api/v1', ''), free);
  }
  return found;
}

describeCoffer(
  'the secrets of accounts',
  (coffer) => {
    /** Canaries that must be found nowhere. */
    const secrets = new Map<string, string>();
    /** Canaries that the store keeps and that only their owner may see. */
    const clientKeys = new Map<string, string>();
    /** Codes of six digits. The scan looks for them between non-digits. */
    const codes: string[] = [];
    let kept: Map<string, Buffer>;
    let told: Map<string, Buffer>;

    const canary = (name: string, value: string): string => {
      secrets.set(`${name} (${secrets.size})`, value);
      return value;
    };
    const keys = () => {
      const own = { encryption_salt: randomBytes(16), protected_user_key: randomBytes(64) };
      for (const [name, bytes] of Object.entries(own)) clientKeys.set(name, bytes.toString('base64'));
      const { encryption_salt: salt, protected_user_key: key } = own;
      const kdf = { algorithm: 'pbkdf2-sha256', iterations: 600_000 };
      return { kdf, encryption_salt: salt.toString('base64'), protected_user_key: key.toString('base64') };
    };
    const post = async (path: string, body: Body = {}, api: Api = coffer.nobody): Promise<Body> =>
      must(await api.post(path, body)).body;

    beforeAll(async () => {
      await useCodes();
      await useKeys();
      await mistake(coffer.nobody);
      await makeAccount(coffer.admin, 'clumsy');
      await mistake(await coffer.nobody.login('clumsy', PASSWORD));
      const exported = await coffer.admin.get('/audit/logs/export?format=ndjson');
      expect(await coffer.server.stop()).toBe(0);
      kept = await keptBy(coffer.site);
      told = new Map([
        ['the output', Buffer.from(coffer.server.output())],
        ['the exported audit', Buffer.from(exported.text)],
      ]);
    });

    /** Uses every kind of code, mailed or shown, and the seeds behind them. */
    async function useCodes(): Promise<void> {
      const ann = await Person.of(coffer, 'ann');
      const noted = (code: string): string => {
        codes.push(code);
        return code;
      };
      must(await ann.api.send('post', '/auth/email/verify/send'));
      await post('/auth/email/verify', { code: noted(await ann.mailed()) }, ann.api);
      must(await ann.api.send('post', '/auth/mfa/email'));
      await post('/auth/mfa/email/confirm', { code: noted(await ann.mailed()) }, ann.api);
      await ann.beginApp();
      const seed = fromBase32(canary('a seed', ann.appSeed));
      for (const form of ['hex', 'base64', 'latin1'] as const) canary(`a seed in ${form}`, seed.toString(form));
      await post('/auth/mfa/totp/confirm', { code: noted(ann.shown()) }, ann.api);
      const { recovery_codes } = await post('/auth/mfa/recovery-codes', {}, ann.api);
      for (const code of recovery_codes as string[]) {
        for (const form of [code, code.replace('-', ''), code.toUpperCase()]) canary('a recovery code', form);
      }
      const mfa_token = canary('an MFA token', await ann.mfaToken());
      await post('/auth/mfa/email/send', { mfa_token });
      noted(await ann.mailed());
      const second = await post('/auth/mfa/verify', { mfa_token, method: 'totp', code: noted(ann.shown(1)) });
      for (const kind of ['access_token', 'refresh_token']) canary(kind, String(second[kind]));
      await post('/auth/reauthenticate', { method: 'recovery', code: (recovery_codes as string[])[0] }, ann.api);
      await post('/auth/password/forgot', { username: 'ann' });
      const reset = {
        token: canary('a reset token', await ann.mailed()),
        new_password: canary('after a reset', password()),
      };
      await post('/auth/password/reset', reset);
    }

    /** Makes an account whose client derives its keys and then changes them. */
    async function useKeys(): Promise<void> {
      const account = { username: 'sealed', email: 'sealed@example.org' };
      const login_secret = canary('a login secret', random());
      keys();
      await post('/auth/register', { ...account, login_secret, ...keys() });
      const { access_token } = await post('/auth/login', { username: 'sealed', login_secret });
      const next = { new_login_secret: canary('the next login secret', random()), ...keys() };
      const sealed = coffer.nobody.as(String(access_token));
      await post('/auth/password', { current_login_secret: login_secret, ...next }, sealed);
    }

    /** Puts a canary into every text field, one at a time and then all together. */
    async function mistake(api: Api): Promise<void> {
      for (const [path, fields] of stringsOf(api.conformance.document, /\/(auth|tools)\/|\{id\}\/(unlock|reset)/)) {
        const all = Object.fromEntries(fields.map((field) => [field, canary(`${field} of ${path}`, password())]));
        const alone = fields.map((field) => ({ [field]: canary(`${field} alone of ${path}`, password()) }));
        for (const body of [all, ...alone]) await api.post(path.replace('{id}', random()), { method: 'totp', ...body });
      }
    }

    it('were sent to every route, and the scan finds the ones that may be found', () => {
      expect(secrets.size).toBeGreaterThan(90);
      expect(codes).toHaveLength(5);
      const known = new Map([
        ['an action', 'auth:mfa-verify'],
        ['an account', 'sealed'],
      ]);
      expect(findIn(told, known)).toContain('the exported audit: an action');
      expect(findIn(kept, known).some((line) => line.endsWith('an account'))).toBe(true);
    });

    it('are neither in the output, nor in the exported audit, nor in the stored data [R22][R23][R34][R84]', () => {
      expect(findIn(told, secrets)).toEqual([]);
      expect(findIn(kept, secrets)).toEqual([]);
    });

    it('are in no place as a separate code', () => {
      for (const [place, bytes] of [...told, ...kept]) {
        const text = bytes.toString('latin1');
        // Longer numbers contain six digits too.
        const found = codes.filter((code) => new RegExp(`(?<![\\w.+/-])${code}(?![\\w.+/=-])`).test(text));
        expect({ place, found }).toEqual({ place, found: [] });
      }
    });

    it('are in the store only, if they are keys that the client sealed', () => {
      expect(findIn(told, clientKeys)).toEqual([]);
      const names = new Set(findIn(kept, clientKeys).map((line) => line.split(': ').at(-1)));
      expect(names).toEqual(new Set(clientKeys.keys()));
    });
  },
  { REGISTRATION: 'open', LOG_LEVEL: 'trace' },
  { mail: true },
);
