import { newId } from '#kernel';
import { addUser, aRequest, type IdentityNode, identityNode } from '../../../../test/factories/identity.js';
import { publishModel } from '../../../../test/factories/policy-services.js';

const DAY = 86_400_000;

describe('expired sessions', () => {
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

  it('are swept an hour after their absolute expiry, and not before', async () => {
    await open(1);
    node.clock.at += 30 * DAY + 3_600_000;
    expect(await node.sweep.run()).toBe(0);
    node.clock.at += 1;
    expect(await node.sweep.run()).toBe(1);
    expect(sessions()).toEqual([]);
  });

  it('are swept as fast as any number of logins makes them, or the store would grow without end [R40]', async () => {
    await open(450);
    node.clock.at += 30 * DAY + 3_600_001;
    expect(await node.sweep.run()).toBe(450);
    expect(sessions()).toEqual([]);
  });
});
