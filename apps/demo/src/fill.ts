import type { ApiClient } from './api-client.js';
import { PEOPLE, POLICIES, ROLES } from './company.js';
import { ABANDONED, type Item, inventory, newValue } from './inventory.js';

/** The names that this run created, and those that existed already. */
export interface Tally {
  readonly made: string[];
  readonly present: string[];
}

const TAKEN = ['name_taken', 'username_taken', 'path_taken'];

/** Creates the policies, then the roles that refer to them. An existing one with the same name is unchanged. */
export async function fillModel(admin: ApiClient): Promise<{ policies: Tally; roles: Tally }> {
  const policies = await each(
    POLICIES,
    (policy) => make(admin, '/policies', policy),
    ({ name }) => name,
  );
  const roles = await each(
    ROLES,
    (role) => make(admin, '/roles', role),
    ({ name }) => name,
  );
  return { policies, roles };
}

/** Creates the people. Their password is new, so they need not change it at their first login. */
export async function fillPeople(admin: ApiClient, password: string): Promise<Tally> {
  return each(
    PEOPLE,
    ({ username, roles }) => {
      const email = `${username.replaceAll('_', '-')}@shop.example`;
      return make(admin, '/users', { username, email, password, roles, password_change_required: false });
    },
    ({ username }) => username,
  );
}

/** Creates every secret with its rotations, and one more that it deletes. */
export async function fillSecrets(admin: ApiClient, now: number): Promise<Tally> {
  const secrets = await each(
    inventory(now),
    (item) => keep(admin, item),
    ({ path }) => path,
  );
  if (secrets.made.length > 0) await abandon(admin);
  return secrets;
}

async function keep(admin: ApiClient, { rotations, ...secret }: Item): Promise<boolean> {
  const { status, body } = await admin.must('POST', '/secrets', { ...secret, value: newValue() }, TAKEN);
  if (status !== 201) return false;
  for (let turn = 0; turn < rotations; turn += 1) {
    await admin.must('PUT', `/secrets/${body.id}/rotate`, { value: newValue() });
  }
  return true;
}

async function abandon(admin: ApiClient): Promise<void> {
  const { rotations: _, ...secret } = ABANDONED;
  const { status, body } = await admin.must('POST', '/secrets', { ...secret, value: newValue() }, TAKEN);
  if (status === 201) await admin.must('DELETE', `/secrets/${body.id}`);
}

/** True if it was created; false if the name is taken. */
async function make(admin: ApiClient, path: string, body: object): Promise<boolean> {
  return (await admin.must('POST', path, body, TAKEN)).status === 201;
}

async function each<T>(
  things: readonly T[],
  make: (thing: T) => Promise<boolean>,
  name: (thing: T) => string,
): Promise<Tally> {
  const tally: Tally = { made: [], present: [] };
  for (const thing of things) ((await make(thing)) ? tally.made : tally.present).push(name(thing));
  return tally;
}
