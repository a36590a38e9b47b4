import { leafHash } from '#kernel';
import { verifyInclusion } from '../../domain/tree/verify.js';
import { aReader, type ProofNode, ProofSite, RETRY_S, readersOf } from '../../testing/index.js';
import { type ProofQuery, type RecordProofs, type SignedProof } from './record-proofs.js';

describe('the proof of a record', () => {
  let site: ProofSite;
  let node: ProofNode;
  let proofs: RecordProofs;

  beforeEach(async () => {
    site = new ProofSite();
    node = await site.node();
    proofs = readersOf(site, node).proofs;
    await node.write(300);
  });

  afterEach(() => node.clock.drive(node.runtime.stop()));

  const drive = <T>(work: Promise<T>) => node.clock.drive(work);
  const prove = (seq: number | null, query: Partial<ProofQuery> = {}) =>
    drive(proofs.of(aReader(), seq, { size: null, waitMs: 0, needsCheckpoint: false, ...query }));
  const holds = ({ leaf, index, size, hashes, root }: SignedProof) =>
    verifyInclusion({ leaf: leafHash(leaf), index, size, proof: hashes, root });

  it('is refused for a number that the log has not, and the refusal is recorded', async () => {
    await expect(prove(null)).rejects.toMatchObject({ code: 'not_found' });
    await expect(prove(9_999, { waitMs: 10_000 })).rejects.toMatchObject({ code: 'not_found' });
    expect(
      site.log
        .leaves()
        .slice(-2)
        .map(({ action, outcome }) => [action, outcome]),
    ).toEqual([
      ['audit:read', 'denied'],
      ['audit:read', 'denied'],
    ]);
  });

  it('is not there yet for a record or a size that no checkpoint covers', async () => {
    const later = { code: 'not_included_yet', details: { retryAfterSeconds: RETRY_S } };
    await expect(prove(1)).rejects.toMatchObject(later);
    await drive(node.rounds.round());
    await node.write();
    await expect(prove(301)).rejects.toMatchObject(later);
    await expect(prove(1, { size: 301 })).rejects.toMatchObject(later);
    await expect(prove(301, { waitMs: 2_000 })).rejects.toMatchObject(later);
  });

  it('is refused for a size below the number of the record', async () => {
    await expect(prove(7, { size: 6 })).rejects.toMatchObject({ code: 'validation_failed' });
  });

  it('leads to the newest checkpoint, or to the size that its reader has', async () => {
    await drive(node.rounds.round());
    for (const seq of [1, 2, 256, 257, 300]) {
      const proof = await prove(seq);
      expect([proof.seq, proof.index, proof.size, holds(proof)]).toEqual([seq, seq - 1, 300, true]);
      expect(proof.checkpoint).toContain('\n300\n');
    }
    const older = await prove(5, { size: 17 });
    expect([older.size, holds(older), older.checkpoint]).toEqual([17, true, null]);
    expect(older.root.toString('base64')).toBe(await site.rootOf(17));
  });

  it('has the checkpoint of an older size if it is kept, and is refused without one to who needs it', async () => {
    await drive(node.rounds.round());
    await node.write();
    await drive(node.rounds.round());
    expect((await prove(5, { size: 300, needsCheckpoint: true })).checkpoint).toContain('\n300\n');
    await expect(prove(5, { size: 17, needsCheckpoint: true })).rejects.toMatchObject({ code: 'no_checkpoint' });
  });

  it('comes with the next checkpoint to who waits', async () => {
    const waiting = proofs.of(aReader(), 300, { size: null, waitMs: 10_000, needsCheckpoint: false });
    await node.clock.drive(node.clock.sleep(1_000));
    await drive(node.rounds.round());
    expect(holds(await drive(waiting))).toBe(true);
  });

  it('is never given if it does not hold: the leaf was altered', async () => {
    await drive(node.rounds.round());
    const [record] = site.log.all();
    if (record) Object.assign(record, { leaf: record.leaf.replace('succeeded', 'failed') });
    await expect(prove(1)).rejects.toMatchObject({ code: 'store_damaged' });
    expect(holds(await prove(2))).toBe(true);
  });

  it('is never given for an older size if that size does not lead to the newest checkpoint', async () => {
    await drive(node.rounds.round());
    site.alterLeafHash(290);
    // The node that wrote them has their hashes in memory.
    const other = await site.node();
    proofs = readersOf(site, other).proofs;
    await expect(prove(5, { size: 295 })).rejects.toMatchObject({ code: 'store_damaged' });
    await other.clock.drive(other.runtime.stop());
  });

  it.each([
    ['with another root beside it', { root: Buffer.alloc(32).toString('base64') }],
    [
      'that states another root',
      { note: `coffer.example.com/audit\n300\n${Buffer.alloc(32).toString('base64')}\n\n— x AAAAAAA=\n` },
    ],
  ])('is never given with a kept checkpoint %s', async (_, change) => {
    await drive(node.rounds.round());
    await node.write();
    await drive(node.rounds.round());
    const kept = site.store.kept.bind(site.store);
    site.store.kept = async (after, limit) => (await kept(after, limit)).map((one) => ({ ...one, ...change }));
    await expect(prove(5, { size: 300 })).rejects.toMatchObject({ code: 'store_damaged' });
  });

  it('is not given if its own record cannot be written', async () => {
    await drive(node.rounds.round());
    site.log.hooks.before = (operation) => {
      if (operation === 'append') throw new Error('no');
    };
    await expect(prove(1)).rejects.toMatchObject({ code: 'audit_unavailable' });
    site.log.hooks.before = undefined;
  });
});
