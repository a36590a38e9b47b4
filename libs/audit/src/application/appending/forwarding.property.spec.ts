import fc from 'fast-check';
import { OutcomeUnknown, PartUnavailable } from '#kernel';
import { aRequest } from '#kernel/testing';
import { closes, intentKey } from '../../domain/intent.js';
import type { Outcome } from '../../domain/record.js';
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

/** Deals the misfortunes out, one after another, again from the first. */
function dealer(all: readonly BadLuck[]): () => BadLuck {
  let at = 0;
  return () => all[at++ % all.length] ?? 'none';
}

describe('nodes that append by one of them, whatever is late or lost', () => {
  it('write each record once and each outcome once, in numbers without a gap [R68] [R69] [R70] [R150]', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(WORK, { minLength: 5, maxLength: 40 }),
        fc.array(BAD_LUCK, { minLength: 7, maxLength: 40 }),
        async (works, misfortunes) => {
          const story = await play(works, misfortunes);
          expectSound(story);
        },
      ),
      { numRuns: 150 },
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

async function play(works: readonly Work[], misfortunes: readonly BadLuck[]) {
  const stage = new LinkedNodes();
  const { log, leases, clock, network, nodes } = stage;
  const settles = ({ settlements }: AuditNode) =>
    settlements.register('secret', {
      settle: async () => {
        await clock.sleep(20);
        return 'failed';
      },
    });
  for (const address of ['a:1', 'b:1', 'c:1', null]) await stage.start(address, settles);
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
  await stage.end();
  return { log, answers };
}

function expectSound({ log, answers }: { log: MemoryAuditLog; answers: readonly Told[] }): void {
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
