import { newId, OutcomeUnknown, type Stored } from '#kernel';
import { codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import type { User } from '#users';
import type { Challenge } from '../../domain/challenge.js';
import { addUser, type IdentityNode, identityNode } from '../../testing/identity-node.js';

const MINUTE = 60_000;
const ADDRESS = 'ada@example.org';

describe('challenges', () => {
  let node: IdentityNode;
  let ada: User;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
    ada = await addUser(node, 'ada');
  });

  const challenges = () => node.challenges;
  const opened = async (purpose: 'mfa-login' | 'password-reset' = 'mfa-login', user = ada) =>
    (await challenges().openWithToken(purpose, user, newId())).token;
  const found = async (token: string): Promise<Stored<Challenge>> => {
    const challenge = await challenges().findByToken('mfa-login', token);
    if (!challenge) throw new Error('the token opens nothing');
    return challenge;
  };
  const coded = async (): Promise<{ challenge: Stored<Challenge>; code: string }> => {
    const code = await challenges().openWithCode('email-factor', ada, ADDRESS, newId());
    const challenge = await challenges().findFor('email-factor', ada);
    if (!challenge) throw new Error('there is no challenge');
    return { challenge, code };
  };
  const take = (challenge: Stored<Challenge>, code: string) => challenges().takeCode(challenge, code, newId());
  const another = (code: string) => (code === '000000' ? '000001' : '000000');

  describe('a token', () => {
    it('opens no challenge of another purpose [R24] [R42]', async () => {
      expect(await challenges().findByToken('password-reset', await opened('mfa-login'))).toBeNull();
      expect(await challenges().findByToken('mfa-login', await opened('password-reset'))).toBeNull();
    });

    it('causes a read of the store only if it is genuine [R37]', async () => {
      const token = await opened();
      let looks = 0;
      node.stores.challenges.challenges.hooks.before = () => {
        looks += 1;
      };
      const forged = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
      expect(await challenges().findByToken('mfa-login', forged)).toBeNull();
      expect(looks).toBe(0);
      expect(await challenges().findByToken('mfa-login', token)).not.toBeNull();
      expect(looks).toBe(1);
    });

    it.each([
      ['mfa-login', 5],
      ['password-reset', 30],
    ] as const)('of a %s is dead after %i minutes', async (purpose, minutes) => {
      const token = await opened(purpose);
      node.clock.at += minutes * MINUTE - 1;
      expect(await challenges().findByToken(purpose, token)).not.toBeNull();
      node.clock.at += 1;
      expect(await challenges().findByToken(purpose, token)).toBeNull();
    });

    it('is dead once used: of 50 requests at once one uses it', async () => {
      const token = await opened();
      const challenge = await found(token);
      const used = await Promise.all(Array.from({ length: 50 }, () => challenges().use(challenge, newId())));
      expect(used.filter(Boolean)).toHaveLength(1);
      expect(await challenges().findByToken('mfa-login', token)).toBeNull();
    });

    it('is dead for an account that has changed since [R41]', async () => {
      const { value } = await found(await opened());
      expect(challenges().isLive(value, 'mfa-login', ada)).toBe(true);
      expect(challenges().isLive(value, 'mfa-login', { ...ada, authEpoch: ada.authEpoch + 1 })).toBe(false);
      expect(challenges().isLive(value, 'mfa-login', { ...ada, id: newId() })).toBe(false);
      expect(challenges().isLive(value, 'password-reset', ada)).toBe(false);
    });

    it('is nowhere in the store', async () => {
      const token = await opened();
      expect(JSON.stringify(node.stores.challenges.challenges.peekAll())).not.toContain(token);
    });
  });

  describe('a mailed code', () => {
    it('is accepted only as six digits in a string, before anything is looked up [R18]', async () => {
      const { challenge, code } = await coded();
      node.stores.challenges.challenges.hooks.before = () => {
        throw new Error('looked');
      };
      for (const odd of [
        '',
        ` ${code}`,
        `${code} `,
        `${code}\n`,
        `+${code.slice(1)}`,
        code.slice(1),
        `${code}0`,
        '１２３４５６',
      ]) {
        expect(await take(challenge, odd)).toBe(false);
      }
    });

    it('is dead after 10 minutes [R22]', async () => {
      const { challenge, code } = await coded();
      node.clock.at += 10 * MINUTE;
      expect(await take(challenge, code)).toBe(false);
    });

    it('is dead after five wrong guesses, and a new code has five guesses again [R22]', async () => {
      const { challenge, code } = await coded();
      for (let guess = 0; guess < 5; guess++) expect(await take(challenge, another(code))).toBe(false);
      expect(await take(challenge, code)).toBe(false);
      const next = await coded();
      expect(await take(next.challenge, next.code)).toBe(true);
    });

    it('answers at most five of 50 wrong guesses that are made at once [R22]', async () => {
      const { challenge, code } = await coded();
      await Promise.all(Array.from({ length: 50 }, () => take(challenge, another(code))));
      expect((await challenges().findFor('email-factor', ada))?.value.code?.failures).toBe(5);
      expect(await take(challenge, code)).toBe(false);
    });

    it('is bound to its challenge: another challenge does not accept it [R22]', async () => {
      const [mine, other] = [await opened(), await opened()];
      const code = (await challenges().newCode(await found(mine), ADDRESS, newId())) ?? '';
      const mailed = await found(mine);
      const { value, revision } = await found(other);
      const copied = { ...value, code: mailed.value.code };
      await node.stores.challenges.challenges.replace(copied, revision, newId());
      expect(await take(await found(other), code)).toBe(false);
      expect(await take(mailed, code)).toBe(true);
    });

    it('is dead once another code was sent', async () => {
      const first = await coded();
      const second = await coded();
      expect(first.code === second.code || !(await take(second.challenge, first.code))).toBe(true);
      expect(await take(second.challenge, second.code)).toBe(true);
    });

    it('works once: of 50 requests at once one takes it', async () => {
      const { challenge, code } = await coded();
      const taken = await Promise.all(Array.from({ length: 50 }, () => take(challenge, code)));
      expect(taken.filter(Boolean)).toHaveLength(1);
    });

    it('is stored as a keyed hash: without the key, none of the million codes hashes to it [R22]', async () => {
      const { challenge, code } = await coded();
      expect(JSON.stringify(challenge)).not.toContain(code);
      const elsewhere = identityNode(node.stores);
      expect(await elsewhere.challenges.takeCode(challenge, code, newId())).toBe(false);
    });
  });

  describe('the budget of mails', () => {
    it('is 5 an hour and 20 a day for each account, over all nodes [R22]', async () => {
      const other = identityNode(node.stores, node.roots, node.clock);
      const takeMany = async (count: number) => {
        const waits: (number | null)[] = [];
        for (let mail = 0; mail < count; mail++)
          waits.push((await [node, other][mail % 2]?.mailBudget.take(ada.id, 'owner')) ?? null);
        return waits;
      };
      node.clock.at = Date.UTC(2026, 10, 22);
      expect(await takeMany(7)).toEqual([null, null, null, null, null, 3_600, 3_600]);
      for (let hour = 1; hour < 4; hour++) {
        node.clock.at += 60 * MINUTE;
        expect(await takeMany(5)).toEqual(Array(5).fill(null));
      }
      node.clock.at += 60 * MINUTE;
      expect(await takeMany(1)).toEqual([20 * 3_600]);
      expect(await codeOf(node.mailBudget.require(ada.id))).toBe('rate_limited');
      expect(await node.mailBudget.take(newId(), 'owner')).toBeNull();
      expect(await node.mailBudget.take(ada.id, 'anyone')).toBeNull();
    });
  });

  describe('the settlement of an intent', () => {
    const settled = async (id: string, requestId: string) =>
      node.challengeSettlement.settle({
        ...{ v: 1, seq: 1, at: new Date(node.clock.now()).toISOString(), node: 'n', actor_id: ada.id },
        ...{ action: 'auth:mfa-enable', resource_type: 'challenge', resource_id: id, outcome: 'allowed' },
        ...{ request_id: requestId, decision_id: null, commitments: {} },
      });
    const sole = () => `email-factor:${ada.id}`;

    it('says failed if nothing was published, and a late write cannot land any more', async () => {
      const [id, requestId] = [newId(), newId()];
      expect(await settled(id, requestId)).toBe('failed');
      expect(await codeOf(challenges().openWithToken('mfa-login', ada, requestId, { id }))).toBe('busy');
    });

    it("lets the user's one challenge of a purpose be opened later", async () => {
      const late = newId();
      expect(await settled(sole(), late)).toBe('failed');
      const { challenge, code } = await coded();
      expect(await take(challenge, code)).toBe(true);
    });

    it('says succeeded for a publication whose answer was lost', async () => {
      const requestId = newId();
      const { hooks } = node.stores.challenges.challenges;
      hooks.after = (operation) => {
        if (operation === 'insert') throw new OutcomeUnknown();
      };
      expect(await codeOf(challenges().openWithCode('email-factor', ada, ADDRESS, requestId))).toBe('outcome_unknown');
      delete hooks.after;
      expect(await settled(sole(), requestId)).toBe('succeeded');
    });
  });
});
