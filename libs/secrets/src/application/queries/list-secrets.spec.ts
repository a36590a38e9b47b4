import fc from 'fast-check';
import { type Caller, newId } from '#kernel';
import type { AuthorizationModel } from '#policies';
import type { Statement } from '#policies/testing';
import { anyName, anyPattern, deepName, modelWith, naiveDecision, slowStatements } from '#policies/testing';
import type { ListPlace } from '../../domain/path.js';
import type { Secret } from '../../domain/secret.js';
import { aSecret } from '../../testing/a-secret.js';
import { RETENTION_MS, type SecretsUnderTest, secretsUnderTest } from '../../testing/secrets-under-test.js';
import { ROWS_MAX, SCANS_MAX } from './list-page.js';
import { PLACES_MAX } from './list-scan.js';
import type { SecretFilter, SecretPage } from './list-secrets.js';

const ALL: SecretFilter = { state: 'live', prefix: '' };

async function keep(secrets: SecretsUnderTest, ...kept: readonly Partial<Secret>[]): Promise<void> {
  for (const one of kept) await secrets.store.heads.insert(aSecret(one), 'request');
}

/** Every page until the end; a page costs at most what one request may. */
async function pagesOf(
  secrets: SecretsUnderTest,
  caller: Caller,
  filter: SecretFilter,
  limit: number,
): Promise<SecretPage[]> {
  const pages: SecretPage[] = [];
  let place: ListPlace | null = null;
  do {
    const [rows, scans] = [secrets.store.rowsScanned, secrets.store.scans];
    const page: SecretPage = await secrets.list.list(caller, filter, place, limit);
    expect(secrets.store.rowsScanned - rows).toBeLessThanOrEqual(ROWS_MAX);
    expect(secrets.store.scans - scans).toBeLessThanOrEqual(SCANS_MAX);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    pages.push(page);
    place = page.next;
  } while (place !== null);
  return pages;
}

function pathsOf(pages: readonly SecretPage[]): string[] {
  return pages.flatMap(({ items }) => items.map(({ value }) => value.path));
}

const statement: fc.Arbitrary<Statement> = fc.record({
  effect: fc.constantFrom('allow', 'allow', 'allow', 'deny'),
  actions: fc.constantFrom(['secret:list'], ['secret:*'], ['secret:read'], ['*']),
  resources: fc.array(
    anyPattern.map((pattern) => `secret:${pattern}`),
    { minLength: 1, maxLength: 3 },
  ),
});

function naiveList(model: AuthorizationModel, paths: readonly string[], prefix: string): string[] {
  const facts = { ip: '203.0.113.7', now: Date.now(), mfaAt: null };
  return paths
    .filter((path) => path.startsWith(prefix) && naiveDecision(model, ['role'], facts, 'secret:list', path))
    .sort();
}

describe('listing secrets', () => {
  it('refuses a text that no path begins with', async () => {
    const secrets = await secretsUnderTest();
    const asked = secrets.list.list(secrets.as('owner'), { ...ALL, prefix: 'prod/**' }, null, 50);
    await expect(asked).rejects.toMatchObject({ code: 'validation_failed' });
  });

  it('shows nothing to a caller who may list nothing, and reads nothing', async () => {
    const secrets = await secretsUnderTest();
    await keep(secrets, { path: 'a' });
    expect(await secrets.list.list(secrets.as('nothing'), ALL, null, 50)).toEqual({ items: [], next: null });
    expect(secrets.store.scans).toBe(0);
  });

  it('shows over all pages exactly what a naive second decision allows, under any policies [R48]', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(statement, { maxLength: 5 }),
        fc.uniqueArray(anyName, { maxLength: 40 }),
        fc.constantFrom('', '', 'a', 'a/', 'ab/b', 'b/a'),
        fc.integer({ min: 1, max: 7 }),
        async (statements, paths, prefix, limit) => {
          const model = modelWith(...statements);
          const secrets = await secretsUnderTest({ model });
          await keep(secrets, ...paths.map((path) => ({ path })));
          const pages = await pagesOf(secrets, secrets.as('role'), { ...ALL, prefix }, limit);
          expect(pathsOf(pages)).toEqual(naiveList(model, paths, prefix));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('reads at most 5,000 rows a request, and is complete over its short pages', async () => {
    const secrets = await secretsUnderTest();
    const paths = Array.from({ length: 6_001 }, (_, index) => `p/${String(index).padStart(5, '0')}`);
    await keep(secrets, ...paths.map((path, index) => ({ path, tags: index % 5_500 === 3 ? ['rare'] : [] })));
    const pages = await pagesOf(secrets, secrets.as('owner'), { ...ALL, tag: 'rare' }, 50);
    expect(pages.map(({ items }) => items.length)).toEqual([1, 1]);
    expect(pathsOf(pages)).toEqual(['p/00003', 'p/05503']);
  });

  it('ends a page early under policies that are slow to decide, and is complete over its short pages', async () => {
    const denies = slowStatements('deny', 'secret:list', 900);
    const all: Statement = { effect: 'allow', actions: ['secret:list'], resources: ['**'] };
    const secrets = await secretsUnderTest({ model: modelWith(...denies, all) });
    const paths = Array.from({ length: 60 }, (_, index) => deepName(`k${String(index).padStart(2, '0')}`));
    await keep(secrets, ...paths.map((path) => ({ path })));
    const pages = await pagesOf(secrets, secrets.as('role'), ALL, 50);
    expect(pathsOf(pages)).toEqual(paths);
    expect(Math.max(...pages.map(({ items }) => items.length))).toBeLessThan(20);
    expect(secrets.clock.gaveWay).toBeGreaterThanOrEqual(paths.length);
  });

  it('makes a bounded number of scans a request under many narrow policies', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `n/${String(index).padStart(3, '0')}`);
    const resources = names.map((name) => `secret:${name}`);
    const secrets = await secretsUnderTest({
      model: modelWith({ effect: 'allow', actions: ['secret:list'], resources }),
    });
    const present = names.filter((_, index) => index % 7 === 0);
    await keep(secrets, ...present.map((path) => ({ path })), { path: 'n/000x' });
    expect(pathsOf(await pagesOf(secrets, secrets.as('role'), ALL, 20))).toEqual(present);
  });

  it('reads one row more than it shows if the caller may list everything', async () => {
    const secrets = await secretsUnderTest();
    await keep(secrets, ...Array.from({ length: 500 }, (_, index) => ({ path: `p/${index}` })));
    await secrets.list.list(secrets.as('owner'), ALL, null, 50);
    expect(secrets.store.rowsScanned).toBe(51);
  });

  it('filters by tag, and by a text in path or description regardless of case', async () => {
    const secrets = await secretsUnderTest();
    await keep(
      secrets,
      { path: 'a/one', tags: ['x'], description: 'The Payments database' },
      { path: 'a/payments', tags: ['y'] },
      { path: 'b/two', tags: ['x', 'y'] },
    );
    const found = async (filter: Partial<SecretFilter>) =>
      pathsOf(await pagesOf(secrets, secrets.as('owner'), { ...ALL, ...filter }, 50));
    expect(await found({ tag: 'x' })).toEqual(['a/one', 'b/two']);
    expect(await found({ text: 'PAYMENTS' })).toEqual(['a/one', 'a/payments']);
    expect(await found({ text: 'payments', tag: 'y' })).toEqual(['a/payments']);
    expect(await found({ prefix: 'a/', text: 'two' })).toEqual([]);
  });

  it('finds a text and an owner whether their letters are composed or not', async () => {
    const secrets = await secretsUnderTest();
    const name = 'Café Zoë';
    await keep(
      secrets,
      { path: 'nfc', description: name.normalize('NFC'), owner: name.normalize('NFC') },
      { path: 'nfd', description: name.normalize('NFD'), owner: name.normalize('NFD') },
    );
    for (const form of ['NFC', 'NFD'] as const) {
      for (const filter of [{ text: name.toUpperCase().normalize(form) }, { owner: name.normalize(form) }]) {
        const pages = await pagesOf(secrets, secrets.as('owner'), { ...ALL, ...filter }, 50);
        expect(pathsOf(pages)).toEqual(['nfc', 'nfd']);
      }
    }
  });

  it('filters by creator and by times, alone and with other filters', async () => {
    const secrets = await secretsUnderTest();
    const [ada, grace] = [newId(), newId()];
    await keep(
      secrets,
      { path: 'a', createdBy: ada, expiresAt: 500, updatedAt: 10, tags: ['x'] },
      { path: 'b', createdBy: ada, expiresAt: null, updatedAt: 20 },
      { path: 'c', createdBy: grace, expiresAt: 499, updatedAt: 30, tags: ['x'] },
      { path: 'd', createdBy: ada, expiresAt: 1, updatedAt: 5, state: 'deleted', deletedAt: secrets.clock.at },
    );
    const found = async (filter: Partial<SecretFilter>, limit = 50) =>
      pathsOf(await pagesOf(secrets, secrets.as('owner'), { ...ALL, ...filter }, limit));
    for (const limit of [1, 50]) {
      expect(await found({ createdBy: ada }, limit)).toEqual(['a', 'b']);
      expect(await found({ expiresBefore: 500 }, limit)).toEqual(['c']);
      expect(await found({ expiresBefore: 501 }, limit)).toEqual(['a', 'c']);
      expect(await found({ updatedBefore: 30 }, limit)).toEqual(['a', 'b']);
      expect(await found({ updatedBefore: 31, expiresBefore: 501, createdBy: ada }, limit)).toEqual(['a']);
      expect(await found({ expiresBefore: 501, tag: 'x', prefix: 'c' }, limit)).toEqual(['c']);
      expect(await found({ expiresBefore: 501, state: 'deleted' }, limit)).toEqual(['d']);
    }
  });

  it('shows by a bound what it shows without an index of it, under any policies [R48]', async () => {
    const times = fc.integer({ min: 0, max: 9 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(statement, { maxLength: 4 }),
        fc.uniqueArray(fc.tuple(anyName, fc.option(times), times), { selector: ([path]) => path, maxLength: 30 }),
        fc.record({ expiresBefore: times, updatedBefore: times }, { requiredKeys: [] }),
        fc.integer({ min: 1, max: 7 }),
        async (statements, drafts, bounds, limit) => {
          const model = modelWith(...statements);
          const secrets = await secretsUnderTest({ model });
          await keep(secrets, ...drafts.map(([path, expiresAt, updatedAt]) => ({ path, expiresAt, updatedAt })));
          const within = drafts.filter(
            ([, expiresAt, updatedAt]) =>
              (bounds.expiresBefore === undefined || (expiresAt !== null && expiresAt < bounds.expiresBefore)) &&
              (bounds.updatedBefore === undefined || updatedAt < bounds.updatedBefore),
          );
          const paths = within.map(([path]) => path);
          const pages = await pagesOf(secrets, secrets.as('role'), { ...ALL, ...bounds }, limit);
          expect(pathsOf(pages)).toEqual(naiveList(model, paths, ''));
        },
      ),
      { numRuns: 100 },
    );
  });

  describe('with a bound that few secrets are within', () => {
    const many = Array.from({ length: PLACES_MAX + 100 }, (_, index) => ({
      path: `p/${String(index).padStart(5, '0')}`,
    }));
    const rare = { path: 'z/rare', expiresAt: 5 };

    it('reads only those, for a caller who may list every path', async () => {
      const secrets = await secretsUnderTest();
      await keep(secrets, ...many, rare);
      const pages = await pagesOf(secrets, secrets.as('owner'), { ...ALL, expiresBefore: 6 }, 50);
      expect(pages.map(({ items }) => items.length)).toEqual([1]);
      expect([secrets.store.rowsScanned, secrets.store.placesRead]).toEqual([1, 1]);
    });

    it('reads nothing that the caller may not list, for every other one', async () => {
      const resources = ['secret:p/0000*'];
      const model = modelWith({ effect: 'allow', actions: ['secret:list'], resources });
      const secrets = await secretsUnderTest({ model });
      await keep(secrets, ...many, rare);
      expect(pathsOf(await pagesOf(secrets, secrets.as('role'), { ...ALL, expiresBefore: 6 }, 50))).toEqual([]);
      expect([secrets.store.rowsScanned, secrets.store.placesRead]).toEqual([10, 0]);
    });

    it('walks the paths if more are within it than are looked up', async () => {
      const secrets = await secretsUnderTest();
      await keep(secrets, ...many.map((one) => ({ ...one, expiresAt: 5 })), rare);
      const [page] = [await secrets.list.list(secrets.as('owner'), { ...ALL, expiresBefore: 6 }, null, 50)];
      expect(page.items).toHaveLength(50);
      expect([secrets.store.rowsScanned, secrets.store.placesRead]).toEqual([51, PLACES_MAX + 1]);
    });

    it('goes on behind a secret that is purged meanwhile', async () => {
      const secrets = await secretsUnderTest();
      await keep(secrets, ...['a', 'b', 'c', 'd'].map((path) => ({ path, expiresAt: 5 })));
      const { summaries } = secrets.store;
      let looks = 0;
      secrets.store.summaries = async (ids) => {
        looks += 1;
        return looks === 1 ? [] : summaries.call(secrets.store, ids);
      };
      const found = await secrets.list.list(secrets.as('owner'), { ...ALL, expiresBefore: 6 }, null, 1);
      expect(found.items.map(({ value }) => value.path)).toEqual(['c']);
      expect(found.next).not.toBeNull();
    });
  });

  it('filters by exactly the owner', async () => {
    const secrets = await secretsUnderTest();
    await keep(secrets, { path: 'a', owner: 'Payments' }, { path: 'b', owner: 'payments' }, { path: 'c' });
    for (const [owner, found] of [
      ['Payments', ['a']],
      ['Pay', []],
    ] as const) {
      expect(pathsOf(await pagesOf(secrets, secrets.as('owner'), { ...ALL, owner }, 50))).toEqual(found);
    }
  });

  it('lists a deleted secret as long as it can be restored', async () => {
    const secrets = await secretsUnderTest();
    const now = secrets.clock.now();
    await keep(
      secrets,
      { path: 'a', state: 'deleted', deletedAt: now },
      { path: 'a', state: 'deleted', deletedAt: now - 1 },
      { path: 'a' },
      { path: 'b', state: 'deleted', deletedAt: now - RETENTION_MS },
      { path: 'c', state: 'purging', deletedAt: now },
    );
    const pages = await pagesOf(secrets, secrets.as('owner'), { ...ALL, state: 'deleted' }, 1);
    expect(pathsOf(pages)).toEqual(['a', 'a']);
  });

  it('leaves one audit record a page, which names no secret [R71]', async () => {
    const secrets = await secretsUnderTest();
    await keep(secrets, { path: 'a' }, { path: 'b' });
    await pagesOf(secrets, secrets.as('owner'), ALL, 1);
    expect(secrets.log.leaves()).toMatchObject([
      { action: 'secret:list', outcome: 'succeeded', resource_type: 'secret', resource_id: null },
      { action: 'secret:list', outcome: 'succeeded', resource_id: null },
    ]);
  });
});
