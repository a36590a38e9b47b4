import type { User } from '#users';
import {
  addUser,
  aRequest,
  callerAs,
  codeOf,
  type IdentityNode,
  identityNode,
  PASSWORD,
} from '../../../../test/factories/identity.js';
import { publishModel } from '../../../../test/factories/policy-services.js';
import { claimsIn, opensFor } from '../../../../test/factories/session-tokens.js';
import type { Tokens } from './token-issue.js';

const OTHER = 'Copper-Lantern-77-Meadow';

describe("an account of one's own", () => {
  let node: IdentityNode;
  let ada: User;
  let root: User;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
    root = await addUser(node, 'root', { roles: ['administrator'] });
    ada = await addUser(node, 'ada');
  });

  const logIn = (name = 'ada', password = PASSWORD) => node.login.login(aRequest(), name, password);
  const refresh = (tokens: Tokens) => node.refresh.refresh(aRequest(), tokens.refreshToken);
  const opens = (tokens: Tokens) => opensFor(node, ada, tokens);
  const changePassword = (tokens: Tokens) =>
    node.account.changePassword(callerAs(ada, claimsIn(tokens).sessionId), PASSWORD, OTHER);

  describe('a change of the password', () => {
    it('needs the current one, and records the failure [R8]', async () => {
      const tokens = await logIn();
      const caller = callerAs(ada, claimsIn(tokens).sessionId);
      expect(await codeOf(node.account.changePassword(caller, OTHER, OTHER))).toBe('invalid_credentials');
      expect(node.records.at(-1)).toMatchObject({ action: 'auth:password', outcome: 'failed' });
    });

    it('refuses a weak one and the same one', async () => {
      const caller = callerAs(ada, claimsIn(await logIn()).sessionId);
      for (const weak of ['weak', PASSWORD]) {
        expect(await codeOf(node.account.changePassword(caller, PASSWORD, weak))).toBe('validation_failed');
      }
    });

    it('ends every other session and not this one, and the old password is none [R41]', async () => {
      const [mine, other] = [await logIn(), await logIn()];
      expect([await opens(mine), await opens(other)]).toEqual([true, true]);
      await changePassword(mine);
      expect([await opens(mine), await opens(other)]).toEqual([true, false]);
      expect(await codeOf(refresh(other))).toBe('invalid_refresh_token');
      expect(await codeOf(refresh(mine))).toBe('none');
      expect(await codeOf(logIn())).toBe('invalid_credentials');
      expect(await codeOf(logIn('ada', OTHER))).toBe('none');
    });

    it('is not made by a session that another change has ended meanwhile [R41]', async () => {
      const [mine, other] = [await logIn(), await logIn()];
      await changePassword(mine);
      const caller = callerAs(ada, claimsIn(other).sessionId);
      expect(await codeOf(node.account.changePassword(caller, OTHER, PASSWORD))).toBe('unauthenticated');
    });

    it('is all that a session may do that must make it, besides asking who it is and leaving [R26]', async () => {
      const caller = callerAs(ada);
      expect(await codeOf(node.authentication.refuseUntilPasswordChange(caller, 'secret:read'))).toBe(
        'password_change_required',
      );
      expect(node.records.at(-1)).toMatchObject({ outcome: 'denied', action: 'secret:read' });
    });
  });

  it('tells its owner what the roles allow on anything', async () => {
    const view = await node.account.show(callerAs(root));
    expect(view.permissions).toContain('secret:reveal');
    expect((await node.account.show(callerAs(ada))).permissions).toEqual([]);
  });
});
