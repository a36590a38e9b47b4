import { OutcomeUnknown, PartUnavailable } from '#kernel';
import { aRequest } from '#kernel/testing';
import { toRecord } from '../../domain/leaf.js';
import { ANN, type AuditNode, auditNode } from '../../testing/audit-node.js';
import { WRITE } from '../../testing/audit-records.js';
import { MemoryAuditLog, MemoryNodeLeases } from '../../testing/memory-audit-log.js';
import type { Audited } from '../audited.js';
import { AUDIT_TIMINGS } from '../timings.js';

const DAY_MS = 86_400_000;

describe('the sweeper', () => {
  let log: MemoryAuditLog;
  let leases: MemoryNodeLeases;
  let dead: AuditNode;
  let sweeping: AuditNode;

  beforeEach(async () => {
    log = new MemoryAuditLog();
    leases = new MemoryNodeLeases();
    dead = auditNode(log, leases);
    sweeping = auditNode(log, leases);
    await dead.runtime.start();
    await sweeping.runtime.start();
  });

  afterEach(async () => {
    log.hooks.before = undefined;
    log.hooks.after = undefined;
    await Promise.all([dead, sweeping].map((node) => node.clock.drive(node.runtime.stop())));
  });

  /** A mutation of `dead` whose effect runs until the test calls `finish`. */
  async function inEffect(what: Audited = WRITE) {
    let finish = (_: Error | null) => {};
    let begun = () => {};
    const effectBegan = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const request = aRequest();
    const mutation = dead.trail.mutation(request, ANN, what, () => {
      begun();
      return new Promise<void>((resolve, reject) => {
        finish = (error) => (error ? reject(error) : resolve());
      });
    });
    const settled = mutation.then(
      () => null,
      (error: unknown) => error,
    );
    await effectBegan;
    return { request, settled, finish: (error: Error | null = null) => finish(error) };
  }

  /** The node looks at the leases, and again after their length: nobody has renewed them. */
  async function leasesRunOut(node: AuditNode = sweeping): Promise<void> {
    await node.sweeper.sweep();
    node.clock.at += AUDIT_TIMINGS.lease * 2;
  }

  function outcomes(): string[] {
    return log.leaves().map(({ outcome }) => outcome);
  }

  it('leaves the intent of a living node alone', async () => {
    const { finish, settled } = await inEffect();
    sweeping.settlements.register('secret', { settle: async () => 'failed' });
    await sweeping.sweeper.sweep();
    expect(outcomes()).toEqual(['allowed']);
    finish();
    expect(await settled).toBeNull();
  });

  it('leaves its own intents alone while they are in flight', async () => {
    const { finish, settled } = await inEffect();
    dead.settlements.register('secret', { settle: async () => 'failed' });
    dead.clock.at += AUDIT_TIMINGS.lease * 2;
    await dead.sweeper.sweep();
    expect(outcomes()).toEqual(['allowed']);
    finish();
    expect(await settled).toBeNull();
  });

  it('settles the intent of a dead node, and records whose it was [R69]', async () => {
    const { request } = await inEffect();
    await leasesRunOut();
    sweeping.settlements.register('secret', { settle: async () => 'succeeded' });
    await sweeping.sweeper.sweep();
    expect(log.leaves()[1]).toMatchObject({
      outcome: 'succeeded',
      request_id: request.requestId,
      actor_id: ANN.userId,
      action: 'secret:rotate',
      resource_type: 'secret',
      resource_id: 's1',
      node: sweeping.node,
    });
    expect(await log.openIntents(10)).toEqual([]);
  });

  it('repeats in the outcome of a dead node what the intent says of the object, and nothing personal [R69]', async () => {
    const changes = [{ field: 'roles', before: ['member'], after: ['auditor'], omitted: 0 }];
    await inEffect({ ...WRITE, resourceName: 'prod/db', version: 4, changes });
    await leasesRunOut();
    sweeping.settlements.register('secret', { settle: async () => 'succeeded' });
    await sweeping.sweeper.sweep();
    const [intent, outcome] = log.all().map(toRecord);
    expect(intent).toMatchObject({ actor_name: 'ann', resource_name: 'prod/db', version: 4, changes });
    expect(outcome).toMatchObject({ actor_name: null, resource_name: 'prod/db', version: 4, changes });
  });

  it.each([
    ['400 days ahead', 400 * DAY_MS],
    ['two hours behind', -2 * 3_600_000],
  ])('settles the intent of a dead node whose clock was %s, and not while it lives [R104]', async (_, by) => {
    const skewed = auditNode(log, leases);
    skewed.clock.at += by;
    await skewed.runtime.start();
    await leases.holdSweep(skewed.node, skewed.clock.at, skewed.clock.at + AUDIT_TIMINGS.lease);
    void skewed.trail.mutation(aRequest(), ANN, WRITE, () => new Promise(() => {})).catch(() => {});
    await skewed.clock.advance(1);
    sweeping.settlements.register('secret', { settle: async () => 'failed' });
    for (let turn = 0; turn < 10; turn += 1) {
      await skewed.clock.advance(AUDIT_TIMINGS.renew);
      await sweeping.sweeper.sweep();
      sweeping.clock.at += AUDIT_TIMINGS.renew;
    }
    expect(outcomes()).toEqual(['allowed']);
    await sweeping.sweeper.sweep();
    sweeping.clock.at += AUDIT_TIMINGS.lease;
    await sweeping.sweeper.sweep();
    expect(outcomes()).toEqual(['allowed', 'failed']);
  });

  it('leaves an intent open if it cannot be settled now, and settles it in a later sweep [R69]', async () => {
    await inEffect();
    await leasesRunOut();
    let away = true;
    sweeping.settlements.register('secret', {
      settle: async () => {
        if (away) throw new PartUnavailable('store');
        return 'failed';
      },
    });
    await sweeping.sweeper.sweep();
    expect(outcomes()).toEqual(['allowed']);
    away = false;
    await sweeping.sweeper.sweep();
    expect(outcomes()).toEqual(['allowed', 'failed']);
  });

  it('leaves an intent that it cannot settle to other processes, and records unknown after a minute', async () => {
    await inEffect();
    await leasesRunOut();
    await sweeping.sweeper.sweep();
    expect(outcomes()).toEqual(['allowed']);
    sweeping.clock.at += 120_000;
    await sweeping.sweeper.sweep();
    expect(outcomes()).toEqual(['allowed', 'unknown']);
  });

  it.each([
    ['succeeded', null],
    ['failed', new PartUnavailable('store')],
  ])('adds no second outcome when a node that slept through its lease %s', async (_, error) => {
    const { finish, settled } = await inEffect();
    await leasesRunOut();
    sweeping.settlements.register('secret', { settle: async () => 'failed' });
    await sweeping.sweeper.sweep();
    finish(error);
    expect(await settled).toBe(error);
    expect(outcomes()).toEqual(['allowed', 'failed']);
  });

  it('adds no second outcome when a node wakes after its effect lost its answer', async () => {
    const { finish, settled } = await inEffect();
    await leasesRunOut();
    for (const node of [dead, sweeping]) node.settlements.register('secret', { settle: async () => 'failed' });
    await sweeping.sweeper.sweep();
    finish(new OutcomeUnknown());
    expect(await settled).toBeInstanceOf(OutcomeUnknown);
    await dead.runtime.stop();
    expect(outcomes()).toEqual(['allowed', 'failed']);
  });

  it('adds no second outcome when it wakes after another sweeper has settled the intent', async () => {
    await inEffect();
    const third = auditNode(log, leases);
    third.clock.at += AUDIT_TIMINGS.lease * 8;
    await leasesRunOut(third);
    third.settlements.register('secret', { settle: async () => 'failed' });
    await leasesRunOut();
    sweeping.settlements.register('secret', {
      settle: async () => {
        await third.sweeper.sweep();
        return 'failed';
      },
    });
    await sweeping.sweeper.sweep();
    expect(outcomes()).toEqual(['allowed', 'failed']);
    expect(log.leaves()[1]?.node).toBe(third.node);
  });

  it('adds no second outcome when the intent is closed between the first look at the log and the watch', async () => {
    const { finish, settled } = await inEffect();
    await leasesRunOut();
    sweeping.settlements.register('secret', { settle: async () => 'failed' });
    let looks = 0;
    log.hooks.after = async (operation) => {
      if (operation !== 'openIntents' || ++looks > 1) return;
      finish();
      await settled;
    };
    await sweeping.sweeper.sweep();
    expect(outcomes()).toEqual(['allowed', 'succeeded']);
    expect(looks).toBe(2);
  });

  it('does not sweep while another node does', async () => {
    await inEffect();
    await leasesRunOut();
    sweeping.settlements.register('secret', { settle: async () => 'failed' });
    await leases.holdSweep('another', sweeping.clock.now(), sweeping.clock.now() + AUDIT_TIMINGS.lease);
    await sweeping.sweeper.sweep();
    expect(outcomes()).toEqual(['allowed']);
  });

  it('sweeps in a command while no node has the place, and leaves the rest to the node that takes it [R69]', async () => {
    for (let id = 1; id <= 20; id += 1) await inEffect({ ...WRITE, resourceId: `s${id}` });
    sweeping.place.leaveToServers();
    await leasesRunOut();
    let server: Promise<boolean> | null = null;
    const takes = () => leases.holdSweep('server', sweeping.clock.now(), sweeping.clock.now() + AUDIT_TIMINGS.lease);
    sweeping.settlements.register('secret', {
      settle: async () => {
        server ??= takes().finally(() => {
          sweeping.clock.at += AUDIT_TIMINGS.lease / 2;
        });
        await server;
        return 'failed';
      },
    });
    await sweeping.sweeper.sweep();
    expect(await server).toBe(true);
    expect(outcomes().filter((outcome) => outcome === 'failed')).toHaveLength(16);
  });

  it('adds no second outcome when two commands sweep at the same time [R69]', async () => {
    const second = auditNode(log, leases, sweeping.clock);
    await second.runtime.start();
    await inEffect();
    const commands = [sweeping, second];
    let asked = 0;
    const both = Promise.withResolvers<void>();
    for (const { place, settlements } of commands) {
      place.leaveToServers();
      const settle = async () => {
        asked += 1;
        if (asked === commands.length) both.resolve();
        await both.promise;
        return 'failed' as const;
      };
      settlements.register('secret', { settle });
    }
    for (const { sweeper } of commands) await sweeper.sweep();
    sweeping.clock.at += AUDIT_TIMINGS.lease * 2;
    await Promise.all(commands.map(({ sweeper }) => sweeper.sweep()));
    expect(outcomes()).toEqual(['allowed', 'failed']);
    await second.clock.drive(second.runtime.stop());
  });

  it('settles by itself what a crash left, once the lease has ended [R69]', async () => {
    await Promise.all([inEffect(), inEffect({ ...WRITE, resourceId: 's2' })]);
    sweeping.settlements.register('secret', {
      settle: async ({ resource_id }) => (resource_id === 's1' ? 'succeeded' : 'failed'),
    });
    sweeping.runtime.startSweeping();
    await sweeping.clock.advance(AUDIT_TIMINGS.lease + 2 * AUDIT_TIMINGS.sweep);
    expect(outcomes().slice(2).sort()).toEqual(['failed', 'succeeded']);
  });

  it('settles at once what a node left at a graceful stop, because the node gave up its lease', async () => {
    const { finish } = await inEffect();
    dead.settlements.register('secret', { settle: () => Promise.reject(new PartUnavailable('store')) });
    finish(new OutcomeUnknown());
    await dead.runtime.stop();
    expect(await leases.endOf(dead.node)).toBeNull();
    sweeping.settlements.register('secret', { settle: async () => 'succeeded' });
    await sweeping.sweeper.sweep();
    expect(outcomes()).toEqual(['allowed', 'succeeded']);
  });
});
