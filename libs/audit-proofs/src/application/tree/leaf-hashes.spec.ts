import { AppendedBatches, type AuditBatch } from '#audit';
import { aBatch, MemoryAuditLog } from '#audit/testing';
import { LeafHashes } from './leaf-hashes.js';

describe('the hashes of leaves', () => {
  let log: MemoryAuditLog;
  let reads: number;
  let appended: AppendedBatches;
  let leaves: LeafHashes;

  beforeEach(() => {
    log = new MemoryAuditLog();
    reads = 0;
    log.hooks.before = (operation) => {
      if (operation === 'leafHashes') reads += 1;
    };
    appended = new AppendedBatches({ raise: () => {} });
    leaves = new LeafHashes(log);
    leaves.follow(appended);
  });

  /** A batch in the log, of this node or of another one. */
  async function batch(first: number, records: number, isOwn = true): Promise<AuditBatch> {
    const made = aBatch(
      first,
      Array.from({ length: records }, () => ({})),
    );
    await log.append(made);
    if (isOwn) appended.tell(made);
    return made;
  }

  it('of this node come from memory, over several batches', async () => {
    const batches = [await batch(1, 5), await batch(6, 3), await batch(9, 4)];
    const all = Buffer.concat(batches.map(({ hashes }) => hashes));
    expect(await leaves.read(1, 12)).toEqual(all);
    expect(await leaves.read(5, 5)).toEqual(all.subarray(4 * 32, 9 * 32));
    expect(reads).toBe(0);
  });

  it('come from the log if another node appended between', async () => {
    const batches = [await batch(1, 5), await batch(6, 3, false), await batch(9, 4)];
    const all = Buffer.concat(batches.map(({ hashes }) => hashes));
    expect(await leaves.read(1, 12)).toEqual(all);
    expect(reads).toBe(1);
    expect(await leaves.read(9, 4)).toEqual(all.subarray(8 * 32));
    expect(await leaves.read(9, 20)).toEqual(all.subarray(8 * 32));
    expect(reads).toBe(2);
  });

  it('are kept for the newest 4,096 records', async () => {
    for (let first = 1; first <= 4_353; first += 256) await batch(first, 256);
    await leaves.read(257, 256);
    expect(reads).toBe(1);
    await leaves.read(513, 4_096);
    expect(reads).toBe(1);
  });
});
