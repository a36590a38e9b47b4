import type { Leaf } from '#audit';
import { recordedTrail } from '#audit/testing';
import { newId, PartUnavailable } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import type { User } from '#users';
import { addUser, callerAs, type IdentityNode, identityNode } from '../../testing/identity-node.js';
import { claimsIn, openedFor, opensFor } from '../../testing/session-tokens.js';
import type { Tokens } from './token-issue.js';

const DAY = 86_400_000;

describe('the end of a session', () => {
  let node: IdentityNode;
  let ada: User;
  let tokens: Tokens;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
    ada = await addUser(node, 'ada');
    tokens = await openedFor(node, ada);
  });

  const opens = (of: Tokens, at = node) => opensFor(at, ada, of);
  const refresh = (of: Tokens, at = node) => at.refresh.refresh(aRequest(), of.refreshToken);
  const logOut = (of: Tokens, at = node) => at.logout.logout(aRequest(), null, of.refreshToken);
  const another = () => identityNode(node.stores, node.roots, node.clock);
  const session = async () => (await node.sessions.load(claimsIn(tokens).sessionId))?.value;
  /** Runs `work` once, right before the session is published. */
  const beforePublishing = (work: () => Promise<unknown>) => {
    const { hooks } = node.stores.sessions.sessions;
    hooks.before = async (operation) => {
      if (operation !== 'replace') return;
      hooks.before = undefined;
      await work();
    };
  };

  it('ends all its access tokens, also one from before a refresh, and no other session [R33]', async () => {
    const other = await openedFor(node, ada);
    const next = await refresh(tokens);
    expect([await opens(tokens), await opens(next)]).toEqual([true, true]);
    await logOut(next);
    expect([await opens(tokens), await opens(next), await opens(other)]).toEqual([false, false, true]);
  });

  it('holds whether a refresh or a logout publishes first [R39]', async () => {
    beforePublishing(() => logOut(tokens, another()));
    expect(await codeOf(refresh(tokens))).toBe('invalid_refresh_token');
    expect((await session())?.revokedBecause).toBe('logout');
    tokens = await openedFor(node, ada);
    let next: Tokens | null = null;
    beforePublishing(async () => {
      next = await refresh(tokens, another());
    });
    await logOut(tokens);
    expect((await session())?.revokedBecause).toBe('logout');
    expect(next && (await opens(next))).toBe(false);
  });

  it('by a used refresh token comes before the audit says so, and comes also if nothing can be recorded [R36]', async () => {
    await refresh(tokens);
    const ends: unknown[] = [];
    node.trail.denied = async () => {
      ends.push((await session())?.revokedBecause);
      throw new PartUnavailable('audit');
    };
    expect(await codeOf(refresh(tokens))).toBe('invalid_refresh_token');
    expect([...ends, (await session())?.revokedBecause]).toEqual(['reuse', 'reuse']);
  });

  it('by a used refresh token comes when the token comes again, if the store refused it the first time [R36]', async () => {
    await refresh(tokens);
    const { revoke } = node.sessions;
    node.sessions.revoke = async () => {
      throw new PartUnavailable('store');
    };
    expect(await codeOf(refresh(tokens))).toBe('store_unavailable');
    node.sessions.revoke = revoke;
    expect(await codeOf(refresh(tokens))).toBe('invalid_refresh_token');
    const denied = node.records.filter(({ outcome }) => outcome === 'denied');
    expect(denied.map(({ reason }) => reason)).toEqual([
      expect.stringMatching('could not be ended'),
      expect.stringMatching('its session ends'),
    ]);
    expect((await session())?.revokedBecause).toBe('reuse');
  });

  describe('by a used refresh token is in the audit [R36]', () => {
    const told = (at = node) => at.records.map(({ action, outcome }) => `${action} ${outcome}`).slice(2);
    const reused = ['auth:session-end allowed', 'auth:session-end succeeded', 'auth:refresh denied'];
    const away = async () => {
      throw new PartUnavailable('audit');
    };

    it('by an intent before the session ends, which says why and which a settlement closes', async () => {
      await refresh(tokens);
      const seen: unknown[] = [];
      beforePublishing(async () => seen.push([told(), (await session())?.revokedBecause]));
      expect(await codeOf(refresh(tokens))).toBe('invalid_refresh_token');
      expect(seen).toEqual([[[reused[0]], null]]);
      expect(told()).toEqual(reused);
      const [intent] = node.records.filter(({ action }) => action === 'auth:session-end');
      const changes = [{ field: 'ended_because', before: [], after: ['refresh_token_reused'], omitted: 0 }];
      expect(intent).toMatchObject({ actorId: ada.id, resourceId: claimsIn(tokens).sessionId, changes });
      const leaf = { resource_id: intent?.resourceId, request_id: intent?.requestId, at: '2026-01-01T00:00:00.000Z' };
      expect(await node.sessionSettlement.settle(leaf as Leaf)).toBe('succeeded');
    });

    it('once it can be written, if the log was away, and the session has ended meanwhile', async () => {
      const next = await refresh(tokens);
      Object.assign(node.trail, { mutation: away, denied: away });
      expect(await codeOf(refresh(tokens))).toBe('invalid_refresh_token');
      expect([(await session())?.revokedBecause, await opens(next)]).toEqual(['reuse', false]);
      await node.reused.run();
      expect(told()).toEqual([]);
      const later = recordedTrail();
      Object.assign(node.trail, later.trail);
      await node.reused.run();
      await node.reused.run();
      expect(later.records).toMatchObject([
        { action: 'auth:refresh', outcome: 'denied', reason: expect.stringContaining('its session ends') },
      ]);
    });

    it('with the request that used it again, whoever comes while the record waits', async () => {
      const next = await refresh(tokens);
      const thief = aRequest();
      Object.assign(node.trail, { mutation: away, denied: away });
      await codeOf(node.refresh.refresh(thief, tokens.refreshToken));
      await codeOf(refresh(next));
      const later = recordedTrail();
      Object.assign(node.trail, later.trail);
      await codeOf(refresh(next));
      await node.reused.run();
      expect(later.records).toMatchObject([
        { requestId: thief.requestId, reason: expect.stringContaining('its session ends') },
      ]);
    });

    it('as ended, if only a repeat ended it while the record waits', async () => {
      await refresh(tokens);
      const { revoke } = node.sessions;
      const first = aRequest();
      Object.assign(node.trail, { mutation: away, denied: away });
      node.sessions.revoke = away;
      expect(await codeOf(node.refresh.refresh(first, tokens.refreshToken))).toBe('audit_unavailable');
      node.sessions.revoke = revoke;
      expect(await codeOf(refresh(tokens))).toBe('invalid_refresh_token');
      const later = recordedTrail();
      Object.assign(node.trail, later.trail);
      await node.reused.run();
      expect(later.records).toMatchObject([
        { requestId: first.requestId, reason: expect.stringContaining('its session ends') },
      ]);
    });

    it('once, if a token of the session comes while the records that wait are written', async () => {
      const next = await refresh(tokens);
      const others = await openedFor(node, ada);
      await refresh(others);
      Object.assign(node.trail, { mutation: away, denied: away });
      for (const token of [others, tokens]) await codeOf(refresh(token));
      const later = recordedTrail();
      const { denied } = later.trail;
      later.trail.denied = async (...of) => {
        later.trail.denied = denied;
        Object.assign(node.trail, later.trail);
        await codeOf(refresh(next));
        return denied.apply(later.trail, of);
      };
      Object.assign(node.trail, later.trail);
      await node.reused.run();
      expect(later.records).toHaveLength(2);
    });

    it('as far as a run gets before it is told to end', async () => {
      await refresh(tokens);
      Object.assign(node.trail, { mutation: away, denied: away });
      await codeOf(refresh(tokens));
      const later = recordedTrail();
      Object.assign(node.trail, later.trail);
      await node.reused.run(AbortSignal.abort());
      expect(later.records).toEqual([]);
    });

    it('when a token of the session comes again, if the process died before, and then once', async () => {
      const next = await refresh(tokens);
      const [dead, alive] = [another(), another()];
      Object.assign(dead.trail, { mutation: away, denied: away });
      expect(await codeOf(refresh(tokens, dead))).toBe('invalid_refresh_token');
      for (const token of [next, tokens, next])
        expect(await codeOf(refresh(token, alive))).toBe('invalid_refresh_token');
      expect(alive.records).toMatchObject([
        { action: 'auth:refresh', outcome: 'denied', resourceId: claimsIn(tokens).sessionId, actorId: ada.id },
      ]);
    });
  });

  it('is not undone by a late proof or a late new epoch [R39]', async () => {
    const { sessionId } = claimsIn(tokens);
    await logOut(tokens);
    const ended = await session();
    const proof = { authEpoch: ada.authEpoch, hasSecondFactor: true };
    expect(await node.sessions.proveAgain(sessionId, proof, newId())).toBeNull();
    await node.sessions.adopt(sessionId, 2, newId());
    await node.sessions.revoke(sessionId, 'ended', newId());
    expect(await session()).toEqual(ended);
  });

  it('comes at the absolute expiry, whatever its tokens say, and no proof delays it [R40]', async () => {
    for (let day = 0; day < 29; day++) {
      node.clock.at += DAY;
      tokens = await refresh(tokens);
    }
    node.clock.at += DAY - 1;
    const caller = callerAs(ada, claimsIn(tokens).sessionId);
    const proof = { authEpoch: ada.authEpoch, hasSecondFactor: false };
    await node.sessions.proveAgain(caller.principal.credential, proof, newId());
    expect([await opens(tokens), await codeOf(node.present.of(caller.principal))]).toEqual([true, 'none']);
    node.clock.at += 1;
    expect([await opens(tokens), await codeOf(node.present.of(caller.principal))]).toEqual([false, 'unauthenticated']);
  });

  it('does not come while the session is refreshed, and comes to the millisecond when it is idle [R40]', async () => {
    node.clock.at += 7 * DAY - 1;
    expect([await opens(tokens), (await node.ownSessions.list(callerIn(), null, 50)).items.length]).toEqual([true, 1]);
    tokens = await refresh(tokens);
    node.clock.at += 7 * DAY;
    expect([await opens(tokens), await codeOf(refresh(tokens))]).toEqual([false, 'invalid_refresh_token']);
  });

  const callerIn = () => callerAs(ada, claimsIn(tokens).sessionId);
});
