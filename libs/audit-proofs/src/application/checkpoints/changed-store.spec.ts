import { leafHash } from '#kernel';
import { aTile, onNewSite, type ProofNode, type ProofSite } from '../../testing/index.js';

describe('the rounds of checkpoints on a store that was changed', () => {
  let site: ProofSite;
  let node: ProofNode;

  onNewSite((...made) => {
    [site, node] = made;
  });

  const round = () => node.clock.drive(node.rounds.round());
  const sizes = () => site.sizes();

  async function restarted(): Promise<void> {
    await node.clock.drive(node.runtime.stop());
    node = await site.node(node.clock);
  }

  async function refusesToSign(problem: string): Promise<void> {
    await round();
    expect(node.alarms).toEqual([expect.stringContaining(problem)]);
    expect(node.watch.state).toBe('refused');
    const last = site.log.leaves().at(-1);
    expect(last).toMatchObject({ action: 'audit:checkpoint', outcome: 'failed' });
    await node.write();
    await round();
  }

  it('refuse for good to sign what does not extend what was signed', async () => {
    await node.write(10);
    await round();
    const [signed = ''] = site.signed;
    const forged = site.signed.splice(0);
    const read = site.log.leafHashes.bind(site.log);
    site.log.leafHashes = async (from, limit) => {
      const hashes = await read(from, limit);
      if (from === 1) leafHash('another text').copy(hashes, 4 * 32);
      return hashes;
    };
    await restarted();
    await node.write(300);
    await refusesToSign('does not begin with what was signed');
    expect(site.signed).toEqual([]);
    expect(forged).toEqual([signed]);
  });

  it('refuse for good if another tile stands in the way', async () => {
    await node.write(10);
    await round();
    await node.write(300);
    const count = site.tiles.count.bind(site.tiles);
    site.tiles.count = async (level) => {
      const before = await count(level);
      site.tiles.count = count;
      await site.tiles.add([aTile(0, 0)]);
      return before;
    };
    await refusesToSign('another tile is stored as 0/0');
    expect(sizes()).toEqual([10]);
  });

  it('refuse for good if the root of a tile was edited', async () => {
    await node.write(600);
    await round();
    await restarted();
    const roots = site.tiles.roots.bind(site.tiles);
    site.tiles.roots = async (...asked) => (await roots(...asked)).fill(0, 0, 1);
    await node.write();
    await refusesToSign('does not begin with what was signed');
    expect(sizes()).toEqual([600]);
  });

  it('sign nothing from a tile that was edited, and say after a minute which one', async () => {
    await node.write(600);
    await round();
    const tile = site.tiles.tile.bind(site.tiles);
    site.tiles.tile = async (at) => (await tile(at))?.fill(0, 0, 1) ?? null;
    node.rounds.start();
    await node.write(200);
    await node.clock.advance(62_000);
    expect(node.alarms).toEqual([expect.stringContaining('tile 0/2: its hashes do not have the root')]);
    expect([sizes(), node.watch.state]).toEqual([[600], 'late']);
    await node.clock.drive(node.rounds.finish());
  });

  it('sign nothing while the log is behind the head, and tell it after a minute', async () => {
    await node.write(10);
    await round();
    const kept = site.log.all().slice(0, 4);
    const { head, signer } = site;
    await site.restore(kept);
    Object.assign(site, { head, signer });
    node = await site.node(node.clock);
    node.rounds.start();
    await node.clock.advance(62_000);
    expect(node.alarms).toEqual(['records of the audit wait for a checkpoint for more than a minute']);
    expect(sizes()).toEqual([10]);
    await node.clock.drive(node.rounds.finish());
    site.signed.length = 0;
  });
});
