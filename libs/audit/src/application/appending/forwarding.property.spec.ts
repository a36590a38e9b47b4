import fc from 'fast-check';
import { OutcomeUnknown, PartUnavailable } from '#kernel';
import { aRequest } from '#kernel/testing';
import { closes, intentKey } from '../../domain/intent.js';
import type { Outcome } from '../../domain/record.js';
import type { PlacedRecords, Refusal } from '../../ports/node-link.js';
import { ANN, type AuditNode } from '../../testing/audit-node.js';
import { WRITE } from '../../testing/audit-records.js';
import { LinkedNodes } from '../../testing/linked-nodes.js';
import type { MemoryAuditLog } from '../../testing/memory-audit-log.js';
import { AUDIT_TIMINGS } from '../timings.js';

/** What befalls a message, an answer or an append: nothing, a loss, or so many milliseconds of delay. */
const BAD_LUCK = fc.oneof(
  { weight: 6, arbitrary: fc.constant('none' as const) },
  { weight: 1, arbitrary: fc.constant('lost' as const) },
  { weight: 2, arbitrary: fc.constantFrom(1, 40, 700, 2_500) },
);
type BadLuck = 'none' | 'lost' | number;

const WORK: fc.Arbitrary<Work> = fc.record({
  node: fc.nat(3),
  kind: fc.constantFrom('read', 'change', 'change', 'lost', 'sweep', 'hold', 'cut'),
  /** How long after the last one it begins, and how long the effect of a change takes. */
  after: fc.constantFrom(0, 1, 5, 300, 3_000, 12_000),
  takes: fc.constantFrom(0, 10, 1_500, 30_000),
});

const ADDRESSES = ['a:1', 'b:1', 'c:1'];
const LINKED = ADDRESSES.length;

const WORKS = fc.array(WORK, { minLength: 5, maxLength: 40 });
const MISFORTUNES = fc.array(BAD_LUCK, { minLength: 7, maxLength: 40 });

/** Deals the misfortunes out, one after another, again from the first. */
function dealer(all: readonly BadLuck[]): () => BadLuck {
  let at = 0;
  return () => all[at++ % all.length] ?? 'none';
}

describe('nodes that append by one of them, whatever is late or lost', () => {
  it('write each record once and each outcome once, in numbers without a gap [R68] [R69] [R70] [R150]', async () => {
    await fc.assert(
      fc.asyncProperty(WORKS, MISFORTUNES, async (works, misfortunes) => {
        const stage = new LinkedNodes();
        const answers = await play(stage, works, misfortunes);
        await stage.end();
        expectSound(stage.log, answers);
      }),
      { numRuns: 150 },
    );
  });

  it('append for the others soon after they got the place, even if they cannot renew their lease [R105]', async () => {
    await fc.assert(
      fc.asyncProperty(WORKS, MISFORTUNES, async (works, misfortunes) => {
        const stage = new LinkedNodes();
        await play(stage, works, misfortunes);
        const taken = await takenByEach(stage);
        await stage.end();
        expect(taken).toEqual(
          Array.from({ length: LINKED * (LINKED - 1) }, () => expect.objectContaining({ at: expect.any(String) })),
        );
      }),
      { numRuns: 20 },
    );
  });
});

interface Told {
  readonly requestId: string;
  readonly done: boolean;
}

interface Work {
  readonly node: number;
  /** `lost`: a change of which nobody is told whether it was made. */
  readonly kind: 'read' | 'change' | 'lost' | 'sweep' | 'hold' | 'cut';
  readonly after: number;
  readonly takes: number;
}

/** Whether each request was told of a success. In the end no message or append is late any more. */
async function play(stage: LinkedNodes, works: readonly Work[], misfortunes: readonly BadLuck[]) {
  const { log, leases, clock, network, nodes } = stage;
  const settles = ({ settlements }: AuditNode) =>
    settlements.register('secret', {
      settle: async () => {
        await clock.sleep(20);
        return 'failed';
      },
    });
  for (const address of [...ADDRESSES, null]) await stage.start(address, settles);
  await clock.drive(nodes[0]?.place.hold() ?? Promise.resolve(false));
  await clock.advance(2 * AUDIT_TIMINGS.renew);
  const deal = dealer(misfortunes);
  const befall = async (lost: () => Error): Promise<void> => {
    const luck = deal();
    if (luck === 'lost') throw lost();
    if (typeof luck === 'number') await clock.sleep(luck);
  };
  network.before = () => befall(() => new Error('lost on the way'));
  network.after = () => befall(() => new Error('the answer is lost'));
  log.hooks.before = (operation) => {
    if (operation === 'append') return befall(() => new PartUnavailable('store'));
  };
  log.hooks.after = (operation) => {
    if (operation === 'append') return befall(() => new OutcomeUnknown());
  };
  const told: Promise<Told>[] = [];
  for (const { node: at, kind, after, takes } of works) {
    await clock.advance(after);
    const node = nodes[at];
    if (!node) continue;
    if (kind === 'cut') leases.cut.add(node.node);
    if (kind === 'hold' || kind === 'cut' || kind === 'sweep') {
      if (kind === 'sweep') void node.sweeper.sweep().catch(() => null);
      if (kind === 'hold') void node.place.hold().catch(() => null);
      continue;
    }
    const request = aRequest();
    const what = { ...WRITE, resourceId: request.requestId };
    const work =
      kind === 'read'
        ? node.trail.succeeded(request, ANN, what)
        : node.trail.mutation(request, ANN, what, async () => {
            await clock.sleep(takes);
            if (kind === 'lost') throw new OutcomeUnknown();
          });
    told.push(
      work.then(
        () => ({ requestId: request.requestId, done: true }),
        () => ({ requestId: request.requestId, done: false }),
      ),
    );
  }
  const answers = await clock.drive(Promise.all(told), 200_000);
  log.hooks.before = log.hooks.after = network.before = network.after = undefined;
  await clock.advance(30_000);
  return answers;
}

/**
 * What each node with a link answers to the others soon after it got the place, although it cannot renew its lease.
 * A node may append one batch itself before it sends one.
 */
async function takenByEach(stage: LinkedNodes): Promise<(PlacedRecords | Refusal | undefined)[]> {
  const { leases, clock, network, nodes } = stage;
  const taken: (PlacedRecords | Refusal | undefined)[] = [];
  const linked = nodes.slice(0, LINKED);
  leases.cut.clear();
  await clock.advance(2 * AUDIT_TIMINGS.renew);
  // Nobody has the place. So each appends for itself, until it knows that its appends are fast again.
  for (const node of linked) for (let turn = 0; turn < 20; turn += 1) await clock.drive(stage.read(node, 'fast'));
  for (const holder of linked) {
    leases.cut.clear();
    leases.cut.add(holder.node);
    await leases.release((await leases.sweeper())?.node ?? '');
    await clock.drive(holder.place.hold());
    await clock.advance(2 * AUDIT_TIMINGS.renew);
    for (const other of linked) {
      if (other === holder) continue;
      await clock.drive(stage.read(other, 'first'));
      network.answers.length = 0;
      await clock.drive(stage.read(other, 'second'));
      taken.push(network.answers.at(-1));
    }
  }
  return taken;
}

function expectSound(log: MemoryAuditLog, answers: readonly Told[]): void {
  const leaves = log.leaves();
  expect(leaves.map(({ seq }) => seq)).toEqual(leaves.map((_, index) => index + 1));
  const records = new Map<string, Outcome[]>();
  for (const leaf of leaves) {
    const key = intentKey(leaf);
    records.set(key, [...(records.get(key) ?? []), leaf.outcome]);
  }
  for (const outcomes of records.values()) {
    expect(outcomes.filter((outcome) => outcome === 'allowed').length).toBeLessThanOrEqual(1);
    expect(outcomes.filter(closes)).toHaveLength(1);
  }
  const written = new Set(leaves.map((leaf) => leaf.request_id));
  for (const { requestId, done } of answers) if (done) expect(written).toContain(requestId);
}
