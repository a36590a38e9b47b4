import { createHmac } from 'node:crypto';
import { must } from '../people/accounts.js';
import { Person } from '../people/person.js';
import { type Body, PASSWORD } from '../processes/api.js';
import { sixMinutesLater } from '../processes/clock.js';
import type { Coffer } from '../processes/coffer.js';
import { ProgramTokens } from './program-tokens.js';

/**
 * The standing of a token. `nobody`: it opens nothing. The next five are sessions of people. The last three are credentials
 * of programs. All are of accounts that may do everything, except `roleless` and `poor`. `good` and `program` need to do
 * nothing first. `scoped`: the scope of the key holds one permission.
 */
export type Standing = 'nobody' | 'unchanged' | 'asked' | 'old' | 'roleless' | 'good' | 'program' | 'scoped' | 'poor';

export interface TokenKind {
  readonly name: string;
  /** Null if no token is sent. */
  readonly token: string | null;
  readonly standing: Standing;
}

export interface Tokens {
  /** Kinds of tokens for the Authorization header. */
  readonly kinds: readonly TokenKind[];
  /** An account whose login waits for a second factor. `mfa` is its MFA token. */
  readonly ann: Person;
  /** Valid, unused tokens, each for one field of a body. */
  readonly mfa: string;
  readonly reset: string;
  readonly refresh: string;
  readonly wrap: string;
  /** A token of an identity provider that a binding of `program_bot` accepts. */
  readonly subject: string;
}

type Named = Readonly<Record<string, string | null>>;

/** Every kind of token, issued by one server over eighteen minutes of its clock. */
export async function makeTokens(coffer: Coffer): Promise<Tokens> {
  const programs = await ProgramTokens.open(coffer);
  const expired = { ...(await expiringTokens(coffer)), ...(await programs.expiring()) };
  await sixMinutesLater(coffer.server);
  await sixMinutesLater(coffer.server);
  const old = { 'a session six minutes old': await mayDoEverything(coffer, 'old').then(tokenOf) };
  const earlier = await earlierTokens(coffer);
  await sixMinutesLater(coffer.server);
  // The administrator's token has expired too.
  const now = { ...coffer, admin: await coffer.nobody.login('root_admin', PASSWORD) };
  const good = { 'a good token': await mayDoEverything(now, 'good').then(tokenOf) };
  const { ann, mfa, reset, refresh } = await otherTokens(now);
  const ofPrograms = await programs.as(now).later();
  const { wrap } = ofPrograms;
  const others = { 'an MFA token': mfa, 'a reset token': reset, 'a refresh token': refresh, 'a wrap token': wrap };
  const subject = await programs.subjectToken('program_bot');
  const setup = { 'no token': null, garbage: 'garbage', 'the setup token': coffer.server.setupToken };
  const dead = { ...setup, ...expired, ...earlier, ...others, ...(await endedTokens(now)), ...ofPrograms.dead };
  const kinds = [
    ...kindsOf('nobody', { ...dead, ...forgedFrom(good['a good token']) }),
    ...kindsOf('unchanged', await unchanged(now)),
    ...kindsOf('asked', await asked(now)),
    ...kindsOf('old', old),
    ...kindsOf('roleless', { 'no role': await Person.of(now, 'roleless').then(tokenOf) }),
    ...kindsOf('good', good),
    ...kindsOf('program', ofPrograms.good),
    ...kindsOf('scoped', ofPrograms.scoped),
    ...kindsOf('poor', ofPrograms.roleless),
  ];
  return { kinds, ann, mfa, reset, refresh, wrap, subject };
}

function mayDoEverything(coffer: Coffer, name: string, fields: Body = {}): Promise<Person> {
  return Person.of(coffer, name, { roles: ['administrator'], ...fields });
}

function tokenOf({ api }: Person): string {
  if (api.token === null) throw new Error('nobody is logged in');
  return api.token;
}

function kindsOf(standing: Standing, tokens: Named): TokenKind[] {
  return Object.entries(tokens).map(([name, token]) => ({ name, token, standing }));
}

/** An expired token that the server has never seen, and one that it has seen before. */
async function expiringTokens(coffer: Coffer): Promise<Named> {
  const person = await mayDoEverything(coffer, 'expired');
  const { access_token } = await person.tokens();
  must(await person.api.get('/auth/me'));
  return { 'an expired access token': access_token, 'an access token that expired in use': tokenOf(person) };
}

/** Tokens that are invalid six minutes later: an unexpired access token from before a refresh, and an expired MFA token. */
async function earlierTokens(coffer: Coffer): Promise<Named> {
  const rotated = await mayDoEverything(coffer, 'rotated');
  const { access_token, refresh_token } = await rotated.tokens();
  must(await coffer.nobody.post('/auth/refresh', { refresh_token }));
  const late = await mayDoEverything(coffer, 'late');
  await late.enrolApp();
  return { 'from before a refresh': access_token, 'an expired MFA token': await late.mfaToken() };
}

async function otherTokens(coffer: Coffer) {
  const ann = await mayDoEverything(coffer, 'ann');
  await ann.enrolApp();
  await ann.enrolEmail();
  const { refresh_token: refresh } = await (await mayDoEverything(coffer, 'bob')).tokens();
  // Without a verified address, the token is shown to the administrator instead of mailed.
  const { id } = await Person.of(coffer, 'carol');
  const { reset_token: reset } = must(await coffer.admin.post(`/users/${id}/reset-password`)).body;
  return { ann, mfa: await ann.mfaToken(), reset, refresh };
}

/** Access tokens of ended sessions, each ended in another way. */
async function endedTokens(coffer: Coffer): Promise<Named> {
  const left = await mayDoEverything(coffer, 'left');
  must(await left.api.send('post', '/auth/logout'));
  const one = await mayDoEverything(coffer, 'one_ended');
  const another = await one.anotherSession();
  must(await one.api.delete(`/auth/sessions/${another.id}`));
  const all = await mayDoEverything(coffer, 'all_ended');
  must(await all.api.delete('/auth/sessions'));
  const changed = await mayDoEverything(coffer, 'changed');
  const elsewhere = await changed.anotherSession();
  const next = { current_password: PASSWORD, new_password: 'Copper-Lantern-77-Meadow' };
  must(await elsewhere.api.post('/auth/password', next));
  const disabled = await mayDoEverything(coffer, 'disabled');
  must(await coffer.admin.post(`/users/${disabled.id}/disable`));
  const deleted = await mayDoEverything(coffer, 'deleted');
  must(await coffer.admin.delete(`/users/${deleted.id}`));
  return {
    'of a session that was left': tokenOf(left),
    'of a session that was ended': another.api.token,
    'of sessions that were ended': tokenOf(all),
    'from before a change of password': tokenOf(changed),
    'of a disabled account': tokenOf(disabled),
    'of a deleted account': tokenOf(deleted),
  };
}

/** Forgeries of a valid token, made without the signing key. */
function forgedFrom(token: string): Named {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const fields = JSON.parse(Buffer.from(header, 'base64url').toString());
  const unsigned = `${encoded({ ...fields, alg: 'none' })}.${payload}`;
  const plain = `${encoded({ ...fields, typ: 'JWT' })}.${payload}`;
  const byAnotherKey = createHmac('sha256', 'of somebody else').update(`${header}.${payload}`).digest('base64url');
  return {
    unsigned: `${unsigned}.`,
    'of no algorithm, with a signature': `${unsigned}.${signature}`,
    'of another type': `${plain}.${signature}`,
    'signed with another key': `${header}.${payload}.${byAnotherKey}`,
  };
}

async function unchanged(coffer: Coffer): Promise<Named> {
  const person = await mayDoEverything(coffer, 'unchanged', { password_change_required: true });
  return { 'a password to be changed': tokenOf(person) };
}

async function asked(coffer: Coffer): Promise<Named> {
  must(await coffer.admin.post('/roles', { name: 'asking', policies: [], mfa_required: true }));
  const person = await mayDoEverything(coffer, 'asked', { roles: ['administrator', 'asking'] });
  return { 'a second factor to be shown': tokenOf(person) };
}
