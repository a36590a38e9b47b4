import { OutcomeUnknown, PartUnavailable, StartError } from '#kernel';
import { aRequest } from '#kernel/testing';
import { ANN, auditNode } from '../testing/audit-node.js';
import { outcomesOf, READ, WRITE } from '../testing/audit-records.js';
import { MemoryAuditLog } from '../testing/memory-audit-log.js';
import { AUDIT_TIMINGS } from './timings.js';

const never = () => new Promise<never>(() => {});
const store = () => new PartUnavailable('store');

describe('the audit trail on a log that fails', () => {
  let log: MemoryAuditLog;
  let node: ReturnType<typeof auditNode>;

  beforeEach(async () => {
    log = new MemoryAuditLog();
    node = auditNode(log);
    await node.runtime.start();
  });

  afterEach(async () => {
    log.hooks.before = undefined;
    log.hooks.after = undefined;
    await node.clock.drive(node.runtime.stop());
  });

  /** Until the deadline of what was handed in, and no further. */
  async function toTheDeadline(): Promise<void> {
    await node.clock.advance(AUDIT_TIMINGS.deadline);
  }

  /** Long enough for every retry, renewal and settlement. */
  async function inAWhile(): Promise<void> {
    await node.clock.advance(2 * AUDIT_TIMINGS.settle);
  }

  /** What became of a promise so far. */
  function followed<T>(promise: Promise<T>) {
    const followed: { value?: T; error?: unknown } = {};
    promise.then(
      (value) => Object.assign(followed, { value }),
      (error) => Object.assign(followed, { error }),
    );
    return followed;
  }

  function onAppend(when: 'before' | 'after', act: () => Promise<void> | void): void {
    log.hooks[when] = (operation) => (operation === 'append' ? act() : undefined);
  }

  function refuse(error: () => Error): () => never {
    return () => {
      throw error();
    };
  }

  describe.each([
    ['fails', refuse(store)],
    ['hangs', never],
    ['loses every answer', refuse(() => new OutcomeUnknown())],
    ['throws what it should not', refuse(() => new TypeError('a defect'))],
  ])('on a log that %s', (_, act) => {
    it('refuses a read at its deadline [R66]', async () => {
      onAppend('before', act);
      const read = followed(node.trail.succeeded(aRequest(), ANN, READ));
      await node.clock.advance(AUDIT_TIMINGS.deadline - 1);
      expect(read).toEqual({});
      await node.clock.advance(1);
      expect(read.error).toMatchObject({ code: 'audit_unavailable' });
    });

    it('never runs the effect of a mutation [R66]', async () => {
      onAppend('before', act);
      let ran = false;
      const effect = async () => {
        ran = true;
      };
      const mutation = followed(node.trail.mutation(aRequest(), ANN, WRITE, effect));
      await toTheDeadline();
      expect(mutation.error).toBeInstanceOf(PartUnavailable);
      await expect(node.runtime.check()).rejects.toThrow(PartUnavailable);
      expect(ran).toBe(false);
    });

    it('recovers by itself once the log answers again [R66]', async () => {
      onAppend('before', act);
      const read = followed(node.trail.succeeded(aRequest(), ANN, READ));
      await toTheDeadline();
      expect(read.error).toBeInstanceOf(PartUnavailable);
      log.hooks.before = undefined;
      await inAWhile();
      await node.runtime.check();
      await node.trail.succeeded(aRequest(), ANN, READ);
      expect(log.leaves().at(-1)).toMatchObject({ outcome: 'succeeded', action: 'secret:reveal' });
    });
  });

  it('is ready again after a failure, even if no request comes', async () => {
    onAppend('before', refuse(store));
    const read = followed(node.trail.succeeded(aRequest(), ANN, READ));
    await toTheDeadline();
    expect(read.error).toBeInstanceOf(PartUnavailable);
    await expect(node.runtime.check()).rejects.toThrow(PartUnavailable);
    log.hooks.before = undefined;
    await inAWhile();
    await node.runtime.check();
    expect(log.all()).toHaveLength(0);
  });

  it('does not start without a log [R67]', async () => {
    const dead = new MemoryAuditLog();
    dead.hooks.before = never;
    const { clock, runtime } = auditNode(dead);
    const away = { name: 'PartUnavailable', code: 'audit_unavailable', message: 'the audit log does not answer' };
    await expect(clock.drive(runtime.start())).rejects.toMatchObject(away);
    dead.hooks.before = refuse(store);
    await expect(auditNode(dead).runtime.start()).rejects.toMatchObject(away);
    dead.hooks.before = refuse(() => new TypeError('a defect'));
    await expect(auditNode(dead).runtime.start()).rejects.toBeInstanceOf(StartError);
  });

  it('closes an intent as failed if it lands after its request was refused [R66]', async () => {
    let ran = false;
    let losing = true;
    onAppend('after', () => (losing ? never() : undefined));
    const mutation = node.trail.mutation(aRequest(), ANN, WRITE, async () => {
      ran = true;
    });
    const refused = followed(mutation);
    await toTheDeadline();
    expect(refused.error).toBeInstanceOf(PartUnavailable);
    expect(outcomesOf(log)).toEqual(['allowed']);
    losing = false;
    await inAWhile();
    expect(outcomesOf(log)).toEqual(['allowed', 'failed']);
    expect(ran).toBe(false);
  });

  it('does not run an effect when the answer about its intent came after the deadline', async () => {
    // The process is paused between the append and its continuation.
    onAppend('after', () => {
      if (log.all().length === 1) node.clock.at += AUDIT_TIMINGS.deadline;
    });
    let ran = false;
    const mutation = node.trail.mutation(aRequest(), ANN, WRITE, async () => {
      ran = true;
    });
    await expect(node.clock.drive(mutation)).rejects.toMatchObject({ code: 'audit_unavailable' });
    expect(ran).toBe(false);
    await node.runtime.stop();
    expect(outcomesOf(log)).toEqual(['allowed', 'failed']);
  });

  it('does not write a refused record later', async () => {
    onAppend('before', refuse(store));
    const read = followed(node.trail.succeeded(aRequest(), ANN, READ));
    await toTheDeadline();
    expect(read.error).toBeInstanceOf(PartUnavailable);
    log.hooks.before = undefined;
    const request = aRequest();
    await node.clock.drive(node.trail.succeeded(request, ANN, READ));
    expect(log.leaves().map((leaf) => leaf.request_id)).toEqual([request.requestId]);
  });

  it('throws outcome_unrecorded when only the second record cannot be written, and adds it later [R69]', async () => {
    const mutation = node.trail.mutation(aRequest(), ANN, WRITE, async () => {
      onAppend('before', refuse(store));
    });
    await expect(node.clock.drive(mutation)).rejects.toMatchObject({ code: 'outcome_unrecorded' });
    expect(outcomesOf(log)).toEqual(['allowed']);
    log.hooks.before = undefined;
    await inAWhile();
    expect(outcomesOf(log)).toEqual(['allowed', 'succeeded']);
  });

  it('adds an outcome once when its append lost its answer [R68] [R69]', async () => {
    const mutation = node.trail.mutation(aRequest(), ANN, WRITE, async () => {
      onAppend(
        'after',
        refuse(() => new OutcomeUnknown()),
      );
    });
    await expect(node.clock.drive(mutation)).rejects.toMatchObject({ code: 'outcome_unrecorded' });
    log.hooks.after = undefined;
    await node.clock.drive(node.trail.succeeded(aRequest(), ANN, READ));
    expect(log.leaves().map(({ outcome, action }) => `${outcome} ${action}`)).toEqual([
      'allowed secret:rotate',
      'succeeded secret:rotate',
      'succeeded secret:reveal',
    ]);
  });

  it('stops within its bounds even if the log hangs', async () => {
    onAppend('before', never);
    const read = node.trail.succeeded(aRequest(), ANN, READ).catch((error) => error);
    // The background work, then the writer, then the lease: each has its own bound.
    const { stop, deadline } = AUDIT_TIMINGS;
    await node.clock.drive(node.runtime.stop(), stop + stop + deadline);
    expect(await read).toBeInstanceOf(PartUnavailable);
  });
});
