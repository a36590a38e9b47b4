import { PartUnavailable, StartError } from '#kernel';
import { SigningRefused } from '../../ports/signing-head.js';
import { type ProofNode, ProofSite } from '../../testing/index.js';

describe('the check at the start', () => {
  let site: ProofSite;
  let node: ProofNode;

  beforeEach(async () => {
    site = new ProofSite();
    node = await site.node();
  });

  async function checkpointAt(size: number): Promise<void> {
    await node.write(size - site.log.all().length);
    await node.clock.drive(node.rounds.round());
  }

  async function restarted(): Promise<ProofNode> {
    await node.clock.drive(node.runtime.stop());
    node = await site.node(node.clock);
    return node;
  }

  const check = () => node.clock.drive(node.startCheck.run());
  const headSize = async () => (await site.head.read())?.head.size;

  describe('stops the start', () => {
    const ROLLED_BACK = expect.objectContaining({
      name: 'StartError',
      message: expect.stringMatching(/^audit_rolled_back: .*audit accept-restore --reason/),
    });

    it('on a store that was restored from an hour ago, under the live keyring', async () => {
      await checkpointAt(20);
      const old = [...site.log.all()];
      await checkpointAt(300);
      await node.clock.drive(node.runtime.stop());
      await site.restore(old);
      await restarted();
      await expect(check()).rejects.toEqual(ROLLED_BACK);
      await expect(check()).rejects.toThrow('of the 300 records of the audit that were signed, some are missing');
      expect(await headSize()).toBe(300);
    });

    it('on a store that was restored and went on to a larger size', async () => {
      await checkpointAt(20);
      const old = [...site.log.all()];
      await checkpointAt(30);
      await site.restore(old);
      await restarted();
      await node.write(50);
      await expect(check()).rejects.toEqual(ROLLED_BACK);
    });

    it('on a log whose newest records were deleted', async () => {
      await checkpointAt(20);
      await site.restore(site.log.all().slice(0, 19));
      await restarted();
      await expect(check()).rejects.toEqual(ROLLED_BACK);
    });

    it('on a log with an edited leaf that is in no full tile yet', async () => {
      await checkpointAt(20);
      const records = site.log.all().map((record) => ({ ...record, leaf: record.leaf.replace('reveal', 'delete') }));
      await site.restore(records);
      await restarted();
      await expect(check()).rejects.toEqual(ROLLED_BACK);
    });

    it('on a tree with a damaged tile on its right edge, and names it', async () => {
      await checkpointAt(256 + 20);
      await restarted();
      site.tiles.roots = async () => Buffer.alloc(0);
      await expect(check()).rejects.toThrow(/audit_rolled_back: tile 1\/0 is damaged/);
    });

    it('if the operator names another origin than that of the first checkpoint', async () => {
      await checkpointAt(1);
      site.origin = 'coffer.example.com/other';
      await restarted();
      await expect(check()).rejects.toThrow(/^AUDIT_ORIGIN is not the one/);
      site.origin = null;
      await restarted();
      await check();
    });

    it('if the keyring has no key of the audit, and the store has checkpoints', async () => {
      await checkpointAt(20);
      site.head.stored = null;
      site.signer.held.length = 0;
      await restarted();
      await expect(check()).rejects.toThrow(/the keyring has no key of it: restore the keyring/);
    });

    it('while the keyring does not answer', async () => {
      site.head.before = () => {
        throw new PartUnavailable('keyring');
      };
      await expect(check()).rejects.toMatchObject({ code: 'keyring_unavailable' });
    });
  });

  it('lets a store start that has no checkpoint, and one that went on', async () => {
    await check();
    await checkpointAt(700);
    await node.write(5);
    await restarted();
    await check();
    expect([node.alarms, site.log.all().length]).toEqual([[], 705]);
  });

  it('lets a store start whose policy does not allow to sign', async () => {
    site.head.before = () => {
      throw new SigningRefused('no rights');
    };
    await check();
    expect([node.alarms, site.refusals]).toEqual([[], ['no rights']]);
  });

  it('tells of a keyring that has a head, and whose policy does not allow to read the keys', async () => {
    await checkpointAt(20);
    await restarted();
    site.signer.before = () => {
      throw new SigningRefused('no key');
    };
    await check();
    expect(site.refusals).toEqual(['no key']);
  });

  it('reads the head and the keys once', async () => {
    await checkpointAt(20);
    await restarted();
    const calls: string[] = [];
    for (const part of [site.head, site.signer]) part.before = (call: string) => void calls.push(call);
    await check();
    expect(calls).toEqual(['read', 'keys']);
  });

  describe('of a store that is newer than the keyring', () => {
    /** The keyring is taken back to how it was after the checkpoint of 20 records. */
    async function oldKeyring(): Promise<void> {
      await checkpointAt(20);
      const { stored } = site.head;
      await checkpointAt(300);
      site.head.stored = stored;
      await restarted();
    }

    /** The store has one checkpoint, which no key of the keyring signed. */
    async function forgeNewest(): Promise<void> {
      const newest = await site.store.newest('signed');
      const root = await site.rootOf(2);
      site.store.kept = async () => [];
      site.store.newest = async (kind) => (newest && kind === 'signed' ? { ...newest, root } : null);
    }

    it('adopts the newest checkpoint, on the trail, and goes on from it', async () => {
      await oldKeyring();
      await check();
      expect(await headSize()).toBe(300);
      const last = site.log.leaves().slice(-2);
      expect(last.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
        'audit:adopt allowed',
        'audit:adopt succeeded',
      ]);
      expect(node.alarms).toEqual([expect.stringContaining('the keyring knew 20 signed records')]);
      await checkpointAt(310);
      expect(await site.forked()).toEqual([]);
    });

    it('adopts it also if the keyring has no head at all, but the key', async () => {
      await checkpointAt(300);
      site.head.stored = null;
      await restarted();
      await check();
      expect(await headSize()).toBe(300);
    });

    it('adopts it also if the records up to the head of the keyring are archived', async () => {
      await oldKeyring();
      await site.archiveTiles(1);
      await check();
      expect(await headSize()).toBe(300);
      expect(node.alarms).toEqual([expect.stringContaining('the keyring knew 20 signed records')]);
    });

    it('stops if they are archived, and no checkpoint has a key of the keyring', async () => {
      await oldKeyring();
      await site.archiveTiles(1);
      await forgeNewest();
      await expect(check()).rejects.toThrow(/^audit_rolled_back: the keyring is older than an archive.*accept-restore/);
      expect(await headSize()).toBe(20);
    });

    it('adopts the largest kept one if the newest was edited', async () => {
      await checkpointAt(20);
      const { stored } = site.head;
      node.clock.at += 3_600_000;
      await checkpointAt(100);
      const kept = await site.store.newest('signed');
      node.clock.at += 60_000;
      await checkpointAt(300);
      site.head.stored = stored;
      await restarted();
      const newest = await site.store.newest('signed');
      site.store.newest = async (kind) =>
        newest && kind === 'signed' ? { ...newest, note: newest.note.replace('\n300\n', '\n301\n') } : null;
      await check();
      expect([kept?.size, await headSize()]).toEqual([100, 100]);
    });

    it('adopts none that the keyring did not sign, and tells the operator', async () => {
      await oldKeyring();
      await forgeNewest();
      await check();
      expect(await headSize()).toBe(20);
      expect(node.alarms).toEqual(['the checkpoint of 300 records in the store is not signed by the keyring']);
    });

    it('stops if the store lacks what that checkpoint covers', async () => {
      await checkpointAt(20);
      const { stored } = site.head;
      const records = [...site.log.all()];
      await checkpointAt(300);
      const { store } = site;
      await site.restore(records);
      site.store = store;
      site.head.stored = stored;
      await restarted();
      await expect(check()).rejects.toBeInstanceOf(StartError);
      expect(await headSize()).toBe(20);
    });
  });

  it('tells the operator if the newest checkpoint was altered', async () => {
    await checkpointAt(20);
    await restarted();
    const newest = await site.store.newest('signed');
    site.store.newest = async () => newest && { ...newest, note: newest.note.replace('\n20\n', '\n19\n') };
    await check();
    expect(node.alarms).toEqual(['the checkpoint of 20 records in the store was altered']);
  });
});
