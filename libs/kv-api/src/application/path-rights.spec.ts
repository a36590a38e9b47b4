import { toRecord } from '#audit/testing';
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

describe('a read of a deleted secret', () => {
  const BOTH = ['secret:list', 'secret:reveal', 'secret:read'];
  const roles = { all: BOTH, half: ['secret:reveal', 'secret:read'], revealer: ['secret:reveal', 'secret:list'] };
  const model = modelOf({
    roles: ['owner', ...Object.keys(roles)].map((name) => roleOf(name, [name])),
    policies: Object.entries({ owner: ['secret:*'], ...roles }).map(([name, actions]) =>
      policyOf(name, [{ effect: 'allow', actions, resources: ['**'] }]),
    ),
  });
  let secrets: SecretsUnderTest;
  let kv: ReturnType<typeof kvServices>;
  let id: string;

  beforeEach(async () => {
    secrets = await secretsUnderTest({ model });
    kv = kvServices(secrets);
    await kv.writing.write(secrets.as('owner'), 'gone', WRITE);
    id = (await secrets.find.byPath(secrets.as('owner'), 'gone')).value.id;
    await kv.versions.delete(secrets.as('owner'), 'gone');
  });

  /** The records that the call adds. */
  async function recordsOf(call: (caller: Caller) => Promise<unknown>, role: string) {
    const before = secrets.log.all().length;
    const answer = await call(secrets.as(role)).catch((error: unknown) => (error as CofferError).code);
    const records = secrets.log.all().slice(before).map(toRecord);
    return {
      answer,
      records: records.map((one) => [`${one.action} ${one.outcome}`, one.resource_id, one.resource_name, one.version]),
    };
  }

  it('is recorded as a read, with its id, where its metadata is shown [R71] [R114] [R131]', async () => {
    const { answer, records } = await recordsOf((caller) => kv.metadata.show(caller, 'gone'), 'all');
    expect(answer).toMatchObject({ current_version: 1 });
    expect(records).toEqual([['secret:read succeeded', id, 'gone', null]]);
  });

  it.each([
    [null, 1, { value: null, metadata: { version: 1 } }],
    [1, 1, { value: null, metadata: { version: 1 } }],
    [7, 7, 'not_found'],
  ])(
    'is recorded as a reveal that failed, with its id: version %s [R71] [R114] [R131]',
    async (asked, version, shown) => {
      const { answer, records } = await recordsOf((caller) => kv.reading.read(caller, 'gone', asked), 'all');
      if (typeof shown === 'string') expect(answer).toBe(shown);
      else expect(answer).toMatchObject(shown);
      expect(records).toEqual([['secret:reveal failed', id, 'gone', version]]);
    },
  );

  it.each(['half', 'revealer'])('is as that of a path that never was, for who may not know of it: %s', async (role) => {
    for (const call of [kv.metadata.show.bind(kv.metadata), kv.reading.read.bind(kv.reading)]) {
      const gone = await recordsOf((caller) => call(caller, 'gone', null), role);
      const none = await recordsOf((caller) => call(caller, 'none', null), role);
      expect(gone.answer).toBe(none.answer);
      expect(gone.records).toEqual([[expect.stringMatching(/ denied$/), null, 'gone', null]]);
      expect(none.records).toEqual([[gone.records[0]?.[0], null, 'none', null]]);
    }
  });

  it('is recorded with its id, too, if it was to be destroyed', async () => {
    const { answer, records } = await recordsOf((caller) => kv.versions.destroy(caller, 'gone', [1]), 'owner');
    expect(answer).toBe('conflict');
    expect(records).toEqual([['secret:destroy failed', id, 'gone', null]]);
  });

  it('is that of the live secret, once there is one', async () => {
    await kv.writing.write(secrets.as('owner'), 'gone', WRITE);
    const { records } = await recordsOf((caller) => kv.metadata.show(caller, 'gone'), 'all');
    expect(records).toEqual([['secret:read succeeded', expect.not.stringMatching(id), 'gone', null]]);
  });
});

describe('a read of a version that is not there', () => {
  it.each([
    ['was destroyed', 1],
    ['never was', 7],
  ])('is recorded as in the API beside it, with the id: one that %s [R71] [R114]', async (_, version) => {
    const secrets = await secretsUnderTest({ model: MODEL });
    const kv = kvServices(secrets);
    for (const a of [1, 2]) await kv.writing.write(secrets.as('owner'), 'a', { fields: { a }, cas: null });
    await kv.versions.destroy(secrets.as('owner'), 'a', [1]);
    const { id } = (await secrets.find.byPath(secrets.as('owner'), 'a')).value;
    const recordsOf = async (read: Promise<unknown>) => {
      const before = secrets.log.all().length;
      await read.catch(() => null);
      const records = secrets.log.all().slice(before).map(toRecord);
      return records.map((one) => [`${one.action} ${one.outcome}`, one.resource_id, one.resource_name, one.version]);
    };
    const byKv = await recordsOf(kv.reading.read(secrets.as('owner'), 'a', version));
    expect(byKv).toEqual(await recordsOf(secrets.reveal.revealAt(secrets.as('owner'), 'a', version)));
    expect(byKv).toEqual([['secret:reveal denied', id, 'a', null]]);
  });
});
