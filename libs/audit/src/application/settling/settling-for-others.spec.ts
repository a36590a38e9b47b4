import { PartUnavailable } from '#kernel';
import { aRequest } from '#kernel/testing';
import { closes } from '../../domain/intent.js';
import { ANN, type AuditNode } from '../../testing/audit-node.js';
import { READ, WRITE } from '../../testing/audit-records.js';
import { LinkedNodes } from '../../testing/linked-nodes.js';
import { AUDIT_TIMINGS } from '../timings.js';

/** A change by `node` whose effect ends when the test says so. */
function changeBy(node: AuditNode) {
  const effect = Promise.withResolvers<void>();
  const ended = node.trail.mutation(aRequest(), ANN, WRITE, () => effect.promise).catch(() => null);
  return { finish: effect.resolve, ended };
}

describe('nodes that append by one of them, while one settles for a node that lives', () => {
  let stage: LinkedNodes;
  let log: LinkedNodes['log'];
  let leases: LinkedNodes['leases'];
  let clock: LinkedNodes['clock'];
  let network: LinkedNodes['network'];
  let appender: AuditNode;
  /** Its lease is cut: others take it for dead. */
  let living: AuditNode;
  /** Whether settlements answer. Before, they cannot tell yet, and the intent stays open. */
  let tells: boolean;
  let askedEarly: boolean;
  let asked: PromiseWithResolvers<void>;
  let verdict: PromiseWithResolvers<void>;

  beforeEach(async () => {
    [tells, askedEarly, asked, verdict] = [false, false, Promise.withResolvers(), Promise.withResolvers()];
    stage = new LinkedNodes();
    ({ log, leases, clock, network } = stage);
    [appender, living] = await stage.startPair();
    for (const node of [appender, living]) settles(node);
  });

  afterEach(async () => {
    verdict.resolve();
    await stage.end();
  });

  function settles({ settlements }: AuditNode): void {
    settlements.register('secret', {
      settle: async () => {
        askedEarly = true;
        if (!tells) throw new PartUnavailable('store');
        asked.resolve();
        await verdict.promise;
        return 'succeeded';
      },
    });
  }

  /** A change by the living node, which `sweeping` takes for dead from now on. */
  async function changeOfDead(sweeping: AuditNode) {
    const change = changeBy(living);
    await clock.advance(1);
    leases.cut.add(living.node);
    for (; !askedEarly; await clock.advance(1_000)) await clock.drive(sweeping.sweeper.sweep());
    return change;
  }

  /** `sweeping` has adopted the change, and asks how it ended. */
  async function settling(sweeping: AuditNode): Promise<{ readonly ended: Promise<void> }> {
    tells = true;
    const ended = sweeping.sweeper.sweep();
    await clock.drive(asked.promise);
    return { ended };
  }

  async function expectOneOutcome(): Promise<void> {
    for (const node of stage.nodes) await clock.drive(node.trail.succeeded(aRequest(), ANN, READ));
    const ofChange = log.leaves().filter(({ action }) => action === WRITE.action);
    expect(ofChange.filter(({ outcome }) => closes(outcome))).toHaveLength(1);
    expect(log.leaves().map(({ seq }) => seq)).toEqual(log.leaves().map((_, index) => index + 1));
  }

  /** Appends have begun, and wait until the test lets them go on. */
  function appendsWait() {
    const [begun, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    log.hooks.before = (operation) => {
      if (operation !== 'append') return;
      begun.resolve();
      return end.promise;
    };
    return { begun: begun.promise, end: end.resolve, fail: end.reject };
  }

  it('write one outcome, if the living node has not seen that it was written [R69]', async () => {
    const change = await changeOfDead(appender);
    const swept = await settling(appender);
    // It cannot look before its message has left.
    log.hooks.before = (operation) => {
      if (operation === 'follow') throw new PartUnavailable('store');
    };
    const before = network.arrived.length;
    network.before = () => {
      log.hooks.before = undefined;
    };
    verdict.resolve();
    await clock.drive(swept.ended);
    change.finish();
    await clock.drive(change.ended);
    expect(network.arrived.length).toBe(before + 1);
    await expectOneOutcome();
  });

  it('append by themselves at once meanwhile', async () => {
    const change = await changeOfDead(appender);
    const swept = await settling(appender);
    const before = network.answers.length;
    await clock.drive(living.trail.succeeded(aRequest(), ANN, READ));
    expect(network.answers.slice(before)).toEqual(['unwilling']);
    verdict.resolve();
    change.finish();
    await clock.drive(Promise.all([change.ended, swept.ended]));
    await expectOneOutcome();
  });

  it('write one outcome, if both outcomes wait for the same write [R69]', async () => {
    const change = await changeOfDead(appender);
    const swept = await settling(appender);
    const write = appendsWait();
    const read = appender.trail.succeeded(aRequest(), ANN, READ);
    await clock.drive(write.begun);
    verdict.resolve();
    change.finish();
    await clock.advance(1);
    write.end();
    await clock.drive(Promise.all([read, change.ended, swept.ended]));
    await expectOneOutcome();
  });

  it('write one outcome, if that of the living node waits when the settling begins, and then append for it again [R69]', async () => {
    const change = await changeOfDead(appender);
    const write = appendsWait();
    const read = appender.trail.succeeded(aRequest(), ANN, READ);
    await clock.drive(write.begun);
    const before = network.arrived.length;
    change.finish();
    await clock.advance(1);
    expect(network.arrived).toHaveLength(before + 1);
    const swept = await settling(appender);
    verdict.resolve();
    await clock.advance(1);
    write.end();
    await clock.drive(Promise.all([read, change.ended, swept.ended]));
    await expectOneOutcome();
    leases.cut.clear();
    log.hooks.before = undefined;
    await clock.drive(appender.place.hold());
    await clock.advance(2 * AUDIT_TIMINGS.renew);
    await clock.drive(living.trail.succeeded(aRequest(), ANN, READ));
    expect(network.answers.at(-1)).toMatchObject({ first: log.all().length });
  });

  it('write one outcome, if the settling begins while the write of that of the living node is tried again [R69]', async () => {
    const change = await changeOfDead(appender);
    const write = appendsWait();
    const before = network.arrived.length;
    change.finish();
    await clock.drive(write.begun);
    expect(network.arrived).toHaveLength(before + 1);
    write.fail(new PartUnavailable('store'));
    log.hooks.before = undefined;
    const swept = await settling(appender);
    verdict.resolve();
    await clock.drive(Promise.all([change.ended, swept.ended]));
    await expectOneOutcome();
  });

  it('write one outcome, if that of the living node is on its way when the settling begins [R69]', async () => {
    const change = await changeOfDead(appender);
    const write = appendsWait();
    change.finish();
    await clock.drive(write.begun);
    const swept = await settling(appender);
    verdict.resolve();
    await clock.advance(1);
    write.end();
    await clock.drive(Promise.all([change.ended, swept.ended]));
    await expectOneOutcome();
  });

  it('write one outcome, and go on, if the living node was cut off with its own on the way [R69]', async () => {
    const change = await changeOfDead(appender);
    const swept = await settling(appender);
    network.before = () => {
      throw new Error('the connection was lost');
    };
    let isAway = true;
    log.hooks.before = (operation, batch) => {
      const ofLiving = operation === 'follow' || batch?.records[0]?.leaf.includes(living.node);
      if (isAway && ofLiving) throw new PartUnavailable('store');
    };
    change.finish();
    await clock.advance(AUDIT_TIMINGS.deadline);
    verdict.resolve();
    await clock.drive(swept.ended);
    isAway = false;
    await clock.drive(change.ended);
    await expectOneOutcome();
  });

  describe('and another one appends than the one that settles', () => {
    let second: AuditNode;
    beforeEach(async () => {
      second = await stage.start('second:1', settles);
      await clock.advance(2 * AUDIT_TIMINGS.renew);
    });

    /** Both hold the place, as after a sleep of one. The first one appends. */
    async function changeOfDeadForSecond() {
      await leases.release(appender.node);
      const change = await changeOfDead(second);
      await leases.release(second.node);
      expect(await leases.holdSweep(appender.node, clock.now(), clock.now() + 60_000, 'appender:1')).toBe(true);
      await clock.advance(AUDIT_TIMINGS.renew);
      return change;
    }

    it('write one outcome, if that of the living node was appended meanwhile [R69]', async () => {
      const change = await changeOfDeadForSecond();
      const swept = await settling(second);
      const before = network.arrived.length;
      change.finish();
      await clock.drive(change.ended);
      expect(network.arrived.length).toBe(before + 1);
      verdict.resolve();
      await clock.drive(swept.ended);
      await expectOneOutcome();
    });

    it('write one outcome, if records were forwarded when the settling began [R69]', async () => {
      const change = await changeOfDeadForSecond();
      const message = Promise.withResolvers<void>();
      network.before = ({ node }) => (node === second.node ? message.promise : undefined);
      const read = second.trail.succeeded(aRequest(), ANN, READ);
      await clock.advance(1);
      const swept = await settling(second);
      change.finish();
      await clock.drive(change.ended);
      message.resolve();
      await clock.drive(read);
      expect(second.alarms).toEqual([]);
      verdict.resolve();
      await clock.drive(swept.ended);
      await expectOneOutcome();
    });
  });
});
