import { aRequest } from '#kernel/testing';
import { ANN, type AuditNode } from '../../testing/audit-node.js';
import { LinkedNodes } from '../../testing/linked-nodes.js';
import { AUDIT_TIMINGS } from '../timings.js';

/** What an answer says about the next message. */
const PACE = { room: expect.any(Number), pause: expect.any(Number) };

describe('nodes that append by one of them', () => {
  let stage: LinkedNodes;
  let log: LinkedNodes['log'];
  let leases: LinkedNodes['leases'];
  let clock: LinkedNodes['clock'];
  let network: LinkedNodes['network'];
  /** The node with the place of the sweeper, and another. */
  let appender: AuditNode;
  let follower: AuditNode;

  beforeEach(async () => {
    stage = new LinkedNodes();
    ({ log, leases, clock, network } = stage);
    [appender, follower] = await stage.startPair();
  });
  afterEach(() => stage.end());

  function appends(): { by: string; records: number }[] {
    const made: { by: string; records: number }[] = [];
    log.hooks.before = (operation, batch) => {
      if (operation !== 'append' || !batch) return;
      const names = new Set(batch.records.map(({ leaf }) => JSON.parse(leaf).node));
      made.push({ by: [...names].sort().join(), records: batch.records.length });
    };
    return made;
  }

  it('share their durable writes, and name the node that made each record [R105]', async () => {
    const made = appends();
    const reads = [...'abcdefgh'].map((name, index) => stage.read(index % 2 ? follower : appender, name));
    await clock.drive(Promise.all(reads));
    stage.expectReads(...'abcdefgh');
    expect(made.length).toBeLessThanOrEqual(2);
    const byNode = log.leaves().filter(({ node }) => node === follower.node);
    expect(byNode.map((leaf) => leaf.resource_id).sort()).toEqual([...'bdfh']);
    expect(follower.alarms).toEqual([]);
  });

  it('do not look at the log, however many records they forward [R105]', async () => {
    let looks = 0;
    log.hooks.before = (operation) => {
      if (operation === 'follow') looks += 1;
    };
    for (let index = 0; index < 20; index += 1) {
      await clock.drive(Promise.all([stage.read(appender, `a${index}`), stage.read(follower, `f${index}`)]));
    }
    expect(looks).toBe(0);
    expect(log.all()).toHaveLength(40);
  });

  it('never divide the records of one request between two writes [R113]', async () => {
    const writes: string[][] = [];
    log.hooks.before = (operation, batch) => {
      if (operation === 'append') writes.push((batch?.records ?? []).map(({ leaf }) => JSON.parse(leaf).resource_id));
    };
    const what = { action: 'secret:reveal', resourceType: 'secret' } as const;
    const groups = [200, 256, 3, 100].map((size, group) => Array.from({ length: size }, (_, at) => `g${group}-${at}`));
    const together = groups.map((ids) =>
      follower.trail.together(
        aRequest(),
        ANN,
        ids.map((resourceId) => ({ outcome: 'failed', what: { ...what, resourceId } })),
      ),
    );
    await clock.drive(
      Promise.all([...together, ...Array.from({ length: 300 }, (_, at) => stage.read(appender, `a${at}`))]),
    );
    for (const ids of groups)
      expect(writes.filter((write) => write.includes(ids[0] ?? ''))).toEqual([expect.arrayContaining(ids)]);
    expect(Math.max(...writes.map(({ length }) => length))).toBeLessThanOrEqual(256);
  });

  describe('while commits are slow', () => {
    const COMMIT_MS = 60;
    beforeEach(() => {
      log.hooks.before = (operation) => (operation === 'append' ? clock.sleep(COMMIT_MS) : undefined);
    });

    it('do not wait behind the records of the appender, however many it has', async () => {
      const own = Array.from({ length: 3_000 }, (_, at) => `own-${at}`);
      const reads = Promise.all(own.map((name) => stage.read(appender, name)));
      await clock.advance(1);
      const began = clock.now();
      await clock.drive(stage.read(follower, 'forwarded'));
      // The batch that is on its way, a pause in which the appender listens, and the next batch.
      expect(clock.now() - began).toBeLessThan(3 * COMMIT_MS);
      await clock.drive(reads);
      stage.expectReads('forwarded', ...own);
      expect(network.answers).toHaveLength(1);
    });

    it('send what comes while another batch is on its way in one message', async () => {
      const own = Array.from({ length: 3_000 }, (_, at) => `own-${at}`);
      const reads = Promise.all(own.map((name) => stage.read(appender, name)));
      await clock.advance(5 * COMMIT_MS);
      await clock.drive(stage.read(follower, 'first'));
      const later = Array.from({ length: 5 }, async (_, at) => {
        await clock.sleep(2 * at);
        await stage.read(follower, `later-${at}`);
      });
      await clock.drive(Promise.all([reads, ...later]));
      expect(network.arrived.map(({ drafts }) => drafts.length)).toEqual([1, 5]);
    });

    it('send no more in one message than the appender soon has room for', async () => {
      log.hooks.before = (operation) => (operation === 'append' ? clock.sleep(3 * COMMIT_MS) : undefined);
      const names = (name: string, count: number) => Array.from({ length: count }, (_, at) => `${name}-${at}`);
      const [slow, own, forwarded] = [names('slow', 10), names('own', 800), names('forwarded', 800)];
      for (const name of slow) await clock.drive(stage.read(appender, name));
      const reads = [
        own.map((name) => stage.read(appender, name)),
        forwarded.map((name) => stage.read(follower, name)),
      ];
      await clock.drive(Promise.all(reads.flat()));
      stage.expectReads(...slow, ...own, ...forwarded);
      const rooms = network.answers.map((answer) => (typeof answer === 'string' ? 0 : answer.room));
      expect(Math.min(...rooms)).toBeLessThan(256);
      const most = [64, ...rooms];
      for (const [at, { drafts }] of network.arrived.entries())
        expect(drafts.length).toBeLessThanOrEqual(most[at] ?? 0);
      expect(follower.alarms).toEqual([]);
    });
  });

  it('do not ask themselves after a kill, when the place is still that of the last life [R68]', async () => {
    // The appender was killed, and starts again at the same address.
    const again = await stage.start('appender:1');
    await clock.advance(AUDIT_TIMINGS.renew);
    await clock.drive(stage.read(again, 'a'));
    expect(network.arrived).toEqual([]);
    // Another name of the same node: it is asked, and refuses itself.
    await leases.release(appender.node);
    await leases.holdSweep('its last life', clock.now(), clock.now() + AUDIT_TIMINGS.lease, 'another name:1');
    network.alias('another name:1', 'appender:1');
    await clock.advance(AUDIT_TIMINGS.renew);
    for (const name of 'bc') await clock.drive(stage.read(again, name));
    expect(network.arrived.map(({ node }) => node)).toEqual([again.node]);
    await clock.advance(AUDIT_TIMINGS.deadline);
    stage.expectReads('a', 'b', 'c');
  });

  it('ask no node whose place has run out, as in a restored copy of the store', async () => {
    await leases.release(appender.node);
    await leases.holdSweep('of the original', clock.now() - 20_000, clock.now() - 10_000, 'appender:1');
    await clock.advance(AUDIT_TIMINGS.renew);
    await clock.drive(stage.read(follower, 'a'));
    expect(network.arrived).toEqual([]);
  });

  it('go on when a third node without a link appends, too', async () => {
    const third = await stage.start(null);
    for (let index = 0; index < 10; index += 1) {
      await clock.drive(Promise.all([appender, follower, third].map((node, at) => stage.read(node, `${at}-${index}`))));
    }
    stage.expectReads(...Array.from({ length: 30 }, (_, index) => `${index % 3}-${Math.floor(index / 3)}`));
  });

  it('are not appended for by a node that lets another one append', async () => {
    await clock.drive(appender.runtime.stop());
    stage.nodes.splice(stage.nodes.indexOf(appender), 1);
    await clock.drive(follower.place.hold());
    const third = await stage.start('third:1');
    await clock.advance(AUDIT_TIMINGS.renew);
    await clock.drive(Promise.all([stage.read(third, 'a'), stage.read(follower, 'b')]));
    expect(network.arrived.map(({ node }) => node)).toEqual([third.node]);
    stage.expectReads('a', 'b');
  });

  describe('after the place went to a node that does not know of it yet', () => {
    let third: AuditNode;
    beforeEach(async () => {
      await clock.advance(AUDIT_TIMINGS.renew / 2);
      third = await stage.start('third:1');
      await clock.advance(AUDIT_TIMINGS.renew - 1);
      await leases.release(appender.node);
    });

    it('are refused by it at once, and append by themselves until they look again', async () => {
      await clock.drive(follower.place.hold());
      await clock.advance(1);
      const began = clock.now();
      await clock.drive(stage.read(third, 'a'));
      expect(clock.now() - began).toBeLessThan(10);
      expect(network.answers).toEqual(['unwilling']);
      await clock.advance(AUDIT_TIMINGS.renew);
      await clock.drive(stage.read(third, 'b'));
      expect(network.answers).toEqual(['unwilling', { first: 2, last: 2, at: expect.any(String), ...PACE }]);
      stage.expectReads('a', 'b');
    });

    it('are appended for soon, although it cannot renew its lease', async () => {
      leases.cut.add(follower.node);
      await clock.drive(follower.place.hold());
      await clock.advance(AUDIT_TIMINGS.renew);
      await clock.drive(stage.read(third, 'a'));
      expect(network.answers).toEqual([{ first: 1, last: 1, at: expect.any(String), ...PACE }]);
    });
  });

  it('pass no record of another node on when the place changes, and name its node [R70]', async () => {
    const third = await stage.start('third:1');
    await clock.advance(AUDIT_TIMINGS.renew - 100);
    const writing = Promise.withResolvers<void>();
    log.hooks.before = (operation) => (operation === 'append' ? writing.promise : undefined);
    const own = stage.read(appender, 'own');
    await clock.advance(1);
    const forwarded = stage.read(follower, 'forwarded');
    await clock.advance(1);
    await leases.release(appender.node);
    await leases.holdSweep(third.node, clock.now(), clock.now() + AUDIT_TIMINGS.lease, 'third:1');
    await clock.advance(200);
    log.hooks.before = undefined;
    writing.resolve();
    await clock.drive(Promise.all([own, forwarded]));
    stage.expectReads('forwarded', 'own');
    const { node } = log.leaves().find(({ resource_id }) => resource_id === 'forwarded') ?? {};
    expect(node).toBe(follower.node);
  });

  it('have what they forwarded in the log before the appender stops, which takes no more', async () => {
    log.hooks.before = (operation) => (operation === 'append' ? clock.sleep(20) : undefined);
    const reads = Promise.all(Array.from({ length: 50 }, (_, at) => stage.read(follower, `r${at}`)));
    await clock.advance(5);
    const stop = appender.runtime.stop();
    stage.nodes.splice(stage.nodes.indexOf(appender), 1);
    await clock.advance(1);
    const late = stage.read(follower, 'late');
    await clock.drive(Promise.all([reads, late, stop]));
    expect(network.answers).toEqual([{ first: 1, last: 50, at: expect.any(String), ...PACE }, 'unwilling']);
    stage.expectReads(...Array.from({ length: 50 }, (_, at) => `r${at}`), 'late');
  });
});
