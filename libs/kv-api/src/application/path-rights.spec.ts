import { type Caller, CofferError, type JsonObject } from '#kernel';
import { modelOf, policyOf, roleOf } from '#policies/testing';
import { type SecretsUnderTest, secretsUnderTest } from '#secrets/testing';
import { kvServices } from '../testing/kv-services.js';

const ALLOWED = { lister: ['secret:list'], rotator: ['secret:rotate'], stranger: ['role:list'], owner: ['secret:*'] };
const names = Object.keys(ALLOWED);
const MODEL = modelOf({
  roles: names.map((name) => roleOf(name, [name])),
  policies: Object.entries(ALLOWED).map(([name, actions]) =>
    policyOf(name, [{ effect: 'allow', actions, resources: ['**'] }]),
  ),
});
const WRITE = { fields: { a: 1 }, cas: null };

describe('who lacks the permission on a path', () => {
  let secrets: SecretsUnderTest;
  let kv: ReturnType<typeof kvServices>;

  beforeEach(async () => {
    secrets = await secretsUnderTest({ model: MODEL });
    kv = kvServices(secrets);
    for (const path of ['there', 'gone']) await kv.writing.write(secrets.as('owner'), path, WRITE);
    await kv.versions.delete(secrets.as('owner'), 'gone');
  });

  const calls: Readonly<Record<string, (caller: Caller, path: string) => Promise<unknown>>> = {
    read: (caller, path) => kv.reading.read(caller, path, null),
    subkeys: (caller, path) => kv.reading.subkeys(caller, path, 1, 0),
    write: (caller, path) => kv.writing.write(caller, path, WRITE),
    patch: (caller, path) => kv.writing.patch(caller, path, WRITE),
    delete: (caller, path) => kv.versions.delete(caller, path),
    deleteVersions: (caller, path) => kv.versions.deleteVersions(caller, path, [1]),
    undelete: (caller, path) => kv.versions.undelete(caller, path, [1]),
    destroy: (caller, path) => kv.versions.destroy(caller, path, [1]),
    show: (caller, path) => kv.metadata.show(caller, path),
    change: (caller, path) => kv.metadata.change(caller, path, {}, false),
  };

  /** The refusal, without the id of its decision. */
  async function refusal(role: string, call: string, path: string): Promise<string> {
    try {
      await calls[call]?.(secrets.as(role), path);
      return 'done';
    } catch (error) {
      return error instanceof CofferError ? `${error.code} ${error.message}` : String(error);
    }
  }

  it.each([
    ...['lister', 'stranger'].flatMap((role) => Object.keys(calls).map((call) => [role, call] as const)),
    ['rotator', 'patch'],
  ] as const)('gets 403, whatever is there: %s, %s', async (role, call) => {
    const [there, gone, none] = [
      await refusal(role, call, 'there'),
      await refusal(role, call, 'gone'),
      await refusal(role, call, 'none'),
    ];
    expect(there).toMatch(/^forbidden .*secret:/);
    expect([gone, none]).toEqual([there, there]);
  });
});

describe('a request that has nothing to change', () => {
  it.each<[string, string, (kv: ReturnType<typeof kvServices>, caller: Caller) => Promise<void>]>([
    ['a deletion of versions that are gone', 'secret:delete', (kv, by) => kv.versions.deleteVersions(by, 'a', [7])],
    ['an undelete of a live secret', 'secret:delete', (kv, by) => kv.versions.undelete(by, 'a', [1])],
    ['metadata that is so already', 'secret:write', (kv, by) => kv.metadata.change(by, 'a', {}, false)],
    ['no metadata at all', 'secret:write', (kv, by) => kv.metadata.change(by, 'a', undefined, false)],
    ['an empty merge', 'secret:write', (kv, by) => kv.metadata.change(by, 'a', {} satisfies JsonObject, true)],
  ])('is on record, too: %s [R71]', async (_, action, call) => {
    const secrets = await secretsUnderTest({ model: MODEL });
    const kv = kvServices(secrets);
    await kv.writing.write(secrets.as('owner'), 'a', WRITE);
    const before = secrets.outcomes().length;
    await call(kv, secrets.as('owner'));
    expect(secrets.outcomes().slice(before)).toEqual([`${action} succeeded`]);
  });
});
