import fc from 'fast-check';
import { newId } from '#kernel';
import { codeOf } from '#kernel/testing';
import { summaryOf } from '../../domain/secret.js';
import { aSecret } from '../../testing/a-secret.js';
import { type SecretsUnderTest, secretsUnderTest } from '../../testing/secrets-under-test.js';

async function secretsAt(paths: Iterable<string>): Promise<SecretsUnderTest> {
  const secrets = await secretsUnderTest();
  for (const path of paths) await secrets.store.heads.insert(aSecret({ path }), newId());
  return secrets;
}

interface Asked {
  readonly after?: string;
  readonly limit?: number;
  readonly role?: string;
}

const list = (secrets: SecretsUnderTest, prefix: string, { after, limit, role = 'owner' }: Asked = {}) =>
  secrets.level.list(secrets.as(role), { prefix, after: after ?? null, limit: limit ?? null });

/** What a list should be, by the whole set. */
function expected(paths: Iterable<string>, prefix: string, after = '', limit = Number.POSITIVE_INFINITY): string[] {
  const below = [...paths].filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
  const names = new Set(below.map((rest) => rest.replace(/\/.*/, '/')));
  return [...names]
    .sort()
    .filter((name) => name > after)
    .slice(0, limit);
}

describe('a list of one level', () => {
  it('is refused to who may list nothing there, and empty where there is nothing', async () => {
    const secrets = await secretsAt(['prod/db', 'own/a']);
    await expect(codeOf(list(secrets, 'prod/', { role: 'nothing' }))).resolves.toBe('forbidden');
    await expect(codeOf(list(secrets, 'prod/', { role: 'stranger' }))).resolves.toBe('forbidden');
    await expect(codeOf(list(secrets, 'absent/', { role: 'stranger' }))).resolves.toBe('forbidden');
    expect(await list(secrets, 'absent/')).toEqual([]);
  });

  it('names only what leads to something that the caller may list', async () => {
    const secrets = await secretsAt(['prod/db', 'own/a', 'own/b/c', 'other/x/y']);
    expect(await list(secrets, '', { role: 'stranger' })).toEqual(['own/']);
    expect(await list(secrets, 'own/', { role: 'stranger' })).toEqual(['a', 'b/']);
  });

  it('names a secret and a level of one name, each deleted secret not', async () => {
    const secrets = await secretsAt(['a', 'a/b', 'a-b', 'a.b', 'a0']);
    await secrets.store.heads.insert(aSecret({ path: 'gone', state: 'deleted', deletedAt: 1 }), newId());
    expect(await list(secrets, '')).toEqual(['a', 'a-b', 'a.b', 'a/', 'a0']);
  });

  it('is one record in the audit', async () => {
    const secrets = await secretsAt(Array.from({ length: 50 }, (_, n) => `a/${n}/x`));
    await list(secrets, 'a/');
    expect(secrets.outcomes()).toEqual(['secret:list succeeded']);
  });

  it('is what the whole set says, in parts too', async () => {
    const segment = fc.stringMatching(/^[a0._-]{1,2}$/).filter((text) => text !== '.' && text !== '..');
    const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('/'));
    const inputs = [
      fc.uniqueArray(path, { maxLength: 40 }),
      fc.constantFrom('', 'a/', '0/', 'a/a/'),
      fc.nat(4),
    ] as const;
    await fc.assert(
      fc.asyncProperty(...inputs, async (paths, prefix, limit) => {
        const secrets = await secretsAt(paths);
        const whole = expected(paths, prefix);
        expect(await list(secrets, prefix)).toEqual(whole);
        const after = whole[0] ?? 'a';
        expect(await list(secrets, prefix, { after, limit: limit + 1 })).toEqual(
          expected(paths, prefix, after, limit + 1),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('jumps over large levels, and pays for many', async () => {
    const secrets = await secretsAt(Array.from({ length: 1_000 }, (_, n) => `${n % 50}/${n}`));
    const caller = secrets.as('owner');
    expect(await secrets.level.list(caller, { prefix: '', after: null, limit: null })).toHaveLength(50);
    expect(secrets.store.rowsScanned).toBeLessThan(500);
    expect(caller.request.cost).toBe(2);
  });

  it('pays for all that it has read also if it is refused', async () => {
    const secrets = await secretsUnderTest();
    let folder = 1_000;
    // A store in which each level has more than one read, and there are more levels than a list may read.
    secrets.store.scan = async (_state, _range, _after, limit) => {
      folder += 1;
      return Array.from({ length: limit }, (_, n) => ({
        revision: 1,
        value: summaryOf(aSecret({ path: `${folder}/${n}` })),
      }));
    };
    const caller = secrets.as('owner');
    const refused = secrets.level.list(caller, { prefix: '', after: null, limit: null });
    await expect(codeOf(refused)).resolves.toBe('limit_reached');
    expect(caller.request.cost).toBe(59);
  });

  it('is refused rather than cut if there is too much, and given in parts', async () => {
    const secrets = await secretsUnderTest();
    let read = 0;
    // A store with more rows than anybody reads.
    secrets.store.scan = async (_state, _range, _after, limit) =>
      Array.from({ length: limit }, () => ({
        revision: 1,
        value: summaryOf(aSecret({ path: `p${1_000_000 + read++}` })),
      }));
    await expect(codeOf(list(secrets, ''))).resolves.toBe('limit_reached');
    expect(read).toBeLessThan(6_100);
    read = 0;
    expect(await list(secrets, '', { limit: 3 })).toEqual(['p1000000', 'p1000001', 'p1000002']);
    expect(read).toBe(8);
  });
});
