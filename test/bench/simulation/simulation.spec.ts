import { type Outcome, type Scenario, simulate } from './cluster.js';
import { ASSUMED, type Costs, costsOf } from './costs.js';
import { Processors, Thread } from './processors.js';
import { SimulatedClock } from './simulated-clock.js';
import { SimulatedLog } from './simulated-log.js';
import { writersOf } from './simulated-nodes.js';

const BASE: Scenario = {
  nodes: 2,
  callers: 16,
  kind: 'mutation',
  costs: ASSUMED,
  storeCores: 4,
  seconds: 1,
  seed: 15,
};

const run = (change: Partial<Scenario> = {}) => simulate({ ...BASE, ...change });
const withCosts = (change: Partial<Costs>) => run({ costs: { ...ASSUMED, ...change } });
const recordsFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, at) => ({ seq: first + at, leaf: '', personal: {}, lasting: {} }));
const rounded = ({ perSecond, recordsABatch, looksARequest }: Outcome) =>
  [perSecond, recordsABatch, looksARequest].map((figure) => Number(figure.toFixed(2)));

describe('the clock of a simulation', () => {
  it('runs events at their times, those of one time in the order in which they were made, and no cancelled one', async () => {
    const clock = new SimulatedClock();
    const ran: string[] = [];
    for (const [at, name] of [
      [5, 'b'],
      [9, 'late'],
      [1, 'a'],
      [5, 'c'],
      [7, 'd'],
    ] as const) {
      clock.soon(at, () => ran.push(`${name} at ${clock.now()}`));
    }
    clock.after(2, () => ran.push('cancelled'))();
    await clock.run(8);
    expect(ran).toEqual(['a at 1', 'b at 5', 'c at 5', 'd at 7']);
    expect(clock.now()).toBe(8);
  });
});

describe('the processors of a simulation', () => {
  it('do as much at once as there are, and a thread one thing', async () => {
    const clock = new SimulatedClock();
    const ends: number[] = [];
    const processors = new Processors(clock, 2);
    for (let job = 0; job < 3; job += 1) processors.use(10, () => ends.push(clock.now()));
    const thread = new Thread(new Processors(clock, 2));
    for (let job = 0; job < 2; job += 1) thread.use(30, () => ends.push(clock.now()));
    await clock.run(100);
    expect(ends).toEqual([10, 10, 20, 30, 60]);
    expect(processors.utilisation()).toBe(0.15);
  });
});

describe('the log of a simulation', () => {
  it('refuses the second of two appends at one number when the first is durable, and shows a look no more', async () => {
    const clock = new SimulatedClock();
    const costs = {
      ...ASSUMED,
      log: { ...ASSUMED.log, batchUs: 100, recordUs: 0, lookUs: 100 },
      commitMs: 10,
      roundTripMs: 2,
    };
    const log = new SimulatedLog(clock, new Processors(clock, 8), costs, (mean) => mean);
    const told: string[] = [];
    const tell = (what: string) => (answer: unknown) => told.push(`${what} ${answer} at ${clock.now().toFixed(1)}`);
    void log.append(1, recordsFrom(1, 3)).then(tell('first'));
    void log.append(1, recordsFrom(1, 1)).then(tell('second'));
    void log.head().then(tell('head'));
    await clock.run(20);
    void log.head().then(tell('head'));
    void log.append(4, recordsFrom(4, 1)).then(tell('third'));
    await clock.run(40);
    expect(told).toEqual([
      'head 0 at 2.1',
      'first appended at 12.1',
      'second taken at 12.1',
      'head 3 at 22.1',
      'third appended at 32.1',
    ]);
  });
});

describe('simulate', () => {
  it('gives the same outcome for the same seed, and another one for another seed', async () => {
    const [one, again, other] = [await run(), await run(), await run({ seed: 16 })];
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it('gives the outcome of the algorithm of LogHead as it is: after a change of it, see what became of the figures', async () => {
    expect(rounded(await run())).toEqual([914, 10.11, 0.2]);
    expect(rounded(await run({ kind: 'reveal' }))).toEqual([2852, 12.58, 0.08]);
  });

  it.each([
    {},
    { kind: 'reveal' },
    { nodes: 8 },
    { together: true, storeCores: 2 },
    { logs: 2, nodes: 4 },
    { forwards: true },
  ] as const)(
    'has as many requests under way as callers, and no part busier than all the time: %j',
    async (change: Partial<Scenario>) => {
      const outcome = await run({ ...change, seconds: 3 });
      const callers = (change.nodes ?? BASE.nodes) * BASE.callers;
      // Little's law: requests under way = requests a second * seconds of a request. Those not answered at the end are missing.
      expect(outcome.underWay / callers).toBeGreaterThan(0.97);
      expect(outcome.underWay / callers).toBeLessThanOrEqual(1);
      expect((outcome.perSecond * outcome.mean) / 1_000).toBeCloseTo(outcome.underWay);
      for (const share of Object.values(outcome.busy)) expect(share).toBeLessThanOrEqual(1);
    },
  );

  it('does less where something takes longer', async () => {
    const base = await run();
    const slower: Partial<Costs>[] = [
      { commitMs: 3 * ASSUMED.commitMs },
      { roundTripMs: 10 },
      { mutation: { nodeUs: 3_000, storeUs: 700 } },
      { mutation: { nodeUs: 500, storeUs: 5_000 } },
      { log: { ...ASSUMED.log, batchUs: 5_000 } },
    ];
    for (const costs of slower) expect((await withCosts(costs)).perSecond).toBeLessThan(base.perSecond * 0.9);
  });

  it('does more with more nodes and more callers, until a part is busy all the time', async () => {
    const forwarding = (change: Partial<Scenario>) => run({ ...change, forwards: true });
    const [one, two, four] = [await forwarding({ nodes: 1 }), await forwarding({}), await forwarding({ nodes: 4 })];
    expect(two.perSecond).toBeGreaterThan(one.perSecond * 1.05);
    expect(four.perSecond).toBeGreaterThan(two.perSecond);
    expect((await forwarding({ callers: 64 })).recordsABatch).toBeGreaterThan(two.recordsABatch);
    const full = await run({ nodes: 32, callers: 64, kind: 'reveal', storeCores: 1 });
    expect(full.busy.store).toBeGreaterThan(0.97);
  });

  it('never loses an append on one node, and loses some where nodes race', async () => {
    expect((await run({ nodes: 1 })).taken).toBe(0);
    expect((await run({ nodes: 4 })).taken).toBeGreaterThan(0.05);
    expect((await run({ nodes: 4, logs: 4 })).taken).toBe(0);
  });
});

describe('nodes that forward', () => {
  it.each(['reveal', 'mutation'] as const)(
    'do more than one and than two that race, and lose no append: %s',
    async (kind) => {
      const [one, two, four] = [
        await run({ kind, nodes: 1, forwards: true }),
        await run({ kind, forwards: true }),
        await run({ kind, nodes: 4, forwards: true }),
      ];
      expect(two.perSecond).toBeGreaterThan(one.perSecond * 1.2);
      expect(two.perSecond).toBeGreaterThan((await run({ kind })).perSecond * 1.05);
      expect(four.perSecond).toBeGreaterThan(two.perSecond * 1.2);
      expect([two.taken, four.taken, one.busy.appender]).toEqual([0, 0, 0]);
      expect(four.busy.appender).toBeGreaterThan(four.busy.node);
    },
  );

  it('do less where a message takes longer', async () => {
    const base = await run({ forwards: true });
    const slow = { ...ASSUMED, message: { senderUs: 5_000, appenderUs: 5_000, recordUs: 0 } };
    expect((await run({ forwards: true, costs: slow })).perSecond).toBeLessThan(base.perSecond * 0.9);
  });

  // A message that is longer under way than a node waits for it: the node finds its records in the log, or appends them itself.
  it.each([
    ['in time', ASSUMED.message],
    ['too late', { ...ASSUMED.message, appenderUs: 600_000 }],
  ] as const)(
    'get one number for each record, without a gap, where messages are answered %s',
    async (when, message) => {
      const { numbers, log } = await numbersOf({ ...ASSUMED, message });
      expect(numbers).toHaveLength(3 * 40 * 5);
      expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers.map((_, at) => at + 1));
      expect(log.counts.records).toBe(numbers.length);
      expect(log.counts.taken > 0).toBe(when === 'too late');
    },
  );
});

/** The numbers that the records of 3 nodes get, of which the first appends for all: 40 times 5 records each. */
async function numbersOf(costs: Costs): Promise<{ numbers: number[]; log: SimulatedLog }> {
  const clock = new SimulatedClock();
  const parts = { clock, costs, vary: (mean: number) => mean };
  const log = new SimulatedLog(clock, new Processors(clock, 4), costs, parts.vary);
  const threads = Array.from({ length: 3 }, () => new Thread(new Processors(clock, 1)));
  const numbers: number[] = [];
  for (const [node, writer] of (await writersOf(log, threads, true, parts)).entries()) {
    for (let turn = 0; turn < 40; turn += 1) {
      clock.soon(turn * 3 + node, () => {
        for (let record = 0; record < 5; record += 1) writer.append((seq) => numbers.push(seq));
      });
    }
  }
  await clock.run(60_000);
  return { numbers, log };
}

describe('costsOf', () => {
  const machine = { processor: 'a', cores: 2, memoryGib: 1, node: 'v24' };
  const about = { subject: 'everything', at: '2026-11-30', commit: null, machine, verdicts: [] };
  const rows = (small: number, large: number) => [
    { name: 'append of 1 record', sample: { p50: 4, cpu: 500, storeCpu: small } },
    { name: 'append of 64 records', sample: { storeCpu: large } },
  ];

  it('assumes what no run has measured, and what is only noise', () => {
    expect(costsOf([])).toEqual(ASSUMED);
    const noisy = { ...about, tables: [{ title: 'MongoDB: a', ratioNames: [], rows: rows(900, 800) }] };
    expect(costsOf([noisy]).log.recordUs).toBe(ASSUMED.log.recordUs);
  });

  it('divides what is measured into the work for the request, for each append and for each record', () => {
    const reveal = { name: 'reveal', sample: { cpu: 300, storeCpu: 250 } };
    const tables = [
      { title: 'MongoDB: a', ratioNames: [], rows: rows(1_000, 7_300) },
      { title: 'MongoDB and OpenBao: b', ratioNames: [], rows: [reveal] },
    ];
    const { log, commitMs, reveal: costs } = costsOf([{ ...about, tables }]);
    expect(log).toMatchObject({ recordUs: 100, batchUs: 900 });
    expect([costs, commitMs]).toEqual([{ nodeUs: 300, storeUs: 150 }, 2.5]);
  });
});
