import { HASH_BYTES } from '#kernel';
import { openByPolicy } from '../../domain/notes/policy.js';
import { parsePolicy } from '../../domain/notes/policy-file.js';
import { decodeEntries } from '../../domain/tree/entries.js';
import { parseTilePath, type TileAt } from '../../domain/tree/tiles.js';
import { verifyConsistency } from '../../domain/tree/verify.js';
import { aReader, type ProofNode, ProofSite, RETRY_S, readersOf } from '../../testing/index.js';
import { ONE_RECORD_MS } from './bulk-reads.js';
import type { PublishedLog } from './published-log.js';

describe('the log as it is published', () => {
  let site: ProofSite;
  let node: ProofNode;
  let log: PublishedLog;

  beforeEach(async () => {
    site = new ProofSite();
    node = await site.node();
    log = readersOf(site, node).log;
  });

  afterEach(() => node.clock.drive(node.runtime.stop()));

  const drive = <T>(work: Promise<T>) => node.clock.drive(work);
  const publish = () => drive(node.rounds.round());
  const resource = (path: string) => drive(log.resource(aReader(), parseTilePath(path)));
  const actions = () => site.log.leaves().map(({ action, outcome }) => `${action} ${outcome}`);

  it('has nothing before the first checkpoint', async () => {
    await node.write(2);
    const refused = { code: 'no_checkpoint' };
    await expect(drive(log.checkpoint(aReader(), 'signed'))).rejects.toMatchObject(refused);
    await expect(drive(log.keys(aReader()))).rejects.toMatchObject(refused);
    await expect(drive(log.consistency(aReader(), 1, null))).rejects.toMatchObject(refused);
    await expect(resource('tile/0/000.p/1')).rejects.toMatchObject(refused);
  });

  it('shows no tile and no entry that no published checkpoint covers', async () => {
    await node.write(300);
    await publish();
    await node.write(300);
    const absent = [
      'tile/0/001.p/45',
      'tile/0/001',
      'tile/0/002.p/1',
      'tile/1/000.p/2',
      'tile/2/000.p/1',
      'tile/6/000',
    ];
    for (const path of [...absent, 'tile/entries/001.p/45', 'tile/entries/001'])
      await expect(resource(path)).rejects.toMatchObject({ code: 'not_found' });
    await expect(drive(log.resource(aReader(), null))).rejects.toMatchObject({ code: 'not_found' });
    expect(actions().filter((one) => one === 'audit:read denied')).toHaveLength(9);
  });

  it('shows what a checkpoint covers, with one record for all of it', async () => {
    await node.write(300);
    await publish();
    expect((await resource('tile/0/000')).length).toBe(256 * HASH_BYTES);
    expect((await resource('tile/0/001.p/44')).length).toBe(44 * HASH_BYTES);
    expect((await resource('tile/0/000.p/7')).equals((await resource('tile/0/000')).subarray(0, 7 * HASH_BYTES))).toBe(
      true,
    );
    expect((await resource('tile/1/000.p/1')).length).toBe(HASH_BYTES);
    const leaves = decodeEntries(await resource('tile/entries/001.p/44')).map(String);
    expect(leaves).toEqual(
      site.log
        .all()
        .slice(256, 300)
        .map(({ leaf }) => leaf),
    );
    expect(site.log.all()).toHaveLength(301);
    node.clock.at += ONE_RECORD_MS;
    await resource('tile/0/000');
    expect(site.log.all()).toHaveLength(302);
  });

  it('tells that records are archived, and still proves what is above them', async () => {
    await node.write(300);
    await publish();
    const { read, leafHashes } = site.log;
    const { tile } = site.tiles;
    Object.assign(site.tiles, {
      tile: async (at: TileAt) => (at.level === 0 && at.index < 1 ? null : tile.call(site.tiles, at)),
    });
    Object.assign(site.log, {
      first: async () => 257,
      read: async (from: number, limit: number) => (from < 257 ? [] : read.call(site.log, from, limit)),
      leafHashes: async (from: number, limit: number) =>
        from < 257 ? Buffer.alloc(0) : leafHashes.call(site.log, from, limit),
    });
    // The node that wrote them has their hashes in memory.
    const other = await site.node();
    log = readersOf(site, other).log;
    for (const path of ['tile/0/000', 'tile/0/000.p/9', 'tile/entries/000', 'tile/entries/000.p/9'])
      await expect(resource(path)).rejects.toMatchObject({ code: 'record_archived' });
    await expect(drive(log.consistency(aReader(), 9, 300))).rejects.toMatchObject({ code: 'record_archived' });
    expect((await drive(log.consistency(aReader(), 256, 300))).hashes).toHaveLength(1);
    expect((await resource('tile/1/000.p/1')).length).toBe(HASH_BYTES);
    await other.clock.drive(other.runtime.stop());
  });

  it('tells its keys and a policy that its checkpoints satisfy', async () => {
    await node.write(3);
    await publish();
    const { keys, policy, size, witnessedSize } = await drive(log.keys(aReader()));
    expect([size, witnessedSize]).toEqual([3, null]);
    expect(keys.map(({ state }) => state)).toEqual(['active']);
    const { note } = await drive(log.checkpoint(aReader(), 'signed'));
    expect(openByPolicy(parsePolicy(policy), note).checkpoint.size).toBe(3);
  });

  it('shows the newest checkpoint with its cosignatures, and an older one only to who asks for cosignatures', async () => {
    await node.write(3);
    await publish();
    const signed = await drive(log.checkpoint(aReader(), 'signed'));
    await expect(drive(log.checkpoint(aReader(), 'witnessed'))).rejects.toMatchObject({ code: 'no_checkpoint' });
    const witnessed = { ...signed, note: `${signed.note}— witness AAAA\n` };
    await site.store.publish('witnessed', witnessed);
    expect((await drive(log.checkpoint(aReader(), 'signed'))).note).toBe(witnessed.note);
    await publish();
    const later = await drive(log.checkpoint(aReader(), 'signed'));
    expect(later.size).toBeGreaterThan(3);
    expect(await drive(log.keys(aReader()))).toMatchObject({ size: later.size, witnessedSize: 3 });
    expect((await drive(log.checkpoint(aReader(), 'witnessed'))).note).toBe(witnessed.note);
  });

  it('gives no consistency proof that does not lead to the newest checkpoint: a leaf of the last tile was altered', async () => {
    await node.write(300);
    await publish();
    site.alterLeafHash(290);
    // The node that wrote them has their hashes in memory.
    const other = await site.node();
    log = readersOf(site, other).log;
    for (const [from, to] of [
      [280, null],
      [256, 300],
      [7, 295],
      [289, 290],
    ] as const)
      await expect(drive(log.consistency(aReader(), from, to))).rejects.toMatchObject({ code: 'store_damaged' });
    expect((await drive(log.consistency(aReader(), 7, 7))).hashes).toEqual([]);
    await other.clock.drive(other.runtime.stop());
  });

  it.each([
    ['another root', { root: Buffer.alloc(32).toString('base64') }],
    ['another size', { size: 2 }],
    ['a size that is none', { size: Number.NaN }],
    ['no root', { root: null }],
    ['no note', { note: null }],
    ['no keys', { keys: null }],
    ['a key that is none', { keys: [{ vkey: 'x', state: 'active' }] }],
  ])('shows nothing of a checkpoint whose row has %s', async (_, altered) => {
    await node.write(3);
    await publish();
    const newest = await site.store.newest('signed');
    site.store.newest = async () => newest && ({ ...newest, ...altered } as typeof newest);
    const damaged = { code: 'store_damaged' };
    await expect(drive(log.checkpoint(aReader(), 'signed'))).rejects.toMatchObject(damaged);
    await expect(drive(log.keys(aReader()))).rejects.toMatchObject(damaged);
    await expect(drive(log.consistency(aReader(), 1, null))).rejects.toMatchObject(damaged);
    await expect(resource('tile/0/000.p/1')).rejects.toMatchObject(damaged);
  });

  it('proves consistency between any two sizes that are published, and no others', async () => {
    await node.write(300);
    await publish();
    const refused = (from: number, to: number | null) => expect(drive(log.consistency(aReader(), from, to))).rejects;
    await refused(5, 4).toMatchObject({ code: 'validation_failed' });
    const later = { code: 'not_included_yet', details: { retryAfterSeconds: RETRY_S } };
    await refused(5, 301).toMatchObject(later);
    await refused(301, null).toMatchObject(later);
    for (const [from, to] of [
      [1, 300],
      [255, 257],
      [256, 300],
      [7, 7],
    ] as const) {
      const { hashes, checkpoint } = await drive(log.consistency(aReader(), from, to));
      const [fromRoot, toRoot] = [await site.rootOf(from), await site.rootOf(to)].map((root) =>
        Buffer.from(root, 'base64'),
      );
      expect(verifyConsistency({ from, to, fromRoot, toRoot, proof: hashes } as never)).toBe(true);
      expect(checkpoint === null).toBe(to !== 300);
    }
    expect((await drive(log.consistency(aReader(), 9, null))).to).toBe(300);
  });
});
