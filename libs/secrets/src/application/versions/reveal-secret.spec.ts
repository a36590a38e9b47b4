import type { StoredRecord } from '#audit';
import { toRecord } from '#audit/testing';
import { newId } from '#kernel';
import { aKeptSecret, type SecretsUnderTest, secretsUnderTest } from '../../testing/secrets-under-test.js';

/** What a call reads and writes: operations on heads and the archive, and audit records. */
async function costOf(secrets: SecretsUnderTest, call: () => Promise<unknown>): Promise<string[]> {
  const cost: string[] = [];
  secrets.store.heads.hooks.before = (operation) => void cost.push(operation);
  secrets.store.archiveHooks.before = (operation) => void cost.push(operation);
  const before = secrets.log.all().length;
  await call().catch(() => null);
  return [...cost, `${secrets.log.all().length - before} audit records`];
}

async function errorOf(call: Promise<unknown>): Promise<{ code: string; message: string; details: object }> {
  return call.then(
    () => Promise.reject(new Error('it was not refused')),
    ({ code, message, details }) => ({ code, message, details }),
  );
}

const DENIAL = { decisionId: expect.stringMatching(/^[0-9a-f-]{36}$/) };

describe('revealing a secret', () => {
  it('answers a hidden secret and an absent one with the same error at the same cost [R45]', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    const hidden = await errorOf(secrets.reveal.reveal(secrets.as('stranger'), id, null));
    const absent = await errorOf(secrets.reveal.reveal(secrets.as('stranger'), newId(), null));
    expect(hidden).toEqual({ ...absent, details: DENIAL });
    expect(absent).toMatchObject({ code: 'not_found', details: DENIAL });
    const ofHidden = await costOf(secrets, () => secrets.reveal.reveal(secrets.as('stranger'), id, null));
    const ofAbsent = await costOf(secrets, () => secrets.reveal.reveal(secrets.as('stranger'), newId(), null));
    expect(ofHidden).toEqual(ofAbsent);
    expect(ofHidden).toEqual(['load', '1 audit records']);
  });

  it('is forbidden to a caller who may only see it, and names the decision', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    const refused = await errorOf(secrets.reveal.reveal(secrets.as('lister'), id, null));
    expect(refused).toMatchObject({ code: 'forbidden', details: DENIAL });
    expect(secrets.log.leaves().at(-1)).toMatchObject({
      outcome: 'denied',
      resource_id: id,
      ...{ decision_id: (refused.details as { decisionId: string }).decisionId },
    });
  });

  it.each(['nonsense', '', '../x', 'x'.repeat(9_000)])(
    'does not find %j, and does not repeat it in the audit',
    async (id) => {
      const secrets = await secretsUnderTest();
      expect(await errorOf(secrets.reveal.reveal(secrets.as('owner'), id, null))).toMatchObject({ code: 'not_found' });
      expect(secrets.log.leaves()).toMatchObject([{ outcome: 'denied', resource_id: null, action: 'secret:reveal' }]);
    },
  );

  it('does not find a deleted secret', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    await secrets.remove.delete(secrets.as('owner'), id, null);
    expect(await errorOf(secrets.reveal.reveal(secrets.as('owner'), id, null))).toMatchObject({ code: 'not_found' });
  });

  it('decides before it says that a secret has expired, and says so for every version', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    await secrets.rotate.rotate(secrets.as('owner'), id, 'v2', null);
    await secrets.update.update(secrets.as('owner'), id, { expiresAt: secrets.clock.now() + 1_000 }, null);
    secrets.clock.at += 1_000;
    expect(await errorOf(secrets.reveal.reveal(secrets.as('lister'), id, null))).toMatchObject({ code: 'forbidden' });
    for (const version of [null, 1, 2]) {
      const expired = await errorOf(secrets.reveal.reveal(secrets.as('owner'), id, version));
      expect(expired).toMatchObject({ code: 'secret_expired' });
      expect(secrets.outcomes().at(-1)).toBe('secret:reveal failed');
    }
  });

  it('does not find a version that never existed, was trimmed or was destroyed', async () => {
    const secrets = await secretsUnderTest({ versionsKept: 3 });
    const id = await aKeptSecret(secrets);
    for (const value of ['v2', 'v3', 'v4']) await secrets.rotate.rotate(secrets.as('owner'), id, value, null);
    await secrets.destroy.destroy(secrets.as('owner'), id, 3);
    const fates = [
      [0, /^The secret has no such version/],
      [1, /^This version is no longer kept/],
      [3, /^This version was destroyed/],
      [5, /^The secret has no such version/],
    ] as const;
    for (const [version, words] of fates) {
      const refused = await errorOf(secrets.reveal.reveal(secrets.as('owner'), id, version));
      expect(refused).toMatchObject({ code: 'not_found', message: expect.stringMatching(words), details: DENIAL });
      const hidden = await errorOf(secrets.reveal.reveal(secrets.as('stranger'), id, version));
      expect(hidden.message).toMatch(/^There is no such object, or you may not see it/);
      const blind = await errorOf(secrets.reveal.reveal(secrets.as('revealer'), id, version));
      expect(blind.message).toMatch(/^There is no such object, or you may not see it/);
      expect(secrets.log.leaves().at(-1)).toMatchObject({ outcome: 'denied', resource_id: id });
    }
    expect(await secrets.reveal.reveal(secrets.as('owner'), id, 2)).toMatchObject({ value: 'v2' });
  });

  it('does not find a version that was destroyed after the head was read', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    await secrets.rotate.rotate(secrets.as('owner'), id, 'v2', null);
    secrets.store.archiveHooks.before = async (operation) => {
      if (operation === 'loadVersion') await secrets.destroy.destroy(secrets.as('owner'), id, 1);
    };
    const refused = await errorOf(secrets.reveal.reveal(secrets.as('owner'), id, 1));
    expect(refused).toMatchObject({ code: 'not_found' });
  });

  it('reports the loss of a kept version as an internal error', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    await secrets.rotate.rotate(secrets.as('owner'), id, 'v2', null);
    await secrets.store.removeVersions(id);
    const lost = await errorOf(secrets.reveal.reveal(secrets.as('owner'), id, 1));
    expect(lost).toMatchObject({ code: 'internal_error' });
  });

  it('does not open bytes that were moved from another secret or another version [R55]', async () => {
    const secrets = await secretsUnderTest();
    const [one, other] = [await aKeptSecret(secrets, 'a', 'of a'), await aKeptSecret(secrets, 'b', 'of b')];
    await secrets.rotate.rotate(secrets.as('owner'), one, 'second of a', null);
    const stored = [one, other].map((id) => secrets.store.heads.peek(id));
    const moves = [
      { ...stored[1]?.value, current: stored[0]?.value.current },
      { ...stored[0]?.value, current: secrets.store.peekVersion(one, 1) },
      { ...stored[0]?.value, path: 'c' },
    ] as NonNullable<(typeof stored)[0]>['value'][];
    for (const moved of moves) {
      const revision = secrets.store.heads.peek(moved.id)?.revision ?? 0;
      await secrets.store.heads.replace(moved, revision, newId());
      const refused = await errorOf(secrets.reveal.reveal(secrets.as('owner'), moved.id, null));
      expect(refused).toMatchObject({ code: 'internal_error' });
    }
  });

  it('reveals nothing if the audit cannot be written [R66]', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    secrets.log.hooks.before = () => {
      throw new Error('down');
    };
    const refused = await errorOf(secrets.clock.drive(secrets.reveal.reveal(secrets.as('owner'), id, null)));
    expect(refused).toMatchObject({ code: 'audit_unavailable' });
    secrets.log.hooks.before = () => {};
  });

  it('reveals the current version with one read and one audit record, which keeps the given reason [R71]', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    const cost = await costOf(secrets, () => secrets.reveal.reveal(secrets.as('owner'), id, null));
    expect(cost).toEqual(['load', '1 audit records']);
    const caller = secrets.as('owner', { accessReason: 'incident 7' });
    const createdAt = secrets.clock.now();
    expect(await secrets.reveal.reveal(caller, id, null)).toEqual({
      ...{ id, path: 'prod/db', version: 1, value: 'v1', createdAt },
      metadata: { description: null, owner: null, tags: [], expiresAt: null },
    });
    const record = secrets.log.all().at(-1);
    expect(record?.personal.access_reason?.value).toBe('incident 7');
    expect(secrets.log.leaves().at(-1)).toMatchObject({
      action: 'secret:reveal',
      outcome: 'succeeded',
      resource_id: id,
    });
  });

  it('records the path and the version that was shown, and of a refusal the path [R131]', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    await secrets.rotate.rotate(secrets.as('owner'), id, 'v2', null);
    const newest = () => toRecord(secrets.log.all().at(-1) as StoredRecord);
    expect(newest()).toMatchObject({ action: 'secret:rotate', resource_name: 'prod/db', version: 2 });
    await secrets.reveal.reveal(secrets.as('owner'), id, null);
    expect(newest()).toMatchObject({ action: 'secret:reveal', resource_name: 'prod/db', version: 2 });
    await secrets.reveal.reveal(secrets.as('owner'), id, 1);
    expect(newest()).toMatchObject({ resource_name: 'prod/db', version: 1, model: expect.any(Number) });
    await errorOf(secrets.reveal.reveal(secrets.as('stranger'), id, null));
    expect(newest()).toMatchObject({ outcome: 'denied', resource_id: id, resource_name: 'prod/db', version: null });
    await errorOf(secrets.reveal.reveal(secrets.as('owner'), id, 9));
    expect(newest()).toMatchObject({ outcome: 'denied', resource_name: 'prod/db' });
    await secrets.destroy.destroy(secrets.as('owner'), id, 1);
    expect(newest()).toMatchObject({ action: 'secret:destroy', resource_name: 'prod/db', version: 1 });
    await errorOf(secrets.create.create(secrets.as('stranger'), { path: 'prod/tried', value: 'x' }));
    expect(newest()).toMatchObject({ outcome: 'denied', resource_id: null, resource_name: 'prod/tried' });
    await errorOf(secrets.find.byPath(secrets.as('owner'), 'prod/absent'));
    expect(newest()).toMatchObject({ outcome: 'denied', resource_id: null, resource_name: 'prod/absent' });
  });
});
