import { CursorCodec } from '#access';
import type { Caller } from '#kernel';
import { codeOf } from '#kernel/testing';
import { publishModel } from '#policies/testing';
import { addUser, callerAs, type IdentityNode, identityNode } from '../testing/identity-node.js';
import { claimsIn, openedFor } from '../testing/session-tokens.js';
import { SessionsController } from './sessions.controller.js';

describe('the sessions that a client sees', () => {
  let node: IdentityNode;
  let controller: SessionsController;
  let ada: Caller;
  let root: Caller;

  beforeEach(async () => {
    node = identityNode();
    await publishModel(node.stores.models);
    controller = new SessionsController(node.ownSessions, new CursorCodec(node.roots));
    const users = [await addUser(node, 'ada'), await addUser(node, 'root')] as const;
    const [ofAda, ofRoot] = [await openedFor(node, users[0]), await openedFor(node, users[1])];
    [ada, root] = [callerAs(users[0], claimsIn(ofAda).sessionId), callerAs(users[1], claimsIn(ofRoot).sessionId)];
    node.clock.at += 1_000;
    await openedFor(node, users[0], true);
  });

  it('are refused with a cursor of another user', async () => {
    const { next_cursor: cursor } = await controller.list(ada, { limit: '1' });
    expect(await codeOf(controller.list(root, { cursor: cursor ?? '' }))).toBe('validation_failed');
  });

  it('come a page at a time, and show which one made the request and which has a second factor', async () => {
    const first = await controller.list(ada, { limit: '1' });
    expect(first.items).toMatchObject([{ second_factor: true, current: false }]);
    const second = await controller.list(ada, { limit: '1', cursor: first.next_cursor ?? '' });
    expect(second).toEqual({
      items: [
        {
          id: ada.principal.credential,
          created_at: '2026-11-22T12:00:00.000Z',
          last_refreshed_at: '2026-11-22T12:00:00.000Z',
          expires_at: '2026-11-29T12:00:00.000Z',
          ip: '192.0.2.1',
          user_agent: 'curl/8.9',
          second_factor: false,
          current: true,
        },
      ],
      next_cursor: null,
    });
  });

  it('show nothing from which a token could be made [R34]', async () => {
    const { items } = await controller.list(ada, {});
    const stored = await node.sessions.load(ada.principal.credential);
    expect(JSON.stringify(items)).not.toContain(stored?.value.refreshHash);
    expect(Object.keys(items[0] ?? {})).toHaveLength(8);
  });
});
