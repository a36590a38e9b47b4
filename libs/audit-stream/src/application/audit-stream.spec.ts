import { ANN, type AuditNode, auditNode, MemoryAuditLog, MemoryNodeLeases, READ } from '#audit/testing';
import { PartUnavailable } from '#kernel';
import { aRequest, ManualClock, settled } from '#kernel/testing';
import { STREAM_TIMINGS } from '../domain/stream-bounds.js';
import { ReceiverFailed } from '../ports/audit-receiver.js';
import { ListedReceiver } from '../testing/listed-receiver.js';
import { MemoryStreamProgress } from '../testing/memory-stream-progress.js';
import { AuditStream } from './audit-stream.js';

const BOUNDS = { records: 4, bytes: 1_000_000 };
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

class Station {
  readonly log = new MemoryAuditLog();
  readonly leases = new MemoryNodeLeases();
  readonly clock = new ManualClock();
  readonly progress = new MemoryStreamProgress();
  readonly receiver = new ListedReceiver();
  readonly told: string[] = [];
  private readonly stops: (() => Promise<unknown>)[] = [];

  async node() {
    const node = auditNode(this.log, this.leases, this.clock);
    const tell = (what: string) => void this.told.push(what);
    const stream = new AuditStream({
      ...{ lines: node.lines, place: node.place, progress: this.progress, receiver: this.receiver },
      ...{ alarm: { warn: tell, tell }, clock: this.clock, bounds: BOUNDS },
    });
    node.appended.listen(() => stream.wake());
    await node.runtime.start();
    this.stops.push(
      () => stream.stop(),
      () => node.runtime.stop(),
    );
    return { node, stream };
  }

  /** A process that ends without a stop: it does nothing any more, and its lease runs out. */
  async kill({ stream, node }: { stream: AuditStream; node: AuditNode }): Promise<void> {
    await this.clock.drive(stream.stop());
    await this.leases.release(node.node);
  }

  async record(node: AuditNode, times = 1): Promise<void> {
    for (let time = 0; time < times; time++) await this.clock.drive(node.trail.succeeded(aRequest(), ANN, READ));
  }

  async close(): Promise<void> {
    this.receiver.hooks.before = undefined;
    this.receiver.hooks.after = undefined;
    this.progress.hooks.before = undefined;
    this.progress.hooks.after = undefined;
    for (const stop of this.stops) await this.clock.drive(stop());
  }
}

describe('the stream of the audit', () => {
  let at: Station;
  beforeEach(() => {
    at = new Station();
  });
  afterEach(() => at.close());

  it('costs a request nothing while the receiver hangs, and holds one batch [R147]', async () => {
    const { node, stream } = await at.node();
    at.receiver.hooks.before = () => new Promise(() => {});
    stream.start();
    await at.record(node);
    await at.clock.advance(STREAM_TIMINGS.gather);
    const reads: string[] = [];
    at.log.hooks.before = (operation) => void reads.push(operation);
    await at.record(node, 20);
    expect(reads.filter((operation) => operation !== 'append' && operation !== 'head')).toEqual([]);
    expect(at.receiver.batches).toEqual([]);
    at.log.hooks.before = undefined;
  });

  it('sends what was there before it, then what comes, in its order and once [R147]', async () => {
    const { node, stream } = await at.node();
    await at.record(node, 10);
    stream.start();
    await at.clock.advance(0);
    expect(at.receiver.batches).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [9, 10],
    ]);
    await at.record(node, 2);
    await at.clock.advance(STREAM_TIMINGS.gather);
    expect(at.receiver.batches.at(-1)).toEqual([11, 12]);
    expect(await at.progress.acknowledged()).toBe(12);
  });

  it('sends each line as an export shows it, and leaves no record of that', async () => {
    const { node, stream } = await at.node();
    await at.record(node);
    stream.start();
    await at.clock.advance(STREAM_TIMINGS.tick * 3);
    expect(at.receiver.lines).toHaveLength(1);
    expect(JSON.parse(at.receiver.lines[0] ?? '')).toMatchObject({
      seq: 1,
      actor_name: 'ann',
      action: 'secret:reveal',
    });
    expect(at.log.all()).toHaveLength(1);
  });

  it.each([
    ['refuses', () => Promise.reject(new ReceiverFailed('the receiver answers 500'))],
    ['is down', () => Promise.reject(new ReceiverFailed('the receiver cannot be reached (ECONNREFUSED)'))],
  ])('asks a receiver that %s again, ever more seldom and at least once a minute [R147]', async (_, attempt) => {
    const { node, stream } = await at.node();
    const attempts: number[] = [];
    at.receiver.hooks.before = () => {
      attempts.push(at.clock.now());
      return attempt();
    };
    await at.record(node, 6);
    const began = at.clock.now();
    stream.start();
    await at.clock.advance(300_000);
    const pauses = attempts.map((time, index) => time - (attempts[index - 1] ?? began));
    expect(pauses.slice(0, 9)).toEqual([0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    at.receiver.hooks.before = undefined;
    await at.clock.advance(STREAM_TIMINGS.retryLongest);
    expect(at.receiver.batches).toEqual([
      [1, 2, 3, 4],
      [5, 6],
    ]);
    expect(at.told).toEqual([
      expect.stringMatching(/^the audit stream waits.*the receiver/),
      'the audit stream goes on',
    ]);
  });

  it('repeats a batch whose acknowledgement was lost, and leaves none out [R147]', async () => {
    const { node, stream } = await at.node();
    let answers = 0;
    at.receiver.hooks.after = () => {
      answers += 1;
      if (answers === 2) throw new ReceiverFailed('the answer was cut off');
    };
    await at.record(node, 10);
    stream.start();
    await at.clock.advance(STREAM_TIMINGS.retry);
    expect(at.receiver.batches).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [5, 6, 7, 8],
      [9, 10],
    ]);
  });

  it.each(['before', 'after'] as const)(
    'goes on where it was acknowledged, if it is killed %s that is stored [R147]',
    async (when) => {
      const first = await at.node();
      await at.record(first.node, 6);
      at.progress.hooks[when] = (step) => {
        if (step === 'acknowledge') return new Promise(() => {});
      };
      first.stream.start();
      await at.clock.advance(0);
      expect(at.receiver.batches).toEqual([[1, 2, 3, 4]]);
      at.progress.hooks[when] = undefined;
      const second = await at.node();
      await at.leases.release(first.node.node);
      second.stream.start();
      await at.clock.advance(0);
      const again = when === 'before' ? [[1, 2, 3, 4]] : [];
      expect(at.receiver.batches).toEqual([[1, 2, 3, 4], ...again, [5, 6]]);
      expect(at.receiver.seen).toEqual(upTo(6));
      at.progress.hooks[when] = () => Promise.reject(new PartUnavailable('store'));
    },
  );

  it('leaves nothing out when it is stopped while the receiver hangs, and ends in time', async () => {
    const first = await at.node();
    await at.record(first.node, 2);
    at.receiver.hooks.before = (_, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new ReceiverFailed('the request was ended')));
      });
    first.stream.start();
    await at.clock.advance(0);
    await at.clock.drive(first.stream.stop(), STREAM_TIMINGS.stop + 1);
    expect(at.told).toEqual([]);
    at.receiver.hooks.before = undefined;
    await at.leases.release(first.node.node);
    const second = await at.node();
    second.stream.start();
    await at.clock.advance(0);
    expect(at.receiver.batches).toEqual([[1, 2]]);
  });

  it('sends the last records at a stop, in as many batches as they need', async () => {
    const { node, stream } = await at.node();
    stream.start();
    await at.clock.advance(0);
    await at.record(node, 6);
    const began = at.clock.now();
    await at.clock.drive(stream.stop());
    expect(at.receiver.batches).toEqual([
      [1, 2, 3, 4],
      [5, 6],
    ]);
    expect(at.clock.now()).toBe(began);
  });

  it('runs on one of two nodes, which sends the records of both, and moves when that node dies [R147]', async () => {
    const [one, other] = [await at.node(), await at.node()];
    one.stream.start();
    other.stream.start();
    await at.clock.advance(0);
    await at.record(one.node);
    await at.record(other.node);
    await at.clock.advance(STREAM_TIMINGS.tick + STREAM_TIMINGS.gather);
    expect(at.receiver.batches.flat()).toEqual([1, 2]);
    await at.clock.drive(one.stream.stop());
    await at.record(other.node);
    await at.clock.advance(STREAM_TIMINGS.tick);
    expect(at.receiver.batches.flat()).toEqual([1, 2]);
    await at.clock.advance(12_000);
    expect(at.receiver.batches.flat()).toEqual([1, 2, 3]);
  });

  it('waits while the store does not answer, and says so once', async () => {
    const { node, stream } = await at.node();
    await at.record(node);
    at.progress.hooks.before = () => Promise.reject(new PartUnavailable('store'));
    stream.start();
    await at.clock.advance(10_000);
    expect([at.receiver.batches, at.told]).toEqual([[], ['the audit stream waits and tries again: PartUnavailable']]);
    at.progress.hooks.before = undefined;
    await at.clock.advance(10_000);
    expect(at.receiver.batches).toEqual([[1]]);
  });

  it('tells how many records are not acknowledged, and the age of the oldest [R147]', async () => {
    const { node, stream } = await at.node();
    at.receiver.hooks.before = () => Promise.reject(new ReceiverFailed('the receiver answers 503'));
    expect(stream.behind).toBeNull();
    await at.record(node, 3);
    stream.start();
    await at.clock.advance(STREAM_TIMINGS.lag);
    await at.clock.advance(1_500);
    expect(stream.behind).toEqual({ records: 3, oldestSeconds: 6 });
    at.receiver.hooks.before = undefined;
    await at.clock.advance(STREAM_TIMINGS.retryLongest);
    expect(stream.behind).toEqual({ records: 0, oldestSeconds: 0 });
  });

  it('puts a line in the place of a record that was altered, and goes on', async () => {
    const { node, stream } = await at.node();
    await at.record(node, 3);
    Object.assign(at.log.all()[1] ?? {}, { leaf: 'no leaf' });
    stream.start();
    await settled();
    await at.clock.advance(0);
    expect(at.receiver.seen).toEqual([1, 2, 3]);
    expect(JSON.parse(at.receiver.lines[1] ?? '')).toEqual({ seq: 2, to_seq: 2, damage: 'Record 2 cannot be read.' });
  });
});
