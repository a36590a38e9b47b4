import { asSealed, newId, OutcomeUnknown, PartUnavailable } from '#kernel';
import { codeOf } from '#kernel/testing';
import { MASTER_RING, SECRETS_RING, sealedVersion, userRing } from '#keys';
import { advanceRing } from '#keys/testing';
import { publishModel } from '#policies/testing';
import type { User } from '#users';
import { addUser, type IdentityNode, identityNode } from '../../testing/identity-node.js';
import { again, codeIn, enrolApp, signedIn } from '../../testing/second-factors.js';

describe('resealing the seeds of authenticator apps', () => {
  let node: IdentityNode;
  let user: User;
  let ring: string;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models, {});
    user = await addUser(node, 'ann');
    ring = userRing(user.id);
  });

  const stored = () => node.stores.users.users.peek(user.id)?.value as User;
  const seedsOf = ({ secondFactors: { totp, pendingTotp } }: User) =>
    [totp, pendingTotp].map((holder) => holder && sealedVersion(holder.sealedSeed));
  const advance = async () => {
    const version = await advanceRing(node.stores.rings, node.stores.keyring, ring);
    node.clock.at += 2_000;
    return version;
  };
  const reseal = (version: number) => node.resealSecondFactors.reseal(ring, version);

  it('holds the rings of users and no other', () => {
    const held = [ring, SECRETS_RING, MASTER_RING].map((one) => node.resealSecondFactors.holds(one));
    expect(held).toEqual([true, false, false]);
  });

  it('does nothing for an account without an app, and for no account', async () => {
    const nothing = { next: null, examined: 0, resealed: 0, failed: 0 };
    expect(await reseal(await advance())).toEqual(nothing);
    expect(await node.resealSecondFactors.reseal(userRing(newId()), 2)).toEqual(nothing);
    expect(await node.resealSecondFactors.estimate(userRing(newId()))).toBe(0);
    expect(stored()).toEqual(user);
  });

  it('reseals the seed in use and the waiting one: both still work, no session ends, the epoch does not rise', async () => {
    const { seed, caller } = await enrolApp(node, user);
    const { secret: waiting } = await node.totpEnrolment.begin(again(caller));
    const before = stored();
    const version = await advance();
    expect(await node.resealSecondFactors.estimate(ring)).toBe(2);
    expect(await reseal(version)).toEqual({ next: null, examined: 2, resealed: 2, failed: 0 });
    expect(seedsOf(stored())).toEqual([2, 2]);
    const { secondFactors, ...rest } = stored();
    const { secondFactors: factorsBefore, ...restBefore } = before;
    expect(rest).toEqual(restBefore);
    expect({ ...secondFactors.totp, sealedSeed: 0 }).toEqual({ ...factorsBefore.totp, sealedSeed: 0 });
    const { totp } = secondFactors;
    expect(
      await node.totpCodes.stepOf(user.id, totp?.sealedSeed ?? asSealed(''), codeIn(node, seed), 0),
    ).not.toBeNull();
    await node.totpEnrolment.confirm(again(caller), codeIn(node, waiting));
    expect(seedsOf(stored())).toEqual([2, null]);
    expect(await reseal(version)).toEqual({ next: null, examined: 1, resealed: 0, failed: 0 });
  });

  it('keeps a change that is made at the same time', async () => {
    await enrolApp(node, user);
    const version = await advance();
    node.stores.users.users.hooks.before = async (operation) => {
      if (operation !== 'replace') return;
      node.stores.users.users.hooks.before = () => {};
      await node.accounts.change(user.id, newId(), (now) => ({ ...now, email: 'new@example.org' }));
    };
    expect(await reseal(version)).toMatchObject({ resealed: 1, failed: 0 });
    expect(stored().email).toBe('new@example.org');
    expect(seedsOf(stored())).toEqual([2, null]);
  });

  it('counts a seed that does not open, and a seed that a node still seals under the older version', async () => {
    const caller = await signedIn(node, user);
    await node.totpEnrolment.begin(caller);
    const { secondFactors } = stored();
    const version = await advanceRing(node.stores.rings, node.stores.keyring, ring);
    expect(await reseal(version)).toEqual({ next: null, examined: 1, resealed: 0, failed: 1 });
    const totp = { sealedSeed: asSealed('garbage'), enabledAt: 0, lastStep: 0 };
    await node.accounts.change(user.id, newId(), (now) => ({ ...now, secondFactors: { ...secondFactors, totp } }));
    node.clock.at += 2_000;
    expect(await reseal(version)).toEqual({ next: null, examined: 2, resealed: 1, failed: 1 });
    expect(stored().secondFactors.totp).toEqual(totp);
  });

  it.each([new PartUnavailable('store'), new OutcomeUnknown()])(
    'is interrupted if the store is unavailable (%#)',
    async (error) => {
      await enrolApp(node, user);
      const version = await advance();
      node.stores.users.users.hooks.before = (operation) => {
        if (operation === 'replace') throw error;
      };
      expect(await codeOf(reseal(version))).toBe('store_unavailable');
      node.stores.users.users.hooks.before = () => {};
      expect(await reseal(version)).toMatchObject({ resealed: 1, failed: 0 });
    },
  );
});
