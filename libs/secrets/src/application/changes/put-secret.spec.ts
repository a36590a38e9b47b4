import { type Caller, newId, PartUnavailable } from '#kernel';
import { codeOf } from '#kernel/testing';
import { modelOf, policyOf, roleOf } from '#policies/testing';
import { aSecret } from '../../testing/a-secret.js';
import { aKeptSecret, type SecretsUnderTest, secretsUnderTest } from '../../testing/secrets-under-test.js';
import type { SecretDraft } from './create-secret.js';
import type { PutConditions } from './put-conditions.js';

const PATH = 'prod/db';
const NONE: PutConditions = { seen: null, mustExist: false, mustBeNew: false };

/** Each role may do what its name says, to everything. */
const MODEL = modelOf({
  roles: ['owner', 'write', 'rotate', 'read'].map((name) => roleOf(name, [name])),
  policies: ['owner', 'write', 'rotate', 'read'].map((name) =>
    policyOf(name, [
      { effect: 'allow', actions: [name === 'owner' ? 'secret:*' : `secret:${name}`], resources: ['secret:**'] },
    ]),
  ),
});

interface Asked extends Partial<PutConditions> {
  /** Without `by`: another account with this role. */
  readonly role?: string;
  /** This account, in a new request. */
  readonly by?: Caller;
  readonly key?: string | null;
  readonly draft?: Partial<SecretDraft>;
}

const put = (secrets: SecretsUnderTest, { role = 'owner', by, key = null, draft = {}, ...conditions }: Asked = {}) => {
  const caller = by ? { ...by, request: { ...by.request, requestId: newId() } } : secrets.as(role);
  return secrets.put.put(caller, { path: PATH, value: 'put', ...draft }, { ...NONE, ...conditions }, key);
};

const revealed = async (secrets: SecretsUnderTest, id: string, version: number) =>
  (await secrets.reveal.reveal(secrets.as('owner'), id, version)).value;

describe('putting a value at a path', () => {
  it.each([
    ['write', 'created', 'forbidden'],
    ['rotate', 'forbidden', 'rotated'],
    ['read', 'forbidden', 'forbidden'],
    ['owner', 'created', 'rotated'],
  ])('with %s alone is %s at a free path and %s at a taken one [R45]', async (role, free, taken) => {
    const told = async (isTaken: boolean) => {
      const secrets = await secretsUnderTest({ model: MODEL });
      if (isTaken) await aKeptSecret(secrets, PATH);
      return put(secrets, { role }).then(
        ({ created }) => (created ? 'created' : 'rotated'),
        (error) => error.code,
      );
    };
    expect([await told(false), await told(true)]).toEqual([free, taken]);
  });

  it('says and records the same at a free and at a taken path to a caller who may do neither', async () => {
    const told = await Promise.all(
      [true, false].map(async (isTaken) => {
        const secrets = await secretsUnderTest({ model: MODEL });
        if (isTaken) await aKeptSecret(secrets, PATH);
        const refused = await put(secrets, { role: 'read', key: 'k' }).catch((error) => error.message);
        const { action, outcome, resource_id } = secrets.log.leaves().at(-1) ?? {};
        return { refused, action, outcome, resource_id, keys: secrets.creations.creations.peekAll() };
      }),
    );
    expect(told[0]).toEqual(told[1]);
    expect(told[0]).toMatchObject({ action: 'secret:write', outcome: 'denied', resource_id: null, keys: [] });
  });

  it('needs secret:write too for a description, an owner or tags of an existing secret, and keeps what is not given', async () => {
    const secrets = await secretsUnderTest({ model: MODEL });
    await put(secrets, { draft: { description: 'd', owner: 'o', tags: ['t'] } });
    for (const change of [{ description: null }, { owner: 'p' }, { tags: [] }]) {
      expect(await codeOf(put(secrets, { role: 'rotate', draft: change }))).toBe('forbidden');
    }
    const expiresAt = secrets.clock.now() + 60_000;
    const { stored } = await put(secrets, { role: 'rotate', draft: { expiresAt } });
    expect(stored.value).toMatchObject({ version: 2, description: 'd', owner: 'o', tags: ['t'], expiresAt });
    expect((await put(secrets, { draft: { owner: 'p' } })).stored.value).toMatchObject({ version: 3, owner: 'p' });
  });

  it('holds If-Match and If-None-Match, after it has decided', async () => {
    const secrets = await secretsUnderTest({ model: MODEL });
    expect(await codeOf(put(secrets, { mustExist: true, role: 'rotate' }))).toBe('forbidden');
    for (const seen of [null, [1]]) {
      expect(await codeOf(put(secrets, { mustExist: true, seen }))).toBe('precondition_failed');
    }
    expect((await put(secrets, { mustBeNew: true })).created).toBe(true);
    expect(await codeOf(put(secrets, { mustBeNew: true, role: 'write' }))).toBe('forbidden');
    expect(await codeOf(put(secrets, { mustBeNew: true }))).toBe('precondition_failed');
    expect(await codeOf(put(secrets, { mustExist: true, seen: [2] }))).toBe('precondition_failed');
    expect((await put(secrets, { mustExist: true, seen: [1] })).stored).toMatchObject({ revision: 2 });
    expect((await put(secrets, { mustExist: true })).stored).toMatchObject({ revision: 3 });
  });

  it('creates once for 50 at once and rotates 49 times, and every version opens with its own value', async () => {
    const secrets = await secretsUnderTest({ versionsKept: 100 });
    const values = Array.from({ length: 50 }, (_, index) => `value ${index}`);
    const all = await Promise.all(values.map((value) => put(secrets, { draft: { value } })));
    expect(all.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(all.map(({ stored }) => stored.value.version)).size).toBe(50);
    for (const [index, { stored }] of all.entries()) {
      expect(await revealed(secrets, stored.value.id, stored.value.version)).toBe(values[index]);
    }
    const intents = secrets.outcomes().filter((outcome) => outcome.endsWith('allowed')).length;
    expect(secrets.outcomes().filter((outcome) => /succeeded|failed/.test(outcome)).length - 50).toBe(intents);
  });

  it('creates the secret again if it is deleted meanwhile, and gives up if that goes on', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets, PATH);
    secrets.store.archiveHooks.before = async (operation, ofId) => {
      if (operation === 'archive') await secrets.remove.delete(secrets.as('owner'), ofId, null);
    };
    const { created, stored } = await put(secrets);
    expect([created, stored.value.id === id]).toEqual([true, false]);
    secrets.store.heads.hooks.before = async (operation) => {
      if (operation !== 'insert') return;
      secrets.store.heads.hooks.before = undefined;
      await aKeptSecret(secrets, PATH);
    };
    expect(await codeOf(put(secrets))).toBe('conflict');
    expect(secrets.outcomes()).not.toContain('secret:rotate denied');
  });

  it('needs a new expiry for an expired secret', async () => {
    const secrets = await secretsUnderTest();
    await put(secrets, { draft: { expiresAt: secrets.clock.now() + 1 } });
    await secrets.clock.advance(1);
    expect(await codeOf(put(secrets))).toBe('secret_expired');
    expect((await put(secrets, { draft: { expiresAt: null } })).stored.value).toMatchObject({ version: 2 });
  });

  describe('with an Idempotency-Key', () => {
    let secrets: SecretsUnderTest;
    let once: { readonly by: Caller; readonly key: string };

    beforeEach(async () => {
      secrets = await secretsUnderTest();
      once = { by: secrets.as('owner'), key: 'once' };
    });

    const lastRecord = () => {
      const { action, outcome, resource_id } = secrets.log.leaves().at(-1) ?? {};
      return { action, outcome, resource_id };
    };

    it.each([
      ['creates', false, 'secret:write'],
      ['rotates', true, 'secret:rotate'],
    ])('%s once for 50 at once, and a replay is recorded as that [R88]', async (_, isTaken, action) => {
      if (isTaken) await aKeptSecret(secrets, PATH);
      const all = await secrets.clock.drive(Promise.all(Array.from({ length: 50 }, () => put(secrets, once))));
      expect(new Set(all.map(({ created }) => created))).toEqual(new Set([!isTaken]));
      const [head] = secrets.store.heads.peekAll();
      expect(head?.value.version).toBe(isTaken ? 2 : 1);
      await put(secrets, once);
      expect(lastRecord()).toEqual({ action, outcome: 'succeeded', resource_id: head?.value.id });
    });

    it.each([false, true])(
      'finds what a first attempt made whose answer was lost, at a taken path: %s',
      async (isTaken) => {
        if (isTaken) await aKeptSecret(secrets, PATH);
        secrets.store.heads.hooks.after = (operation) => {
          if (operation !== 'insert' && operation !== 'replace') return;
          secrets.store.heads.hooks.after = undefined;
          throw new PartUnavailable('store');
        };
        expect(await codeOf(put(secrets, once))).toBe('store_unavailable');
        expect((await secrets.clock.drive(put(secrets, once))).created).toBe(!isTaken);
        expect(secrets.store.heads.peekAll().map(({ value }) => value.version)).toEqual([isTaken ? 2 : 1]);
      },
    );

    it('is recorded if the insert of a slow first request lands after the last look for it [R71]', async () => {
      secrets.store.heads.hooks.before = (operation) => {
        if (operation === 'insert') throw new PartUnavailable('store');
      };
      expect(await codeOf(put(secrets, once))).toBe('store_unavailable');
      delete secrets.store.heads.hooks.before;
      const record = secrets.creations.creations.peekAll()[0]?.value;
      const late = aSecret({ id: record?.objectId ?? '', path: PATH });
      const find = secrets.store.findByPath.bind(secrets.store);
      let looks = 0;
      secrets.store.findByPath = async (path) => {
        const isOver = secrets.clock.now() >= (record?.createdAt ?? 0) + 3_000;
        if (isOver && ++looks === 2) await secrets.store.heads.insert(late, newId());
        return find(path);
      };
      const { created, stored } = await secrets.clock.drive(put(secrets, once));
      expect([created, stored.value.id]).toEqual([true, late.id]);
      expect(lastRecord()).toEqual({ action: 'secret:write', outcome: 'succeeded', resource_id: late.id });
    });

    it('is refused for another body, and makes nothing again once the secret is deleted', async () => {
      const { stored } = await put(secrets, once);
      expect(await codeOf(put(secrets, { ...once, draft: { value: 'other' } }))).toBe('idempotency_key_reused');
      await secrets.remove.delete(secrets.as('owner'), stored.value.id, null);
      expect(await codeOf(put(secrets, once))).toBe('conflict');
      expect(await codeOf(secrets.clock.drive(put(secrets, { ...once, key: newId() })))).toBe('none');
    });
  });
});
