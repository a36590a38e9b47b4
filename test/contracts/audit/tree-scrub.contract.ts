import { aBatch, auditNode } from '#audit/testing';
import { TreeScrub } from '#audit-proofs';
import { Integrator, LeafHashes } from '#audit-proofs/testing';
import { ManualClock } from '#kernel/testing';
import type { Damageable } from './audit-damage.contract.js';

const RECORDS = 1_024;
const BATCH = 256;
/** What looks altered is looked at again after this time. */
const AGAIN_MS = 10_000;

export function describeTreeScrubContract(name: string, open: () => Promise<Damageable>): void {
  describe(`The look at old records on ${name}`, () => {
    let store: Damageable;
    beforeAll(async () => {
      store = await open();
      for (let first = 1; first <= RECORDS; first += BATCH)
        await store.audit.append(
          aBatch(
            first,
            Array.from({ length: BATCH }, () => ({})),
          ),
        );
      await new Integrator(new LeafHashes(store.audit), store.tiles, new ManualClock()).integrate(RECORDS);
    });
    afterAll(() => store.close());

    /** What one pass tells the operator. */
    async function pass(): Promise<string[]> {
      const told: string[] = [];
      const { audit: log, tiles } = store;
      const [{ place, trail }, clock] = [auditNode(), new ManualClock()];
      const alarm = { raise: (what: string) => void told.push(what) };
      trail.failed = async () => {};
      const scrub = new TreeScrub({ log, tiles, place, trail, alarm, clock }, RECORDS);
      await scrub.round();
      clock.at += AGAIN_MS;
      await scrub.round();
      return told;
    }

    it('finds nothing in what nobody altered', async () => {
      expect(await pass()).toEqual([]);
      expect(await store.tiles.scrubbed()).toBe(2 ** 32);
    });

    it('finds a record that the owner of the database edited', async () => {
      await store.editRecord(700);
      expect(await pass()).toEqual(['the audit in the store was altered: tile 0/2: record 700 is not the one in it']);
    });
  });
}
