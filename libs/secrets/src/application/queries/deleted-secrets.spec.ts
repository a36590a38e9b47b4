import { codeOf } from '#kernel/testing';
import { summaryOf } from '../../domain/secret.js';
import { aSecret } from '../../testing/a-secret.js';
import {
  aKeptSecret,
  RETENTION_MS,
  type SecretsUnderTest,
  secretsUnderTest,
} from '../../testing/secrets-under-test.js';

const PATH = 'prod/db';

async function deleted(secrets: SecretsUnderTest, path = PATH): Promise<string> {
  const id = await aKeptSecret(secrets, path);
  await secrets.remove.delete(secrets.as('owner'), id, null);
  await secrets.clock.advance(1);
  return id;
}

const newest = async (secrets: SecretsUnderTest) =>
  (await secrets.deleted.newestAt(secrets.as('owner').request, PATH))?.value.id ?? null;

describe('the deleted secrets of a path', () => {
  it('are none for a live secret, for neighbours, and after the retention', async () => {
    const secrets = await secretsUnderTest();
    for (const path of ['prod/db-1', 'prod/db.x', 'prod/db/a', 'prod/db0', 'prod/d']) await deleted(secrets, path);
    await aKeptSecret(secrets, PATH);
    expect(await newest(secrets)).toBeNull();
    const id = await secretsUnderTest().then(async (others) => {
      const one = await deleted(others);
      await others.clock.advance(RETENTION_MS - 2);
      const before = await newest(others);
      await others.clock.advance(2);
      return [before === one, await newest(others)];
    });
    expect(id).toEqual([true, null]);
  });

  it('give the one that was deleted last, also if it was made first', async () => {
    const secrets = await secretsUnderTest();
    const [first, second] = [await deleted(secrets), await deleted(secrets)];
    expect(await newest(secrets)).toBe(second);
    await secrets.restore.restore(secrets.as('owner'), first);
    await secrets.remove.delete(secrets.as('owner'), first, null);
    expect(await newest(secrets)).toBe(first);
  });

  it('cost the caller as much as a list', async () => {
    const secrets = await secretsUnderTest();
    const { request } = secrets.as('owner');
    await secrets.deleted.newestAt(request, PATH);
    expect(request.cost).toBe(4);
  });

  it('are refused if they are too many to look at', async () => {
    const secrets = await secretsUnderTest();
    // A store with more rows than anybody reads.
    secrets.store.scan = async (_state, _range, _after, limit) => {
      secrets.store.rowsScanned += limit;
      return Array.from({ length: limit }, () => ({ revision: 1, value: summaryOf(aSecret({ path: PATH })) }));
    };
    await expect(codeOf(newest(secrets))).resolves.toBe('limit_reached');
    expect(secrets.store.rowsScanned).toBe(5_000);
  });
});
