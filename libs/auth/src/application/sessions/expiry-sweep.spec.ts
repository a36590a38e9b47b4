import { newId } from '#kernel';
import { aRequest } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import { addUser, type IdentityNode, identityNode } from '../../testing/identity-node.js';

const HOUR = 3_600_000;
const DAY = 86_400_000;

describe('the sweep', () => {
  let node: IdentityNode;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
  });

  const open = async (count: number) => {
    const user = await addUser(node, 'busy');
    for (let login = 0; login < count; login += 1) {
      await node.sessions.insert(node.sessions.prepare(user, aRequest()).session, newId());
    }
  };
  const sessions = () => node.stores.sessions.sessions.peekAll();
  const lockouts = () => node.stores.lockouts.lockouts.peekAll();

  it('removes sessions an hour after their absolute expiry, and not before', async () => {
    await open(1);
    node.clock.at += 30 * DAY + HOUR;
    expect(await node.sweep.run()).toBe(0);
    node.clock.at += 1;
    expect(await node.sweep.run()).toBe(1);
    expect(sessions()).toEqual([]);
  });

  it('removes sessions as fast as logins make them, so that the store does not grow without end [R40]', async () => {
    await open(450);
    node.clock.at += 30 * DAY + HOUR + 1;
    expect(await node.sweep.run()).toBe(450);
    expect(sessions()).toEqual([]);
  });

  it('ends before the next document when the server stops', async () => {
    await open(3);
    node.clock.at += 30 * DAY + HOUR + 1;
    expect(await node.sweep.run(AbortSignal.abort())).toBe(0);
    expect(await node.sweep.run()).toBe(3);
  });

  it('removes attempts after the last window and the last known network, and not before', async () => {
    await node.lockouts.reserve(aRequest(), 'nobody', null);
    await node.lockouts.complete(aRequest(), { id: newId(), username: 'somebody' });
    node.clock.at += 900_000 + HOUR;
    expect(await node.sweep.run()).toBe(0);
    node.clock.at += 1;
    expect(await node.sweep.run()).toBe(1);
    node.clock.at += 30 * DAY;
    expect(await node.sweep.run()).toBe(1);
    expect(lockouts()).toEqual([]);
  });

  it('removes challenges', async () => {
    const at = node.clock.at;
    const challenge = {
      ...({ id: newId(), purpose: 'mfa-login', userId: newId(), authEpoch: 1, tokenHash: null, code: null } as const),
      ...{ roles: null, createdAt: at, expiresAt: at, usedAt: null },
    };
    await node.stores.challenges.challenges.insert(challenge, newId());
    node.clock.at += HOUR + 1;
    expect(await node.sweep.run()).toBe(1);
  });

  it('does not remove a document that was prolonged after it was listed', async () => {
    await node.lockouts.reserve(aRequest(), 'nobody', null);
    node.clock.at += 900_000 + HOUR + 1;
    const { hooks } = node.stores.lockouts.lockouts;
    hooks.before = async (operation) => {
      if (operation !== 'load') return;
      hooks.before = undefined;
      await node.lockouts.reserve(aRequest(), 'nobody', null);
    };
    expect(await node.sweep.run()).toBe(0);
    expect(lockouts()).toHaveLength(1);
  });
});
