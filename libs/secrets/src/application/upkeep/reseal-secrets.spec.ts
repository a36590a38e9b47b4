import { asSealed, newId, OutcomeUnknown, PartUnavailable } from '#kernel';
import { codeOf } from '#kernel/testing';
import { type ResealedPage, SECRETS_RING, sealedVersion, userRing } from '#keys';
import { seenRevision } from '../../domain/lifecycle.js';
import { aKeptSecret, type SecretsUnderTest, secretsUnderTest } from '../../testing/secrets-under-test.js';

/** A secret with `count` versions `v1`, `v2`, ...; resolves to its id. */
async function withVersions(secrets: SecretsUnderTest, path: string, count: number): Promise<string> {
  const id = await aKeptSecret(secrets, path);
  for (let n = 2; n <= count; n += 1) await secrets.rotate.rotate(secrets.as('owner'), id, `v${n}`, null);
  return id;
}

/** The next version of the ring, known to this node. */
async function advance(secrets: SecretsUnderTest): Promise<number> {
  const version = await secrets.ring.advance();
  secrets.clock.at += 2_000;
  return version;
}

/** One pass from the beginning: what all its pages came to. */
async function pass(secrets: SecretsUnderTest, version: number): Promise<Omit<ResealedPage, 'next'>> {
  const sum = { examined: 0, resealed: 0, failed: 0 };
  let place: string | null = null;
  do {
    const { next, ...page }: ResealedPage = await secrets.reseal.reseal(SECRETS_RING, version, place);
    for (const name of ['examined', 'resealed', 'failed'] as const) sum[name] += page[name];
    place = next;
  } while (place !== null);
  return sum;
}

/** The ring versions under which the secret's values are: of its head, then of its archived versions. */
function versionsOf({ store }: SecretsUnderTest, id: string): number[] {
  const head = store.heads.peek(id)?.value.current;
  const archived = store.peekRows(id).flatMap(({ version }) => store.peekVersion(id, version) ?? []);
  return [...(head ? [head] : []), ...archived].map(sealedVersion);
}

const reveal = async (secrets: SecretsUnderTest, id: string, version: number | null = null) =>
  (await secrets.reveal.reveal(secrets.as('owner'), id, version)).value;
const headOf = ({ store }: SecretsUnderTest, id: string) => store.heads.peek(id) ?? Promise.reject(new Error('gone'));

describe('sealing team secrets anew', () => {
  it('holds no other ring', async () => {
    const { reseal } = await secretsUnderTest();
    expect([SECRETS_RING, userRing(newId()), 'master'].map((ring) => reseal.holds(ring))).toEqual([true, false, false]);
  });

  it('seals every kept value of every state anew, and each opens with the same text', async () => {
    const secrets = await secretsUnderTest();
    const live = await withVersions(secrets, 'prod/a', 3);
    const deleted = await withVersions(secrets, 'prod/b', 2);
    await secrets.remove.delete(secrets.as('owner'), deleted, null);
    const version = await advance(secrets);
    expect(await secrets.reseal.estimate()).toBe(5);
    expect(await pass(secrets, version)).toEqual({ examined: 5, resealed: 5, failed: 0 });
    expect([...versionsOf(secrets, live), ...versionsOf(secrets, deleted)]).toEqual([2, 2, 2, 2, 2]);
    await secrets.restore.restore(secrets.as('owner'), deleted);
    for (const [id, count] of [
      [live, 3],
      [deleted, 2],
    ] as const) {
      for (let n = 1; n <= count; n += 1) expect(await reveal(secrets, id, n)).toBe(`v${n}`);
    }
    expect(await pass(secrets, version)).toEqual({ examined: 5, resealed: 0, failed: 0 });
  });

  it('walks over several pages of heads and archived versions, and can go on from any place', async () => {
    const secrets = await secretsUnderTest();
    const ids: string[] = [];
    for (let n = 0; n < 130; n += 1) ids.push(await withVersions(secrets, `prod/${n}`, 2));
    const version = await advance(secrets);
    expect(await pass(secrets, version)).toEqual({ examined: 260, resealed: 260, failed: 0 });
    for (const id of ids) expect(versionsOf(secrets, id)).toEqual([2, 2]);
  });

  it('changes nothing that clients see', async () => {
    const secrets = await secretsUnderTest();
    const id = await withVersions(secrets, 'prod/a', 2);
    const before = (await headOf(secrets, id)).value;
    await pass(secrets, await advance(secrets));
    const { current, reseals, ...after } = (await headOf(secrets, id)).value;
    expect(reseals).toBe(1);
    expect({ ...after, current: before.current, reseals: 0 }).toEqual(before);
    expect(sealedVersion(current)).toBe(2);
  });

  it('counts a value that does not open as failed, leaves it as it is, and goes on', async () => {
    const secrets = await secretsUnderTest();
    const [broken, moved] = [await withVersions(secrets, 'prod/a', 2), await withVersions(secrets, 'prod/b', 2)];
    const other = (await headOf(secrets, moved)).value.current;
    const { revision, value } = await headOf(secrets, broken);
    await secrets.store.heads.replace({ ...value, current: other }, revision, newId());
    await secrets.store.replaceVersion(broken, 1, secrets.store.peekVersion(broken, 1) ?? other, asSealed('garbage'));
    const version = await advance(secrets);
    expect(await pass(secrets, version)).toEqual({ examined: 4, resealed: 2, failed: 2 });
    expect((await headOf(secrets, broken)).value.current).toBe(other);
    expect(versionsOf(secrets, moved)).toEqual([2, 2]);
  });

  it('counts values as failed while this node still seals under an older version', async () => {
    const secrets = await secretsUnderTest();
    await aKeptSecret(secrets);
    const version = await secrets.ring.advance();
    expect(await pass(secrets, version)).toEqual({ examined: 1, resealed: 0, failed: 1 });
    secrets.clock.at += 2_000;
    expect(await pass(secrets, version)).toEqual({ examined: 1, resealed: 1, failed: 0 });
  });

  it.each([new PartUnavailable('store'), new OutcomeUnknown()])(
    'fails while the store is away, also after a lost answer, and succeeds when repeated (%#)',
    async (error) => {
      const secrets = await secretsUnderTest();
      const id = await withVersions(secrets, 'prod/a', 2);
      const version = await advance(secrets);
      for (const moment of ['before', 'after'] as const) {
        secrets.store.heads.hooks[moment] = (operation) => {
          if (operation === 'replace') throw error;
        };
        expect(await codeOf(pass(secrets, version))).toBe(moment === 'before' ? 'store_unavailable' : 'none');
        secrets.store.heads.hooks[moment] = () => {};
        await pass(secrets, version);
      }
      expect(versionsOf(secrets, id)).toEqual([2, 2]);
      expect(await reveal(secrets, id)).toBe('v2');
    },
  );

  it('leaves archived bytes that no head lists to the sweep', async () => {
    const secrets = await secretsUnderTest({ versionsKept: 2 });
    const id = await withVersions(secrets, 'prod/a', 4);
    await secrets.store.archive(newId(), 1, asSealed('of a purged secret'), 0);
    await secrets.destroy.destroy(secrets.as('owner'), id, 3);
    const { failed, resealed } = await pass(secrets, await advance(secrets));
    expect({ failed, resealed }).toEqual({ failed: 0, resealed: 1 });
  });
});

describe('while secrets are sealed anew', () => {
  it('every version is revealed with the same text at every step', async () => {
    const secrets = await secretsUnderTest();
    const id = await withVersions(secrets, 'prod/a', 3);
    const version = await advance(secrets);
    let looked = 0;
    const look = async () => {
      for (const n of [1, 2, 3, null]) {
        expect(await reveal(secrets, id, n)).toBe(`v${n ?? 3}`);
        looked += 1;
      }
    };
    for (const moment of ['before', 'after'] as const) {
      secrets.store.heads.hooks[moment] = (operation) => (operation === 'replace' ? look() : undefined);
      secrets.store.archiveHooks[moment] = (operation) => (operation === 'replaceVersion' ? look() : undefined);
    }
    expect(await pass(secrets, version)).toMatchObject({ resealed: 3, failed: 0 });
    expect(looked).toBe(24);
  });

  it('a reveal that has read the old bytes opens them', async () => {
    const secrets = await secretsUnderTest();
    const id = await withVersions(secrets, 'prod/a', 2);
    const version = await advance(secrets);
    let between = false;
    secrets.store.archiveHooks.after = async (operation) => {
      if (operation !== 'loadVersion' || between) return;
      between = true;
      await pass(secrets, version);
    };
    expect(await reveal(secrets, id, 1)).toBe('v1');
    expect(versionsOf(secrets, id)).toEqual([2, 2]);
  });

  it('a change with the ETag from before succeeds without a 412, also in the middle of a pass', async () => {
    const secrets = await secretsUnderTest();
    const id = await withVersions(secrets, 'prod/a', 2);
    const seen = seenRevision(await headOf(secrets, id));
    await pass(secrets, await advance(secrets));
    const version = await advance(secrets);
    let between = false;
    secrets.store.heads.hooks.before = async (operation) => {
      if (operation !== 'replace' || between) return;
      between = true;
      await pass(secrets, version);
    };
    const rotated = await secrets.rotate.rotate(secrets.as('owner'), id, 'v3', [seen]);
    expect((await headOf(secrets, id)).value.reseals).toBe(2);
    expect(seenRevision(rotated)).toBe(seen + 1);
    expect(await codeOf(secrets.rotate.rotate(secrets.as('owner'), id, 'v4', [seen]))).toBe('precondition_failed');
    for (const n of [1, 2, 3]) expect(await reveal(secrets, id, n)).toBe(`v${n}`);
  });

  it('the settlement still recognises what an interrupted change published', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    const version = await advance(secrets);
    secrets.store.heads.hooks.after = async (operation) => {
      if (operation !== 'replace') return;
      secrets.store.heads.hooks.after = () => {};
      await pass(secrets, version);
      throw new OutcomeUnknown();
    };
    expect(await codeOf(secrets.update.update(secrets.as('owner'), id, { description: 'x' }, null))).toBe(
      'outcome_unknown',
    );
    await secrets.recorded(4);
    expect(secrets.outcomes().slice(2)).toEqual(['secret:write allowed', 'secret:write succeeded']);
  });

  it('a fence costs a pass one lost race and no more', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    const version = await advance(secrets);
    const { revision } = await headOf(secrets, id);
    secrets.store.heads.hooks.before = async (operation) => {
      if (operation !== 'replace') return;
      secrets.store.heads.hooks.before = () => {};
      expect(await secrets.store.heads.fence(id, newId())).toBe(false);
    };
    expect(await pass(secrets, version)).toEqual({ examined: 1, resealed: 1, failed: 0 });
    expect((await headOf(secrets, id)).revision).toBe(revision + 2);
  });

  it.each([0, 1, 2])(
    'a value that moves from head to archive after page %d is not missed by the pass',
    async (page) => {
      const secrets = await secretsUnderTest();
      const id = await aKeptSecret(secrets);
      const version = await advance(secrets);
      let place: string | null = null;
      for (let turn = 0; turn === 0 || place !== null; turn += 1) {
        if (turn === page) await secrets.rotate.rotate(secrets.as('owner'), id, 'v2', null);
        const { next }: ResealedPage = await secrets.reseal.reseal(SECRETS_RING, version, place);
        place = next;
      }
      if (page === 2) await secrets.rotate.rotate(secrets.as('owner'), id, 'v2', null);
      expect(versionsOf(secrets, id)).toEqual([2, 2]);
      expect(await reveal(secrets, id, 1)).toBe('v1');
    },
  );

  it('a rotation that archives bytes from before the pass lists nothing under an older ring version', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    const version = await advance(secrets);
    const old = (await headOf(secrets, id)).value.current;
    await pass(secrets, version);
    // A rotation that read the head before the pass, and died once it had archived.
    await secrets.store.archive(id, 1, old, secrets.clock.now());
    await secrets.rotate.rotate(secrets.as('owner'), id, 'v2', null);
    expect(versionsOf(secrets, id)).toEqual([2, 2]);
    expect(await reveal(secrets, id, 1)).toBe('v1');
  });

  it('the next pass finds a late archive of old bytes', async () => {
    const secrets = await secretsUnderTest();
    const id = await aKeptSecret(secrets);
    const version = await advance(secrets);
    const old = (await headOf(secrets, id)).value.current;
    await pass(secrets, version);
    await secrets.store.archive(id, 1, old, secrets.clock.now());
    expect(await pass(secrets, version)).toEqual({ examined: 2, resealed: 1, failed: 0 });
  });
});
