import { LinkedNodes } from '../../testing/linked-nodes.js';

const ALONE =
  'NODE_ADDRESS is unset here, and the node at appender:1 appends for those that have one: this node races with it. Set ' +
  'NODE_ADDRESS on all nodes or on none';

describe('the state of a node', () => {
  it('says who appends its records: with an address one node for all, which a node does that reaches no other', async () => {
    const stage = new LinkedNodes();
    const [appender, follower] = await stage.startPair();
    const alone = await stage.start(null);
    const states = () => [appender, follower, alone].map(({ runtime }) => runtime.appender.state);
    expect(states()).toEqual(['this_node', 'another_node', 'each_node']);
    stage.network.before = () => Promise.reject(new Error('canary'));
    for (const name of ['a', 'b']) await stage.clock.drive(stage.read(follower, name));
    expect(states()).toEqual(['this_node', 'this_node', 'each_node']);
    await stage.end();
  });
});

describe('a node without an address', () => {
  let stage: LinkedNodes;
  beforeEach(() => {
    stage = new LinkedNodes();
  });
  afterEach(() => stage.end());

  it('tells of another one that appends for those with an address, once, at its start', async () => {
    await stage.startPair();
    const alone = await stage.start(null);
    await stage.clock.advance(60_000);
    expect(alone.alarms).toEqual([ALONE]);
  });

  it('says nothing beside nodes without an address, alone, and after the time of the other one', async () => {
    const first = await stage.start(null);
    await stage.clock.drive(first.place.hold());
    const second = await stage.start(null);
    expect([...first.alarms, ...second.alarms]).toEqual([]);
  });

  it('starts if the store does not tell', async () => {
    await stage.startPair();
    stage.leases.sweeper = () => Promise.reject(new Error('canary'));
    const alone = await stage.start(null);
    expect(alone.alarms).toEqual([]);
  });
});
