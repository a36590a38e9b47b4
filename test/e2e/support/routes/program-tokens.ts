import { SignJWT } from 'jose';
import { signingKey } from '#service-accounts/testing';
import { makePolicy, makeRole, must } from '../people/accounts.js';
import type { Body } from '../processes/api.js';
import { timeOf } from '../processes/clock.js';
import type { Coffer } from '../processes/coffer.js';

type Named = Readonly<Record<string, string>>;

/** The only permission in the scope of the scoped key. */
export const IN_SCOPE = 'audit:read';
const SCOPE = [{ effect: 'allow', actions: [IN_SCOPE], resources: ['audit:**'] }];
/** TEST-NET-3 of RFC 5737: nobody calls from there. */
const ELSEWHERE = ['203.0.113.0/24'];
const AUDIENCE = 'https://coffer.example.org';
const PROVIDER = 'matrix';
const ISSUER = 'https://issuer.example.org';
/** The role administrator is for people. */
const EVERYTHING = 'everything';
/** Seconds of a subject token. No exchanged token outlives its subject token. */
const LIFETIME_S = 3_600;

interface Key {
  readonly id: string;
  readonly key: string;
}

export interface LaterTokens {
  /** They open nothing. */
  readonly dead: Named;
  /** Credentials of accounts that may do everything. */
  readonly good: Named;
  readonly scoped: Named;
  /** Of an account without roles. */
  readonly roleless: Named;
  /** A token of a one-time hand-over. */
  readonly wrap: string;
}

/** The credentials of programs, which one server and one identity provider issue. */
export class ProgramTokens {
  private constructor(
    private readonly coffer: Coffer,
    private readonly signing: Awaited<ReturnType<typeof signingKey>>,
  ) {}

  static async open(coffer: Coffer): Promise<ProgramTokens> {
    const { admin } = coffer;
    const signing = await signingKey('matrix');
    const fields = { name: PROVIDER, issuer: ISSUER, audience: AUDIENCE, algorithms: ['ES256'] };
    must(await admin.post('/identity-providers', { ...fields, jwks: { keys: [signing.jwk] } }));
    await makePolicy(admin, EVERYTHING, [{ effect: 'allow', actions: ['*'], resources: ['**'] }]);
    await makeRole(admin, EVERYTHING, [EVERYTHING]);
    return new ProgramTokens(coffer, signing);
  }

  /** With the session of an administrator that has not expired. */
  as(coffer: Coffer): ProgramTokens {
    return new ProgramTokens(coffer, this.signing);
  }

  /** Credentials that are expired six minutes later. */
  async expiring(): Promise<Named> {
    const name = await this.account('expiring');
    const key = (await this.key(name, { expires_in: '5m' })).key;
    must(await this.coffer.nobody.as(key).get('/auth/me'));
    await this.bind(name, { ttl: '5m' });
    return { 'an expired key': key, 'an expired exchanged token': await this.exchanged(name) };
  }

  async later(): Promise<LaterTokens> {
    const name = await this.account('program');
    await this.bind(name);
    const wrapped = must(await this.coffer.admin.post(`/service-accounts/${name}/keys?wrap=1h`, { name: 'wrapped' }));
    const good = {
      'a key': (await this.key(name)).key,
      'a key for this network': (await this.key(name, { allowed_ips: ['127.0.0.0/8', '::1/128'] })).key,
      'an exchanged token': await this.exchanged(name),
    };
    const scoped = { 'a key outside its scope': (await this.key(name, { scope: SCOPE })).key };
    const roleless = { 'a key of no role': (await this.key(await this.account('poor', []))).key };
    return { dead: await this.dead(name, good['a key']), good, scoped, roleless, wrap: wrapped.body.wrap_token };
  }

  /** A valid token of the identity provider. */
  subjectToken(account: string): Promise<string> {
    const { kid, algorithm: alg, privateKey } = this.signing;
    const iat = Math.floor(timeOf(this.coffer.server) / 1_000);
    return new SignJWT({ iss: ISSUER, aud: AUDIENCE, sub: account, account, iat, nbf: iat, exp: iat + LIFETIME_S })
      .setProtectedHeader({ alg, kid, typ: 'JWT' })
      .sign(privateKey);
  }

  private async dead(name: string, key: string): Promise<Named> {
    const ended = await this.key(name);
    must(await this.coffer.admin.delete(`/service-accounts/${name}/keys/${ended.id}`));
    const leaked = await this.key(name);
    must(await this.coffer.nobody.post('/auth/keys/leaked', { key: leaked.key }));
    const elsewhere = (await this.key(name, { allowed_ips: ELSEWHERE })).key;
    return {
      'an ended key': ended.key,
      'a leaked key': leaked.key,
      'a key from another network': elsewhere,
      'a key with another end': `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`,
      'a token of an identity provider': await this.subjectToken(name),
      ...(await this.ofEndedBinding()),
      ...(await this.ofAccount('disabled', (path) => this.coffer.admin.send('post', `${path}/disable`))),
      ...(await this.ofAccount('deleted', (path) => this.coffer.admin.delete(path))),
    };
  }

  private async ofEndedBinding(): Promise<Named> {
    const name = await this.account('unbound');
    const binding = await this.bind(name);
    const token = await this.exchanged(name);
    must(await this.coffer.admin.delete(`/service-accounts/${name}/bindings/${binding.id}`));
    return { 'a token of an ended binding': token };
  }

  private async ofAccount(state: string, end: (path: string) => Promise<Parameters<typeof must>[0]>): Promise<Named> {
    const name = await this.account(state);
    await this.bind(name);
    const { key } = await this.key(name);
    const token = await this.exchanged(name);
    must(await end(`/service-accounts/${name}`));
    return { [`a key of a ${state} program`]: key, [`an exchanged token of a ${state} program`]: token };
  }

  private async account(name: string, roles = [EVERYTHING]): Promise<string> {
    must(await this.coffer.admin.post('/service-accounts', { name: `${name}_bot`, roles }));
    return `${name}_bot`;
  }

  private async key(account: string, fields: Body = {}): Promise<Key> {
    return must(await this.coffer.admin.post(`/service-accounts/${account}/keys`, { name: 'matrix', ...fields })).body;
  }

  private async bind(account: string, fields: Body = {}): Promise<Body> {
    const body = { provider: PROVIDER, claims: { account }, ttl: '1h', ...fields };
    return must(await this.coffer.admin.post(`/service-accounts/${account}/bindings`, body)).body;
  }

  private async exchanged(account: string): Promise<string> {
    const body = { subject_token: await this.subjectToken(account), service_account: account };
    return must(await this.coffer.nobody.post('/auth/token/exchange', body)).body.access_token;
  }
}
