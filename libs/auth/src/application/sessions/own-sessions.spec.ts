import { type Caller, newId, OutcomeUnknown } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import type { User } from '#users';
import type { Session } from '../../domain/session.js';
import { addUser, callerAs, type IdentityNode, identityNode } from '../../testing/identity-node.js';

const DAY = 86_400_000;

describe("the caller's own sessions", () => {
  let node: IdentityNode;
  let ada: User;
  let root: User;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
    root = await addUser(node, 'root', { roles: ['administrator'] });
    ada = await addUser(node, 'ada');
  });

  const another = () => identityNode(node.stores, node.roots, node.clock);
  const present = async (user: User): Promise<User> => (await node.accounts.load(user.id))?.value ?? user;
  const open = async (user = ada, hasSecondFactor = false): Promise<Session> => {
    const { session } = node.sessions.prepare(await present(user), aRequest(), hasSecondFactor);
    await node.sessions.insert(session, newId());
    return session;
  };
  const callerIn = (session: Session, user = ada): Caller => callerAs(user, session.id);
  const opens = async ({ id, generation }: Session, user = ada, at = node): Promise<boolean> => {
    const claims = {
      userId: user.id,
      sessionId: id,
      via: 'session' as const,
      generation,
      expiresAt: Number.MAX_SAFE_INTEGER,
    };
    return (await codeOf(Promise.resolve().then(() => at.authentication.principalOf(claims)))) === 'none';
  };
  const idsOf = (sessions: readonly Session[]) => sessions.map(({ id }) => id);
  const listed = async (session: Session, before: string | null = null, limit = 50) =>
    node.ownSessions.list(callerIn(session), before, limit);

  describe('a list', () => {
    it('shows neither sessions of other users nor dead ones', async () => {
      const expired = await open();
      node.clock.at += 8 * DAY;
      const [ended, mine] = [await open(), await open()];
      await open(root);
      await node.sessions.revoke(ended.id, 'logout', newId());
      expect(idsOf((await listed(mine)).items)).toEqual([mine.id]);
      await node.ownSessions.endAll(callerIn(mine));
      const next = await open();
      expect(idsOf((await listed(next)).items)).toEqual([next.id]);
      expect(expired.id).not.toBe(next.id);
    });

    it('is refused to a session that has ended meanwhile', async () => {
      const session = await open();
      await node.sessions.revoke(session.id, 'logout', newId());
      expect(await codeOf(listed(session))).toBe('unauthenticated');
    });

    it('has the newest first, page by page, each session once', async () => {
      const opened: Session[] = [];
      for (let n = 0; n < 5; n++) {
        node.clock.at += 1_000;
        opened.unshift(await open());
      }
      const mine = opened[2] as Session;
      const first = await listed(mine, null, 2);
      const second = await listed(mine, first.next, 2);
      const third = await listed(mine, second.next, 2);
      expect(idsOf([...first.items, ...second.items, ...third.items])).toEqual(idsOf(opened));
      expect([first.next, third.next]).toEqual([opened[1]?.id, null]);
    });

    it('continues behind hundreds of sessions that a raised epoch has ended', async () => {
      const mine = await open();
      const old = { ...mine, authEpoch: 0 };
      const later = node.clock.at + 1_000;
      for (let n = 0; n < 500; n++) await node.sessions.insert({ ...old, id: newId(later) }, newId());
      const first = await listed(mine);
      expect(first.items).toEqual([]);
      expect(idsOf((await listed(mine, first.next)).items)).toEqual([mine.id]);
    });

    it('writes one record', async () => {
      const mine = await open();
      await listed(mine);
      expect(node.records.filter(({ action }) => action === 'auth:sessions')).toMatchObject([
        { outcome: 'succeeded', resourceType: 'user', resourceId: ada.id },
      ]);
    });
  });

  describe('ending one', () => {
    it('is not_found with the same record for a session of another user, an ended one, an unknown id, and no id', async () => {
      const [mine, ended, others] = [await open(), await open(), await open(root)];
      await node.sessions.revoke(ended.id, 'logout', newId());
      const answers = new Set<string>();
      for (const id of [others.id, ended.id, newId(), 'no-id']) {
        await node.ownSessions.end(callerIn(mine), id).catch(({ code, message }) => answers.add(`${code} ${message}`));
      }
      expect([...answers]).toEqual(['not_found There is no such object, or you may not see it.']);
      const told = { outcome: 'denied', action: 'auth:session-end', resourceType: 'session' };
      const reason = 'the account has no such live session';
      expect(node.records).toMatchObject(
        [others.id, ended.id, expect.any(String), null].map((resourceId) => ({ ...told, resourceId, reason })),
      );
      expect([await opens(others, root), await opens(mine)]).toEqual([true, true]);
    });

    it('ends this session and no other, at once here and within a second on other nodes [R33][R41]', async () => {
      const [mine, stolen] = [await open(), await open()];
      const elsewhere = another();
      expect([await opens(stolen), await opens(stolen, ada, elsewhere)]).toEqual([true, true]);
      await node.ownSessions.end(callerIn(mine), stolen.id);
      expect([await opens(stolen), await opens(mine)]).toEqual([false, true]);
      node.clock.at += 1_000;
      expect([await opens(stolen, ada, elsewhere), await opens(mine, ada, elsewhere)]).toEqual([false, true]);
      expect(node.records.map(({ outcome }) => outcome)).toEqual(['allowed', 'succeeded']);
    });

    it('ends the session also while it is refreshed [R39]', async () => {
      const [mine, other] = [await open(), await open()];
      const stored = await node.sessions.load(other.id);
      if (!stored) throw new Error('the session is gone');
      await Promise.all([
        codeOf(node.sessions.rotate(stored, newId(), async () => {})),
        node.ownSessions.end(callerIn(mine), other.id),
      ]);
      expect((await node.sessions.load(other.id))?.value.revokedBecause).toBe('ended');
    });

    it('may end the session of the request', async () => {
      const mine = await open();
      await node.ownSessions.end(callerIn(mine), mine.id);
      expect(await opens(mine)).toBe(false);
    });

    it('is settled by the state of the session', async () => {
      const [mine, other] = [await open(), await open()];
      node.stores.sessions.sessions.hooks.after = (operation) => {
        if (operation === 'replace') throw new OutcomeUnknown();
      };
      const caller = callerIn(mine);
      expect(await codeOf(node.ownSessions.end(caller, other.id))).toBe('outcome_unknown');
      node.stores.sessions.sessions.hooks.after = undefined;
      const { requestId } = caller.request;
      const leaf = { at: new Date(node.clock.at).toISOString(), resource_id: other.id, request_id: requestId };
      const settle = node.sessionSettlement.settle.bind(node.sessionSettlement);
      expect(await settle(leaf as Parameters<typeof settle>[0])).toBe('succeeded');
    });
  });

  describe('ending all', () => {
    it('ends every session and none of another user, at once here and within a second on other nodes [R33][R41]', async () => {
      const [mine, other, others] = [await open(), await open(), await open(root)];
      const elsewhere = another();
      expect(await opens(other, ada, elsewhere)).toBe(true);
      await node.ownSessions.endAll(callerIn(mine));
      expect([await opens(mine), await opens(other), await opens(others, root)]).toEqual([false, false, true]);
      node.clock.at += 1_000;
      expect(await opens(other, ada, elsewhere)).toBe(false);
      expect(await opens(await open())).toBe(true);
    });

    it('is one publication of the account, with a record before and after it', async () => {
      const [mine] = [await open(), await open()];
      const before = node.stores.users.users.peek(ada.id)?.revision ?? 0;
      await node.ownSessions.endAll(callerIn(mine));
      expect(node.stores.users.users.peek(ada.id)).toMatchObject({ revision: before + 1, value: { authEpoch: 2 } });
      const what = { action: 'auth:session-end', resourceType: 'user', resourceId: ada.id };
      expect(node.records).toMatchObject([
        { ...what, outcome: 'allowed' },
        { ...what, outcome: 'succeeded' },
      ]);
    });

    it('is refused to a session that was ended at the same time: newer sessions go on [R41]', async () => {
      const mine = await open();
      let later: Session | null = null;
      node.stores.users.users.hooks.before = async (operation) => {
        if (operation !== 'replace') return;
        node.stores.users.users.hooks.before = undefined;
        await another().ownSessions.endAll(callerIn(mine));
        later = await open();
      };
      expect(await codeOf(node.ownSessions.endAll(callerIn(mine)))).toBe('unauthenticated');
      expect(later && (await opens(later))).toBe(true);
    });
  });
});
