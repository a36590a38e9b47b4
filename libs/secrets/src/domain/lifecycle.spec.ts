import fc from 'fast-check';
import { asSealed } from '#kernel';
import {
  firstVersion,
  isExpired,
  isRestorable,
  nextVersion,
  purging,
  restored,
  softDeleted,
  standingOf,
  withMetadata,
  withoutVersion,
} from './lifecycle.js';

const by = { actorId: 'ann', at: 1_000 };
const draft = { id: 'one', path: 'prod/db', description: 'd', tags: ['a'], expiresAt: null };
const first = firstVersion(draft, asSealed('s1'), by);

describe('the life of a secret', () => {
  it('has no state for a version that never existed or was trimmed', () => {
    const trimmed = nextVersion(first, asSealed('s2'), by, 1);
    expect(standingOf(trimmed, 1)).toBeNull();
    expect(standingOf(trimmed, 3)).toBeNull();
    expect(standingOf(trimmed, 0)).toBeNull();
  });

  it('cannot be restored if it is live, purging, or deleted for the whole retention', () => {
    const deleted = softDeleted(first, by);
    expect(isRestorable(first, 1_500, 1_000)).toBe(false);
    expect(isRestorable(purging(deleted), 1_500, 1_000)).toBe(false);
    expect(isRestorable(deleted, 2_000, 1_000)).toBe(false);
    expect(isRestorable(deleted, 1_999, 1_000)).toBe(true);
  });

  it('expires at exactly its millisecond', () => {
    expect(isExpired({ ...first, expiresAt: 2_000 }, 1_999)).toBe(false);
    expect(isExpired({ ...first, expiresAt: 2_000 }, 2_000)).toBe(true);
    expect(isExpired(first, Number.MAX_SAFE_INTEGER)).toBe(false);
  });

  it('begins live with version 1', () => {
    expect(first).toMatchObject({ state: 'live', version: 1, createdBy: 'ann', createdAt: 1_000, deletedAt: null });
    expect(standingOf(first, 1)).toBe('current');
  });

  it('lists the last versions, ascending, the current one last', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 12 }), (rotations, versionsKept) => {
        let secret = first;
        for (let n = 0; n < rotations; n++) secret = nextVersion(secret, asSealed(`s${n + 2}`), by, versionsKept);
        const listed = secret.versions.map((entry) => entry.version);
        const length = Math.min(rotations + 1, versionsKept);
        expect(listed).toEqual(Array.from({ length }, (_, index) => rotations + 1 - length + 1 + index));
        expect(secret).toMatchObject({ version: rotations + 1, current: `s${rotations + 1}` });
      }),
    );
  });

  it('marks one version as destroyed and keeps the others', () => {
    const rotated = nextVersion(first, asSealed('s2'), by, 10);
    const marked = withoutVersion(rotated, 1, { ...by, at: 5_000 });
    expect([1, 2].map((version) => standingOf(marked, version))).toEqual(['destroyed', 'current']);
    expect(marked.updatedAt).toBe(5_000);
    expect(standingOf(rotated, 1)).toBe('archived');
  });

  it('changes only the attributes that are given, also to null', () => {
    expect(withMetadata(first, { description: null }, by)).toMatchObject({ description: null, tags: ['a'] });
    expect(withMetadata(first, { tags: [] }, by)).toMatchObject({ description: 'd', tags: [] });
    expect(withMetadata({ ...first, expiresAt: 9 }, {}, by)).toMatchObject({ expiresAt: 9 });
  });

  it('comes back unchanged from a restore', () => {
    expect(restored(softDeleted(first, by), by)).toEqual(first);
  });
});
