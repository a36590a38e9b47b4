import { randomBytes } from 'node:crypto';
import { must } from '../people/accounts.js';
import { Person } from '../people/person.js';
import { type Body, PASSWORD } from '../processes/api.js';
import type { Coffer } from '../processes/coffer.js';
import { OWN_ROUTES } from '../routes/own-routes.js';
import { NOTHING } from '../routes/route-under-test.js';

/** Registers a canary that must be found nowhere. */
export type Canary = (name: string, value?: string) => string;

const KEYS = {
  kdf: { algorithm: 'argon2id', memory_kib: 65_536, iterations: 3, parallelism: 1 },
  encryption_salt: randomBytes(16).toString('base64'),
};

/** Uses every account route. Returns the mailed codes, which are too short to search for everywhere. */
export async function useIdentity(coffer: Coffer, canary: Canary): Promise<readonly string[]> {
  for (const [index, { call, prepare }] of Object.values(OWN_ROUTES).entries()) {
    const person = await Person.of(coffer, `own_${index}`);
    await call(person.api, prepare ? await prepare(person) : NOTHING);
  }
  await useLoginSecret(coffer, canary);
  return useSecondFactors(coffer, canary);
}

async function useLoginSecret({ nobody }: Coffer, canary: Canary): Promise<void> {
  const secret = () => randomBytes(32).toString('base64url');
  const given = { username: 'derived', email: 'derived@example.org', ...KEYS };
  const login_secret = canary('a login secret', secret());
  must(await nobody.post('/auth/register', { ...given, login_secret }));
  const { access_token } = must(await nobody.post('/auth/login', { username: 'derived', login_secret })).body;
  const next = { ...KEYS, new_login_secret: canary('the next login secret', secret()), protected_user_key: 'AAAA' };
  must(await nobody.as(access_token).post('/auth/password', { current_login_secret: login_secret, ...next }));
  const typed = canary('a wrong login secret', secret());
  await nobody.post('/auth/login', { username: 'derived', login_secret: typed });
  await nobody.post('/auth/prelogin', { username: canary('a name before a login') });
  await nobody.post('/auth/password/forgot', { username: canary('a name that was forgotten') });
}

async function useSecondFactors(coffer: Coffer, canary: Canary): Promise<readonly string[]> {
  const { nobody, admin } = coffer;
  const eve = await Person.of(coffer, 'eve');
  for (const code of await eve.enrolApp()) {
    canary(`the recovery code ${code}`, code);
    canary(`the recovery code ${code} without its dash`, code.replace('-', ''));
  }
  canary('the seed of an app', eve.appSeed);
  await eve.enrolEmail();
  const mfa_token = canary('an MFA token', await eve.mfaToken());
  must(await nobody.post('/auth/mfa/email/send', { mfa_token }));
  const mailed = await eve.mailed();
  const tried = { mfa_token, method: 'recovery', code: canary('a wrong recovery code', 'zzzzz-y2y2y') };
  await nobody.post('/auth/mfa/verify', tried);
  const tokens: Body = must(await nobody.post('/auth/mfa/verify', { mfa_token, method: 'email', code: mailed })).body;
  for (const kind of ['access_token', 'refresh_token']) canary(`the ${kind} of a second step`, tokens[kind] as string);
  must(await nobody.post('/auth/password/forgot', { username: 'eve' }));
  const token = canary('a mailed reset token', await eve.mailed());
  const new_password = canary('a password after a reset', `Cy7!${randomBytes(24).toString('base64url')}`);
  must(await nobody.post('/auth/password/reset', { token, new_password }));
  const fay = await Person.of(coffer, 'fay', { password: PASSWORD });
  canary('a shown reset token', must(await admin.post(`/users/${fay.id}/reset-password`)).body.reset_token);
  return [mailed];
}
