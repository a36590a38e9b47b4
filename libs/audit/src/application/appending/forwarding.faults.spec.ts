import { OutcomeUnknown, PartUnavailable } from '#kernel';
import { aRequest } from '#kernel/testing';
import { ANN, type AuditNode } from '../../testing/audit-node.js';
import { WRITE } from '../../testing/audit-records.js';
import { LinkedNodes } from '../../testing/linked-nodes.js';
import { AUDIT_TIMINGS } from '../timings.js';

describe('nodes that append by one of them, when something fails', () => {
  let stage: LinkedNodes;
  let log: LinkedNodes['log'];
  let clock: LinkedNodes['clock'];
  let network: LinkedNodes['network'];
  /** The node with the place of the sweeper, and another. */
  let appender: AuditNode;
  let follower: AuditNode;

  beforeEach(async () => {
    stage = new LinkedNodes();
    ({ log, clock, network } = stage);
    [appender, follower] = await stage.startPair();
  });
  afterEach(() => stage.end());

  /** Messages wait until the test lets them go, one after another. */
  function held(side: 'before' | 'after'): (() => void)[] {
    const releases: (() => void)[] = [];
    network[side] = () => new Promise<void>((resolve) => releases.push(resolve));
    return releases;
  }

  it('append after a batch whose end is of another node, when the appender is gone [R68]', async () => {
    const writing = Promise.withResolvers<void>();
    log.hooks.before = (operation) => (operation === 'append' ? writing.promise : undefined);
    const first = stage.read(appender, 'first');
    await clock.advance(1);
    const inside = stage.read(follower, 'inside');
    await clock.advance(1);
    const end = stage.read(appender, 'end');
    await clock.advance(1);
    log.hooks.before = undefined;
    writing.resolve();
    await clock.drive(Promise.all([first, inside, end]));
    expect(log.leaves().map((leaf) => leaf.resource_id)).toEqual(['first', 'inside', 'end']);
    network.before = () => {
      throw new Error('connection refused');
    };
    await clock.drive(stage.read(follower, 'alone'));
    stage.expectReads('first', 'inside', 'end', 'alone');
  });

  it('answer each request by its own record, after an answer with an outcome in the middle was lost [R68] [R69]', async () => {
    const effect = Promise.withResolvers<void>();
    const change = follower.trail.mutation(aRequest(), ANN, WRITE, () => effect.promise);
    await clock.advance(1);
    network.after = () => {
      network.after = undefined;
      throw new Error('the connection was lost');
    };
    follower.settlements.register('secret', { settle: async () => 'failed' });
    const reads = stage.read(follower, 'before');
    effect.resolve();
    // The outcome is in the line before the next intent, and in the same message.
    for (let turns = 0; turns < 50; turns += 1) await Promise.resolve();
    const unknown = follower.trail.mutation(aRequest(), ANN, { ...WRITE, resourceId: 's2' }, () =>
      Promise.reject(new OutcomeUnknown()),
    );
    await clock.drive(Promise.all([reads, change, unknown.catch(() => null)]));
    await clock.advance(AUDIT_TIMINGS.settle);
    const changes = log.leaves().filter(({ action }) => action === WRITE.action);
    expect(changes.filter(({ resource_id }) => resource_id === 's1').map(({ outcome }) => outcome)).toEqual([
      'allowed',
      'succeeded',
    ]);
    expect(changes.filter(({ resource_id }) => resource_id === 's2').map(({ outcome }) => outcome)).toEqual([
      'allowed',
      'failed',
    ]);
  });

  it('forward again at once after one lost message, and after others appended by themselves', async () => {
    const third = await stage.start('third:1');
    await clock.advance(AUDIT_TIMINGS.renew);
    network.before = ({ node }) => {
      if (node !== third.node) return;
      network.before = undefined;
      throw new Error('the connection was lost');
    };
    for (let index = 0; index < 20; index += 1) {
      await clock.drive(Promise.all([appender, follower, third].map((node, at) => stage.read(node, `${at}-${index}`))));
    }
    const before = network.arrived.length;
    await clock.drive(Promise.all([stage.read(follower, 'f'), stage.read(third, 't')]));
    expect(network.arrived.length).toBeGreaterThanOrEqual(before + 2);
    expect([...follower.alarms, ...third.alarms]).toEqual([]);
  });

  it('append by themselves while appends of the appender are slow, without an alarm', async () => {
    log.hooks.before = (operation) => (operation === 'append' ? clock.sleep(300) : undefined);
    const slow = Array.from({ length: 10 }, (_, index) => `slow-${index}`);
    for (const name of slow) await clock.drive(stage.read(appender, name));
    await clock.drive(stage.read(follower, 'a'));
    log.hooks.before = undefined;
    expect(network.answers).toEqual(['unwilling']);
    expect(follower.alarms).toEqual([]);
    await clock.drive(appender.place.hold());
    await clock.advance(2 * AUDIT_TIMINGS.renew);
    const before = network.arrived.length;
    await clock.drive(stage.read(follower, 'b'));
    expect(network.arrived).toHaveLength(before + 1);
    stage.expectReads(...slow, 'a', 'b');
  });

  it('append by themselves at once while the log does not answer the appender', async () => {
    log.hooks.before = (operation, batch) => {
      if (operation === 'append' && batch?.records[0]?.leaf.includes(appender.node)) throw new PartUnavailable('store');
    };
    const own = stage.read(appender, 'own');
    await clock.advance(1);
    await clock.drive(stage.read(follower, 'a'));
    expect(network.answers).toEqual(['unwilling']);
    log.hooks.before = undefined;
    await clock.drive(own);
    stage.expectReads('own', 'a');
  });

  it('write a record once whose answer was lost [R68]', async () => {
    network.after = () => {
      network.after = undefined;
      throw new Error('the connection was lost');
    };
    await clock.drive(stage.read(follower, 'a'));
    await clock.drive(stage.read(follower, 'b'));
    stage.expectReads('a', 'b');
    expect(network.arrived).toHaveLength(2);
    expect(follower.alarms).toEqual([]);
  });

  it('find a record whose answer was lost behind many others [R68]', async () => {
    const [answers, more] = [held('after'), Array.from({ length: 700 }, (_, at) => `m${at}`)];
    const lost = stage.read(follower, 'lost');
    await clock.advance(1);
    expect(answers).toHaveLength(1);
    await clock.drive(Promise.all(more.map((name) => stage.read(appender, name))));
    await clock.drive(lost);
    stage.expectReads('lost', ...more);
  });

  it('write a record once that arrives after its own node has written it [R68]', async () => {
    const messages = held('before');
    const late = stage.read(follower, 'late');
    await clock.drive(late);
    stage.expectReads('late');
    for (const release of messages) release();
    await clock.advance(AUDIT_TIMINGS.deadline);
    expect(network.arrived).toHaveLength(1);
    await clock.drive(stage.read(appender, 'next'));
    stage.expectReads('late', 'next');
  });

  it('write a record once that its appender holds back until its own node has written it [R68]', async () => {
    const appending = Promise.withResolvers<void>();
    log.hooks.before = async (operation, batch) => {
      // The appender is late: the other node gives up waiting for it.
      if (operation === 'append' && batch?.records[0]?.leaf.includes('"first"')) await appending.promise;
    };
    const first = stage.read(appender, 'first').catch(() => null);
    await clock.advance(1);
    const behind = stage.read(follower, 'behind');
    await clock.drive(behind);
    appending.resolve();
    await clock.drive(first);
    await clock.drive(stage.read(appender, 'next'));
    stage.expectReads('first', 'behind', 'next');
  });

  it('write a record once whose appender failed between the write and the answer [R68]', async () => {
    log.hooks.after = (operation) => {
      if (operation !== 'append') return;
      log.hooks.after = undefined;
      throw new OutcomeUnknown();
    };
    await clock.drive(stage.read(follower, 'a'));
    stage.expectReads('a');
  });

  it('append by themselves at once when the appender is gone, and ask it again later', async () => {
    network.before = () => {
      throw new Error('connection refused');
    };
    const began = clock.now();
    for (const name of 'abc') await clock.drive(stage.read(follower, name));
    expect(clock.now() - began).toBeLessThan(AUDIT_TIMINGS.forward);
    expect(network.arrived).toHaveLength(0);
    network.before = undefined;
    for (let looks = 0; looks < 4; looks += 1) {
      await clock.drive(appender.place.hold());
      await clock.advance(AUDIT_TIMINGS.renew);
    }
    await clock.drive(stage.read(follower, 'd'));
    expect(network.arrived).toHaveLength(1);
    stage.expectReads(...'abcd');
    // One alarm for the whole time without an appender.
    expect(follower.alarms).toEqual([
      'the node at appender:1 does not append for this one, which now does that itself',
    ]);
  });

  it('append by themselves in time when the appender does not answer', async () => {
    held('before');
    const began = clock.now();
    await clock.drive(stage.read(follower, 'a'));
    expect(clock.now() - began).toBeLessThan(AUDIT_TIMINGS.deadline);
  });

  it('refuse a request in time when neither the appender nor the log answers, and write it at most once', async () => {
    held('before');
    log.hooks.before = (operation) => {
      if (operation === 'append' || operation === 'follow') throw new PartUnavailable('store');
    };
    await expect(clock.drive(stage.read(follower, 'a'))).rejects.toMatchObject({ code: 'audit_unavailable' });
    log.hooks.before = undefined;
    network.before = undefined;
    await clock.drive(stage.read(follower, 'b'));
    const names = log.leaves().map((leaf) => leaf.resource_id);
    expect(names.filter((name) => name === 'b')).toHaveLength(1);
    expect(names.filter((name) => name === 'a').length).toBeLessThanOrEqual(1);
  });
});
