import { asSealed, newId } from '#kernel';
import type { Secret } from '#secrets';
import { aSecret } from '#secrets/testing';
import type { OpenStore, StoreUnderTest } from '#storage/testing';
import { deleted } from './deleted-secret.js';

const BYTES = asSealed('Zmlyc3Q=');
const OTHER_BYTES = asSealed('c2Vjb25k');

export function describeResealing(open: OpenStore): void {
  let store: StoreUnderTest;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  it('does not replace bytes that have changed, were destroyed, were removed or never existed', async () => {
    const { secrets } = store;
    const id = newId();
    expect(await secrets.replaceVersion(id, 1, BYTES, OTHER_BYTES)).toBe(false);
    expect(await secrets.loadVersion(id, 1)).toBeNull();
    await secrets.archive(id, 1, BYTES, 10);
    expect(await secrets.replaceVersion(id, 1, OTHER_BYTES, BYTES)).toBe(false);
    expect(await secrets.replaceVersion(id, 2, BYTES, OTHER_BYTES)).toBe(false);
    expect(await secrets.loadVersion(id, 1)).toBe(BYTES);

    await secrets.destroyVersion(id, 1, 20);
    expect(await secrets.replaceVersion(id, 1, BYTES, OTHER_BYTES)).toBe(false);
    expect(await secrets.loadVersion(id, 1)).toBeNull();
    await secrets.archive(id, 1, BYTES, 30);
    expect(await secrets.loadVersion(id, 1)).toBeNull();

    await secrets.removeVersions(id);
    expect(await secrets.replaceVersion(id, 1, BYTES, OTHER_BYTES)).toBe(false);
    expect(await secrets.countSealed()).toBe(0);
  });

  it('lets one of 20 simultaneous new seals of a version win, and keeps the time of archiving', async () => {
    const { secrets } = store;
    const id = newId();
    await secrets.archive(id, 1, BYTES, 10);
    const seals = Array.from({ length: 20 }, (_, turn) => asSealed(`c2VhbA${turn}`));
    const answers = await Promise.all(seals.map((seal) => secrets.replaceVersion(id, 1, BYTES, seal)));
    expect(answers.filter((answer) => answer)).toHaveLength(1);
    expect(await secrets.loadVersion(id, 1)).toBe(seals[answers.indexOf(true)]);
    expect(await secrets.archivedBefore(10, null, 10)).toEqual([]);
    expect(await secrets.archivedBefore(11, null, 10)).toEqual([{ id, version: 1 }]);
    await secrets.removeVersions(id);
  });

  it('never brings back a version that is destroyed at the same time [R60]', async () => {
    const { secrets } = store;
    const node = await store.another();
    try {
      for (let round = 0; round < 20; round += 1) {
        const id = newId();
        await secrets.archive(id, 1, BYTES, 10);
        await Promise.all([secrets.destroyVersion(id, 1, 20), node.secrets.replaceVersion(id, 1, BYTES, OTHER_BYTES)]);
        expect(await secrets.loadVersion(id, 1)).toBeNull();
      }
    } finally {
      await node.close();
    }
  });

  it('pages through the heads of every state by id, with values, and counts all sealed values', async () => {
    const { secrets } = store;
    const purging: Secret = { ...deleted(aSecret(), 5), state: 'purging' };
    const made = [aSecret({ reseals: 3 }), deleted(aSecret(), 4), purging, aSecret()];
    for (const secret of [...made].reverse()) await secrets.heads.insert(secret, newId());
    await secrets.heads.fence(newId(), newId());
    const first = made[0] ?? aSecret();
    await secrets.archive(first.id, 1, BYTES, 1);
    await secrets.archive(first.id, 2, BYTES, 1);
    await secrets.destroyVersion(first.id, 2, 2);

    const expected = [...made].sort((a, b) => (a.id < b.id ? -1 : 1)).map((value) => ({ revision: 1, value }));
    for (const limit of [1, 2, 3, 50]) {
      const found: { revision: number; value: Secret }[] = [];
      for (;;) {
        const page = await secrets.headsAfter(found.at(-1)?.value.id ?? null, limit);
        expect(page.length).toBeLessThanOrEqual(limit);
        if (page.length === 0) break;
        found.push(...page);
      }
      expect(found).toEqual(expected);
    }
    expect(await secrets.countSealed()).toBe(5);
  });
}
