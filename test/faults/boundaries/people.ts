import { newId } from '#kernel';
import { must } from '../../e2e/support/people/accounts.js';
import { Person } from '../../e2e/support/people/person.js';
import { type Answer, type Api, PASSWORD } from '../../e2e/support/processes/api.js';
import type { Bench, Headers } from './boundary.js';

/** How often an app is enrolled again when its code expired on the way. */
const ATTEMPTS = 3;

export function newUsername(): string {
  return `s_${newId().slice(-12)}`;
}

/** An account with a fresh session. */
export function aPerson({ coffer }: Bench): Promise<Person> {
  return Person.of(coffer, newUsername());
}

export interface WithApp {
  readonly person: Person;
  readonly recoveryCodes: readonly string[];
}

/** An account with an app whose current code is unused, since the previous code enrolled it. */
export async function aPersonWithApp(bench: Bench): Promise<WithApp> {
  const person = await aPerson(bench);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    await person.beginApp();
    const answer = await person.api.post('/auth/mfa/totp/confirm', { code: person.shown(-1) });
    if (answer.status === 200) return { person, recoveryCodes: answer.body.recovery_codes };
  }
  throw new Error(`${person.username} could not set an app up`);
}

/** The person's session on the server of `api`. */
export function sessionOf(api: Api, person: Person): Api {
  return api.as(person.api.token);
}

export function logIn(
  api: Api,
  { username }: Pick<Person, 'username'>,
  headers: Headers = {},
  password = PASSWORD,
): Promise<Answer> {
  return api.as(null).post('/auth/login', { username, password }, headers);
}

/** How many live sessions the person sees, including the one that asks. */
export async function sessionsOf(api: Api, person: Person): Promise<number> {
  return must(await sessionOf(api, person).get('/auth/sessions')).body.items.length;
}

export async function methodsOf(api: Api, person: Person): Promise<readonly string[]> {
  const { body } = must(await logIn(api, person));
  return body.mfa_required === true ? body.mfa_methods : [];
}
