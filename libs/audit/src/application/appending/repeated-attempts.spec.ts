import { PartUnavailable } from '#kernel';
import { aRequest, codeOf, ManualClock } from '#kernel/testing';
import { shown } from '../../domain/record-view.js';
import { ANN, auditNode } from '../../testing/audit-node.js';
import { toRecord } from '../../testing/index.js';
import { MemoryAuditLog, MemoryNodeLeases } from '../../testing/memory-audit-log.js';
import type { Audited } from '../audited.js';
import { AUDIT_TIMINGS } from '../timings.js';

const LOGIN: Audited = { action: 'auth:login', resourceType: 'session', resourceId: null, actorName: 'a hash' };
const FORGOT: Audited = { action: 'auth:password-forgot', resourceType: 'user', resourceId: null };
const FULL = 10;

describe('attempts of strangers [R101]', () => {
  let log: MemoryAuditLog;
  let node: ReturnType<typeof auditNode>;

  beforeEach(async () => {
    log = new MemoryAuditLog();
    node = auditNode(log, new MemoryNodeLeases(), new ManualClock(), FULL);
    await node.runtime.start();
  });

  afterEach(async () => {
    log.hooks.before = undefined;
    await node.clock.drive(node.runtime.stop());
  });

  const stranger = (ip: string) => aRequest({ anonymous: true, ip });
  const aMinute = () => node.clock.advance(AUDIT_TIMINGS.flush);
  const records = () => log.all().map((record) => shown(toRecord(record)));
  /** The attempts that the log stands for: each record for one, or for as many as it counts. */
  const attempts = () => records().reduce((sum, { repeats }) => sum + (repeats ?? 1), 0);

  async function fail(times: number, ip: (turn: number) => string, what = LOGIN, actor: typeof ANN | null = null) {
    for (let turn = 0; turn < times; turn += 1) await node.trail.failed(stranger(ip(turn)), actor, what);
  }

  it('are written in full at first, and then counted in one record a minute', async () => {
    await fail(FULL, () => '203.0.113.7');
    const first = node.clock.now() + 5_000;
    await node.clock.advance(5_000);
    await fail(989, (turn) => `203.0.113.${turn % 256}`);
    await node.clock.advance(1_000);
    await fail(1, () => '203.0.113.7');
    expect(records()).toHaveLength(FULL);
    await aMinute();
    expect(records()).toHaveLength(FULL + 1);
    expect(records().at(-1)).toMatchObject({
      ...{ action: 'auth:login', outcome: 'failed', ip: '203.0.113.0/24', actor_id: null, actor_name: null },
      ...{ repeats: 990, repeats_first: new Date(first).toISOString() },
      repeats_last: new Date(first + 1_000).toISOString(),
    });
    await aMinute();
    expect(records()).toHaveLength(FULL + 1);
    await fail(1, () => '203.0.113.7');
    expect(records().at(-1)?.repeats).toBeNull();
  });

  it('are counted for a whole /48, and for each action and outcome apart', async () => {
    const everywhere = (turn: number) => `2001:db8:1:${turn.toString(16)}::1`;
    await fail(200, everywhere);
    for (let turn = 0; turn < 200; turn += 1) {
      await node.trail.succeeded(stranger(everywhere(turn)), null, FORGOT);
      const denied = { ...FORGOT, decisionId: 'd', reason: 'closed' };
      await node.trail.denied(stranger(everywhere(turn)), null, denied);
    }
    await aMinute();
    expect(records()).toHaveLength(3 * (FULL + 1));
    expect(records().filter(({ repeats }) => repeats === 200 - FULL)).toHaveLength(3);
  });

  it('fill no log, however many networks they come from, and none is lost', async () => {
    const anywhere = (turn: number) => `${1 + (turn % 200)}.${Math.floor(turn / 200)}.7.9`;
    for (let minute = 1; minute <= 2; minute += 1) {
      await fail(5_000, anywhere);
      await fail(5_000, anywhere, FORGOT);
      await aMinute();
      expect(records().length).toBeLessThanOrEqual(minute * 352);
      expect(attempts()).toBe(minute * 10_000);
    }
    expect(records().find(({ ip, repeats }) => repeats !== null && ip === null)).toBeDefined();
  });

  it('name the account as far as they are written in full, and keep no text of a stranger but a short program name', async () => {
    const request = { ...stranger('203.0.113.7'), userAgent: 'x'.repeat(256), accessReason: 'y'.repeat(256) };
    await node.trail.failed(request, ANN, LOGIN);
    expect(records()).toMatchObject([{ actor_id: ANN.userId, access_reason: null, user_agent: 'x'.repeat(64) }]);
  });

  it('are not what callers with a session do, nor a success of an account, nor a change', async () => {
    for (let time = 0; time < 3 * FULL; time += 1) {
      await node.trail.failed(aRequest({ anonymous: false }), ANN, LOGIN);
      await node.trail.succeeded(stranger('203.0.113.7'), ANN, LOGIN);
      await node.trail.mutation(stranger('203.0.113.7'), null, LOGIN, async () => {});
    }
    await aMinute();
    expect(records()).toHaveLength(3 * FULL * 4);
  });

  it('are counted on while the log fails, and refused while it cannot be written', async () => {
    await fail(FULL + 5, () => '203.0.113.7');
    log.hooks.before = (operation) => {
      if (operation === 'append') throw new PartUnavailable('store');
    };
    await node.clock.advance(AUDIT_TIMINGS.flush + AUDIT_TIMINGS.deadline);
    expect(await codeOf(node.trail.failed(stranger('203.0.113.7'), null, LOGIN))).toBe('audit_unavailable');
    log.hooks.before = undefined;
    await aMinute();
    expect(records().at(-1)?.repeats).toBe(5);
    expect(attempts()).toBe(FULL + 5);
  });

  it('are counted once, if the log took the count and answered too late [R71]', async () => {
    await fail(FULL + 5, () => '203.0.113.7');
    let hangs = true;
    log.hooks.after = async (operation) => {
      if (operation === 'append' && hangs) await node.clock.sleep(AUDIT_TIMINGS.deadline + 500);
    };
    await node.clock.advance(AUDIT_TIMINGS.flush + AUDIT_TIMINGS.deadline + 1_000);
    hangs = false;
    await aMinute();
    await aMinute();
    expect(attempts()).toBe(FULL + 5);
    expect(node.alarms).toEqual(['counts of repeated attempts could not be written']);
  });

  it('are in the log after a stop', async () => {
    await fail(FULL + 5, () => '203.0.113.7');
    await node.clock.drive(node.runtime.stop());
    expect(attempts()).toBe(FULL + 5);
  });

  it('leave the text of every other leaf as it was', async () => {
    await node.trail.succeeded(aRequest(), ANN, LOGIN);
    expect(log.all()[0]?.leaf).not.toContain('repeats');
  });
});
