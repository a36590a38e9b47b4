import { createSecretKey, randomBytes } from 'node:crypto';
import { type CofferError, newId, OutcomeUnknown, Roots } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import type { User } from '#users';
import { PASSWORD } from '#users/testing';
import type { AccessClaims } from '../../domain/tokens/access-claims.js';
import { addUser, callerAs, type IdentityNode, identityNode, logInWith } from '../../testing/identity-node.js';
import { claimsIn, opensFor } from '../../testing/session-tokens.js';
import type { Tokens } from './token-issue.js';

const OTHER = 'Copper-Lantern-77-Meadow';
const DAY = 86_400_000;

describe('sessions', () => {
  let node: IdentityNode;
  let ada: User;
  let root: User;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
    root = await addUser(node, 'root', { roles: ['administrator'] });
    ada = await addUser(node, 'ada');
  });

  const logIn = (name = 'ada', password = PASSWORD, at = node) => logInWith(at, name, password);
  const refresh = (tokens: Tokens, at = node) => at.refresh.refresh(aRequest(), tokens.refreshToken);
  const sessions = () => node.stores.sessions.sessions.peekAll().map(({ value }) => value);
  const changePassword = (tokens: Tokens, at = node) =>
    at.passwordChange.change(callerAs(ada, claimsIn(tokens).sessionId), {
      current: { password: PASSWORD },
      next: { password: OTHER },
      keys: {},
    });
  const another = () => identityNode(node.stores, node.roots, node.clock);

  const opens = (tokens: Tokens, at = node) => opensFor(at, ada, tokens);

  describe('a login', () => {
    it('is refused with one answer after one verification: unknown name, wrong password, account not active [R13]', async () => {
      await addUser(node, 'pending_one', { state: 'pending' });
      await addUser(node, 'off', { state: 'disabled' });
      const verify = node.hasher.verify.bind(node.hasher);
      let verified = 0;
      node.hasher.verify = (...given) => {
        verified += 1;
        return verify(...given);
      };
      const answers = new Set<string>();
      const attempts = [
        ['nobody', PASSWORD],
        ['a b', PASSWORD],
        ['ada', OTHER],
        ['off', PASSWORD],
        ['pending_one', PASSWORD],
      ] as const;
      for (const [name, password] of attempts) {
        await logIn(name, password).catch((error: CofferError) =>
          answers.add(`${error.code} ${error.message} ${JSON.stringify(error.details)}`),
        );
      }
      expect([...answers]).toEqual(['invalid_credentials The username or the password is wrong. {}']);
      expect(verified).toBe(attempts.length);
      expect(sessions()).toEqual([]);
    });

    it('writes one failed record, which has only a keyed hash of an unknown name', async () => {
      await codeOf(logIn('My-Secret-Password'));
      await codeOf(logIn('my-secret-password '));
      const names = node.records.map(({ actorName }) => actorName);
      expect(node.records.map(({ outcome, action }) => [outcome, action])).toEqual(
        Array(2).fill(['failed', 'auth:login']),
      );
      expect(names[0]).toMatch(/^unknown:[\w-]{43}$/);
      expect(names[1]).toBe(names[0]);
    });

    it('accepts every spelling of the name [R47]', async () => {
      expect(await opens(await logIn(' ADA'))).toBe(true);
    });

    it('is refused while the account cannot be read again, and if the account changed [R43]', async () => {
      node.stores.sessions.sessions.hooks.after = async (operation) => {
        if (operation !== 'insert') return;
        node.stores.sessions.sessions.hooks.after = undefined;
        await node.editing.disable(callerAs(root), ada.id);
      };
      expect(await codeOf(logIn())).toBe('invalid_credentials');
      expect(sessions().every(({ revokedAt }) => revokedAt !== null)).toBe(true);
    });

    it('leaves no live session if the password changes meanwhile [R43]', async () => {
      const first = await logIn();
      const verify = node.hasher.verify.bind(node.hasher);
      node.hasher.verify = async (...given) => {
        const matches = await verify(...given);
        node.hasher.verify = verify;
        await changePassword(first, another());
        return matches;
      };
      expect(await codeOf(logIn())).toBe('invalid_credentials');
      expect(await codeOf(logIn('ada', OTHER))).toBe('none');
    });

    it('replaces a hash under an older pepper, and ends no session [R6]', async () => {
      const newer = { version: 2, key: createSecretKey(randomBytes(32)) };
      const risen = identityNode(
        node.stores,
        new Roots(node.roots.jwtKeys, [newer, ...node.roots.peppers]),
        node.clock,
      );
      const tokens = await logIn('ada', PASSWORD, risen);
      expect(node.stores.users.users.peek(ada.id)?.value).toMatchObject({ pepperVersion: 2, authEpoch: 1 });
      expect(await opens(tokens, risen)).toBe(true);
      expect(await codeOf(logIn('ada', PASSWORD, risen))).toBe('none');
    });

    it('leaves no password and no token in the store or the records [R34]', async () => {
      const tokens = await logIn();
      const kept = JSON.stringify([sessions(), node.records, node.stores.users.users.peekAll()]);
      for (const secret of [PASSWORD, tokens.refreshToken, tokens.accessToken]) expect(kept).not.toContain(secret);
    });

    it('is settled by the state of its session', async () => {
      node.stores.sessions.sessions.hooks.after = () => {
        throw new OutcomeUnknown();
      };
      expect(await codeOf(logIn())).toBe('outcome_unknown');
      node.stores.sessions.sessions.hooks.after = undefined;
      const intent = node.records.find(({ outcome }) => outcome === 'allowed');
      expect(await settle(node, intent?.resourceId ?? '', intent?.requestId ?? '')).toBe('succeeded');
      expect(await settle(node, newId(), newId())).toBe('failed');
    });
  });

  describe('an access token', () => {
    it('is refused for an unknown session and for another user', async () => {
      const tokens = await logIn();
      const claims = claimsIn(tokens);
      const ask = async (other: Partial<AccessClaims>) => node.authentication.principalOf({ ...claims, ...other });
      expect(await codeOf(ask({ sessionId: newId() }))).toBe('unauthenticated');
      expect(await codeOf(ask({ userId: root.id }))).toBe('unauthenticated');
      expect(await codeOf(ask({ generation: 2 }))).toBe('unauthenticated');
      expect(await codeOf(ask({ expiresAt: node.clock.at }))).toBe('unauthenticated');
    });

    it('ends with its session, at once here and within a second on other nodes [R33][R41]', async () => {
      const tokens = await logIn();
      const elsewhere = another();
      expect([await opens(tokens), await opens(tokens, elsewhere)]).toEqual([true, true]);
      await node.logout.logout(aRequest(), null, tokens.refreshToken);
      expect(await opens(tokens)).toBe(false);
      node.clock.at += 1_000;
      expect(await opens(tokens, elsewhere)).toBe(false);
    });

    it('ends with its account, also if a read was under way [R41]', async () => {
      const tokens = await logIn();
      expect(await opens(tokens)).toBe(true);
      node.clock.at += 1_000;
      const looking = opens(tokens);
      await node.editing.disable(callerAs(root), ada.id);
      await looking;
      expect(await opens(tokens)).toBe(false);
      await node.editing.enable(callerAs(root), ada.id);
      expect(await opens(tokens)).toBe(false);
    });

    it('causes one read for many requests', async () => {
      const tokens = await logIn();
      node.live.forget(claimsIn(tokens).sessionId);
      let loads = 0;
      node.stores.sessions.sessions.hooks.before = () => {
        loads += 1;
      };
      await Promise.all(Array.from({ length: 50 }, () => opens(tokens)));
      expect(await opens(tokens)).toBe(true);
      expect(loads).toBe(1);
    });

    it('is remembered as verified until it expires', () => {
      const claims = {
        userId: ada.id,
        sessionId: newId(),
        via: 'session' as const,
        generation: 1,
        expiresAt: node.clock.at + 1_000,
      };
      node.authentication.remember('token', claims);
      expect(node.authentication.known('other')).toBeNull();
      expect(node.authentication.known('token')).toEqual(claims);
      node.clock.at += 1_000;
      expect(node.authentication.known('token')).toBeNull();
    });
  });

  describe('a refresh', () => {
    it('is refused for garbage under a known id, and ends no session [R37]', async () => {
      const tokens = await logIn();
      const [body = '', mac = ''] = tokens.refreshToken.split('.');
      for (const garbage of [`${body}.${'A'.repeat(43)}`, `${'A'.repeat(70)}.${mac}`, tokens.accessToken, '']) {
        expect(await codeOf(node.refresh.refresh(aRequest(), garbage))).toBe('invalid_refresh_token');
      }
      expect(await opens(tokens)).toBe(true);
    });

    it('succeeds for one of 50 requests with the same token [R35]', async () => {
      const tokens = await logIn();
      const nodes = [node, another()];
      const codes = await Promise.all(
        Array.from({ length: 50 }, (_, n) => codeOf(refresh(tokens, nodes[n % 2] ?? node))),
      );
      expect(codes.filter((code) => code === 'none')).toHaveLength(1);
      expect(new Set(codes)).toEqual(new Set(['none', 'invalid_refresh_token']));
    });

    it('with a used token ends the session, in the same second and after a restart, and is audited [R36][R38]', async () => {
      for (const at of [node, another()]) {
        const tokens = await logIn();
        const next = await refresh(tokens);
        expect(await codeOf(refresh(tokens, at))).toBe('invalid_refresh_token');
        node.clock.at += 1_000;
        expect(await opens(next)).toBe(false);
        expect(await codeOf(refresh(next))).toBe('invalid_refresh_token');
        expect(at.records.filter(({ outcome }) => outcome === 'denied')).toMatchObject([
          { action: 'auth:refresh', resourceId: claimsIn(tokens).sessionId, reason: expect.stringContaining('again') },
        ]);
      }
      expect(sessions().map(({ revokedBecause }) => revokedBecause)).toEqual(['reuse', 'reuse']);
    });

    it('lets earlier access tokens work for 10 s and no longer [R41]', async () => {
      const tokens = await logIn();
      const next = await refresh(tokens);
      node.clock.at += 9_999;
      expect(await opens(tokens)).toBe(true);
      node.clock.at += 1;
      expect(await opens(tokens)).toBe(false);
      expect(await opens(next)).toBe(true);
    });

    it('that a clock more than a minute ahead made leaves earlier access tokens no time [R104]', async () => {
      const tokens = await logIn();
      node.clock.at += 60_001;
      const next = await refresh(tokens);
      node.clock.at -= 60_001;
      expect([await opens(tokens), await opens(next)]).toEqual([false, true]);
    });

    it('does not undo a logout at the same time [R39]', async () => {
      const tokens = await logIn();
      await Promise.all([codeOf(refresh(tokens)), node.logout.logout(aRequest(), null, tokens.refreshToken)]);
      expect(sessions()[0]?.revokedAt).not.toBeNull();
    });

    it('is refused after the idle expiry, and after the absolute expiry [R40]', async () => {
      const idle = await logIn();
      node.clock.at += 7 * DAY;
      expect(await codeOf(refresh(idle))).toBe('invalid_refresh_token');
      let tokens = await logIn();
      for (let day = 6; day < 30; day += 6) {
        node.clock.at += 6 * DAY;
        tokens = await refresh(tokens);
      }
      node.clock.at += 6 * DAY;
      expect(await codeOf(refresh(tokens))).toBe('invalid_refresh_token');
    });

    it('is refused for an account that was disabled meanwhile [R41]', async () => {
      const tokens = await logIn();
      await node.editing.disable(callerAs(root), ada.id);
      expect(await codeOf(refresh(tokens))).toBe('invalid_refresh_token');
    });
  });

  describe('a logout', () => {
    it('is refused without a genuine token', async () => {
      expect(await codeOf(node.logout.logout(aRequest(), null, null))).toBe('unauthenticated');
      expect(await codeOf(node.logout.logout(aRequest(), null, 'x'))).toBe('unauthenticated');
    });

    it('ends only this session, and may be repeated', async () => {
      const [one, two] = [await logIn(), await logIn()];
      await node.logout.logout(aRequest(), null, one.refreshToken);
      await node.logout.logout(aRequest(), null, one.refreshToken);
      expect([await opens(one), await opens(two)]).toEqual([false, true]);
    });
  });
});

function settle(node: IdentityNode, sessionId: string, requestId: string) {
  const leaf = { at: new Date(node.clock.now()).toISOString(), resource_id: sessionId, request_id: requestId };
  return node.sessionSettlement.settle(leaf as Parameters<typeof node.sessionSettlement.settle>[0]);
}
