import { aCreation, creationId, requestHash } from '#idempotency/testing';
import { type Caller, newId, PartUnavailable } from '#kernel';
import { ROOTS, type SecretsUnderTest, secretsUnderTest } from '../../testing/secrets-under-test.js';
import type { SecretDraft } from './create-secret.js';

const DRAFT: SecretDraft = { path: 'prod/db', value: 'hunter2-hunter2' };
const coded = (code: string) => expect.objectContaining({ code });

describe('creating a secret with an Idempotency-Key', () => {
  let secrets: SecretsUnderTest;
  let owner: Caller;

  beforeEach(async () => {
    secrets = await secretsUnderTest();
    owner = secrets.as('owner');
  });

  const again = (): Caller => ({ ...owner, request: { ...owner.request, requestId: newId() } });
  const create = (draft: SecretDraft = DRAFT, caller = again()) =>
    secrets.clock.drive(secrets.create.create(caller, draft, 'key-1'));

  it('is forbidden if the caller may not write there, before the key is looked at', async () => {
    await expect(create(DRAFT, secrets.as('stranger'))).rejects.toEqual(coded('forbidden'));
    expect(secrets.creations.creations.peekAll()).toEqual([]);
  });

  it('is refused for another value, and the record of the key shows no value [R88]', async () => {
    await create();
    await expect(create({ ...DRAFT, value: 'other' })).rejects.toEqual(coded('idempotency_key_reused'));
    expect(JSON.stringify(secrets.creations.creations.peekAll())).not.toMatch(/hunter2|prod/);
  });

  it('is refused for another owner', async () => {
    await create();
    await expect(create({ ...DRAFT, owner: 'team-a' })).rejects.toEqual(coded('idempotency_key_reused'));
  });

  /** Keeps the record that an older build, which hashed requests under the pepper, made of this body. */
  async function olderRecord(body: object) {
    const [pepper] = ROOTS.deriveAll('idempotency');
    if (!pepper) throw new Error('no pepper');
    const { userId } = owner.principal;
    const older = aCreation({
      id: creationId(pepper, userId, 'key-1'),
      ...{ owner: '', keyVersion: null, madeAt: null, expiresAt: secrets.clock.at + 60_000 },
      requestHash: requestHash(pepper, userId, { route: 'POST /secrets', body }),
    });
    await secrets.creations.creations.insert(older, newId());
    return older;
  }

  it('takes the key of a build that knew no owners of secrets, and that hashed requests under the pepper', async () => {
    const older = await olderRecord({ ...DRAFT, description: null, tags: [], expiresAt: null });
    expect((await create()).value.id).toBe(older.objectId);
  });

  it('takes the key of a build that knew values as text only, and tells an object by its text', async () => {
    const value = '{"user":"shop","port":5432}';
    const older = await olderRecord({ ...DRAFT, value, description: null, tags: [], expiresAt: null });
    const other = create({ ...DRAFT, value: { user: 'shop', port: '5432' } });
    await expect(other).rejects.toEqual(coded('idempotency_key_reused'));
    expect((await create({ ...DRAFT, value })).value.id).toBe(older.objectId);
    expect((await create({ ...DRAFT, value: { user: 'shop', port: 5432 } })).value.id).toBe(older.objectId);
  });

  it('creates one secret for 50 simultaneous requests, without a failure in the audit', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, () => create()));
    expect(new Set(all.map(({ value }) => value.id)).size).toBe(1);
    expect(secrets.store.heads.peekAll()).toHaveLength(1);
    expect(secrets.outcomes().filter((outcome) => outcome.endsWith('failed'))).toEqual([]);
  });

  it('finds the secret of its first attempt, and does not answer that the path is taken', async () => {
    secrets.store.heads.hooks.after = (operation) => {
      if (operation === 'insert') throw new PartUnavailable('store');
    };
    await expect(create()).rejects.toEqual(coded('store_unavailable'));
    secrets.store.heads.hooks.after = undefined;
    const { value } = await create();
    expect(secrets.store.heads.peekAll().map((head) => head.value.id)).toEqual([value.id]);
  });

  it('returns one secret to two simultaneous requests, even if the store is slower than they wait', async () => {
    secrets.store.heads.hooks.before = async (operation) => {
      if (operation === 'insert') await secrets.clock.sleep(3_500);
    };
    const [first, second] = await Promise.all([create(), create()]);
    expect(first.value.id).toBe(second.value.id);
    expect(secrets.store.heads.peekAll()).toHaveLength(1);
  });

  it.each([
    ['', false],
    [', also if the record of the key does not tell that it was made', true],
  ])('makes nothing again once the secret is deleted, and does not show it%s', async (_, isUnmarked) => {
    const { hooks } = secrets.creations.creations;
    hooks.before = (operation) => {
      if (isUnmarked && operation === 'replace') throw new PartUnavailable('store');
    };
    const { value } = await create();
    hooks.before = undefined;
    await secrets.remove.delete(owner, value.id, null);
    await expect(create()).rejects.toEqual(coded('conflict'));
    expect(secrets.store.heads.peekAll()).toHaveLength(1);
  });

  it('is refused if another secret has the path', async () => {
    await secrets.create.create(again(), DRAFT);
    await expect(create()).rejects.toEqual(coded('path_taken'));
  });
});
