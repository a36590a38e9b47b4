import { aRequest, codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import type { MfaMethod, User } from '#users';
import { type IdentityNode, identityNode } from '../../testing/identity-node.js';
import { addVerified, askedForFactor, codeIn, enrolApp, enrolEmail } from '../../testing/second-factors.js';

const AT_ONCE = 50;
const ROUNDS = [1, 2, 3, 4, 5];

/** Many logins at once that know the password and the same code. */
describe('of 50 logins at once with one code', () => {
  let node: IdentityNode;
  let other: IdentityNode;
  let ada: User;

  beforeEach(async () => {
    node = identityNode();
    other = identityNode(node.stores, node.roots, node.clock);
    await publishModel(node.stores.models);
    ada = await addVerified(node, 'ada');
  });

  /** Each from its own network, so that no limit of attempts is reached before the code decides. */
  const from = (attempt: number) => ({ ...aRequest(), ip: `198.18.${attempt}.1` });

  async function race(nodes: readonly IdentityNode[], tokens: readonly string[], method: MfaMethod, code: string) {
    const before = (await node.stores.sessions.liveOf(ada.id, null, 1_000)).length;
    const results = await Promise.all(
      tokens.map((token, attempt) => {
        const { mfaLogin } = nodes[attempt % nodes.length] ?? node;
        return codeOf(mfaLogin.verify(from(attempt), token, method, code));
      }),
    );
    const opened = (await node.stores.sessions.liveOf(ada.id, null, 1_000)).length - before;
    return { opened, told: results.filter((result) => result === 'none').length, others: new Set(results) };
  }

  async function tokensFor(count: number): Promise<string[]> {
    const user = (await node.accounts.load(ada.id))?.value ?? ada;
    const asked = Array.from({ length: count }, () => node.mfaLogin.begin(aRequest(), user));
    return (await Promise.all(asked)).map(({ mfaToken }) => mfaToken);
  }

  describe.each([
    ['on one node', () => [node]],
    ['on two nodes', () => [node, other]],
  ])('%s', (_, nodes) => {
    it.each(ROUNDS)('exactly one uses a code of an app [R17], round %i', async () => {
      const { seed } = await enrolApp(node, ada);
      const { opened, told, others } = await race(nodes(), await tokensFor(AT_ONCE), 'totp', codeIn(node, seed));
      expect({ opened, told }).toEqual({ opened: 1, told: 1 });
      expect(
        [...others].filter((result) => !['none', 'invalid_code', 'busy', 'rate_limited'].includes(String(result))),
      ).toEqual([]);
    });

    it.each(ROUNDS)('exactly one uses a recovery code [R23], round %i', async () => {
      const { recoveryCodes } = await enrolApp(node, ada);
      const { opened, told } = await race(nodes(), await tokensFor(AT_ONCE), 'recovery', recoveryCodes[0] ?? '');
      expect({ opened, told }).toEqual({ opened: 1, told: 1 });
      const left = (await node.accounts.load(ada.id))?.value.secondFactors.recoveryHashes;
      expect(left).toHaveLength(9);
    });

    it.each(ROUNDS)('exactly one uses a code by e-mail [R22], round %i', async () => {
      await enrolEmail(node, ada);
      const { mfaToken } = await askedForFactor(node, 'ada');
      await node.mfaLogin.sendCode(aRequest(), mfaToken);
      const code = node.mailbox.secretFor('ada@example.org');
      const { opened, told } = await race(nodes(), Array(AT_ONCE).fill(mfaToken), 'email', code);
      expect({ opened, told }).toEqual({ opened: 1, told: 1 });
    });

    it.each(ROUNDS)('one token opens one session, also with two right codes [R24], round %i', async () => {
      const { seed, recoveryCodes } = await enrolApp(node, ada);
      const [token = ''] = await tokensFor(1);
      const proofs = [
        ['totp', codeIn(node, seed)],
        ...recoveryCodes.slice(0, 4).map((code) => ['recovery', code] as const),
      ] as const;
      const results = await Promise.all(
        proofs.map(([method, code], attempt) => {
          const { mfaLogin } = nodes()[attempt % nodes().length] ?? node;
          return codeOf(mfaLogin.verify(from(attempt), token, method, code));
        }),
      );
      expect(results.filter((result) => result === 'none')).toHaveLength(1);
    });
  });
});
