import fc from 'fast-check';
import { asPlaintext, newId } from '#kernel';
import { aRequest, codeOf } from '#kernel/testing';
import { REMEMBERED_MS, stateOf, viewsLeft } from '../domain/wrap.js';
import { type HandoverNode, handoverNode } from '../testing/handover-under-test.js';

const HOUR = 3_600_000;

/** What happens to a wrap. The events of one step happen at the same time. */
const EVENT = fc.constantFrom('open', 'open', 'end', 'object gone', 'sweep', 'maker away', 'maker back');
const STEP = fc.oneof(
  fc.record({ events: fc.array(EVENT, { minLength: 1, maxLength: 4 }) }),
  fc.record({ wait: fc.constantFrom(1, HOUR - 1, HOUR, HOUR + 1, REMEMBERED_MS) }),
);
const RUN = fc.record({ views: fc.integer({ min: 1, max: 3 }), steps: fc.array(STEP, { minLength: 1, maxLength: 8 }) });

interface Shared {
  readonly node: HandoverNode;
  readonly makerId: string;
  readonly subjectId: string;
  readonly id: string;
  readonly token: string;
}

async function begin(views: number): Promise<Shared> {
  const node = await handoverNode();
  const [makerId, subjectId] = [newId(), newId()];
  node.makers.set(makerId, { isUsable: true, address: null, accountId: makerId });
  const { token, wrap } = await node.wraps.make(aRequest({ receivedAt: node.clock.now() }), {
    ...{ kind: 'secret', makerId, subjectId, subjectName: 'prod/mail', version: 1, note: null },
    ...{ views, lifeMs: HOUR, value: asPlaintext('hunter2') },
  });
  return { node, makerId, subjectId, id: wrap.id, token };
}

/** `opened` for an opening that gave the value. */
async function happen({ node, makerId, subjectId, id, token }: Shared, event: string): Promise<string> {
  const isUsable = event !== 'maker away';
  switch (event) {
    case 'open': {
      const opening = node.unwrapping.open(aRequest({ receivedAt: node.clock.now(), anonymous: true }), token);
      const code = await codeOf(opening);
      if (code !== 'none') return String(code);
      expect((await opening).value).toBe('hunter2');
      return 'opened';
    }
    case 'end': {
      const stored = await node.store.wraps.load(id);
      if (stored) await node.wraps.end(stored, newId());
      return event;
    }
    case 'object gone':
      node.gone.add(subjectId);
      await node.wraps.endOf('secret', subjectId);
      return event;
    case 'sweep':
      await node.sweep.run();
      return event;
    default:
      node.makers.set(makerId, { isUsable, address: null, accountId: makerId });
      return event;
  }
}

describe('a wrap, whatever happens to it in whatever order', () => {
  it('opens at most as often as it may, never after its end, and keeps no value that nobody may open [R112]', async () => {
    await fc.assert(
      fc.asyncProperty(RUN, async ({ views, steps }) => {
        const shared = await begin(views);
        const { node } = shared;
        let opened = 0;
        let isSpent = false;
        const state = () => {
          const wrap = node.store.wraps.peek(shared.id)?.value;
          return wrap ? stateOf(wrap, node.clock.now()) : 'gone';
        };
        for (const step of steps) {
          if ('wait' in step) node.clock.at += step.wait;
          const events = 'events' in step ? step.events : [];
          const wasOver = state() !== 'open';
          const happened = await Promise.all(events.map((event) => happen(shared, event)));
          const more = happened.filter((one) => one === 'opened').length;
          opened += more;
          isSpent ||= opened === views || happened.some((one) => one === 'end' || one === 'object gone');
          const wrap = node.store.wraps.peek(shared.id)?.value;
          expect(opened).toBeLessThanOrEqual(views);
          if (wasOver) expect(more).toBe(0);
          if (wrap) expect([wrap.openedAt.length, viewsLeft(wrap)]).toEqual([opened, views - opened]);
          const isSwept = events.length === 1 && events[0] === 'sweep' && (wrap?.expiresAt ?? 0) < node.clock.now();
          if (isSpent || isSwept) expect(wrap?.sealed ?? null).toBeNull();
        }
        const isOver = isSpent || state() !== 'open';
        const last = await happen(shared, 'open');
        if (isOver) expect(last).not.toBe('opened');
      }),
      { numRuns: 150 },
    );
  });
});
