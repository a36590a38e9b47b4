import { parseLeaf } from '#audit/testing';
import { OutcomeUnknown, PartUnavailable, StartError } from '#kernel';
import { acceptFound, checkpointAt, findRestore, type ProofNode, ProofSite } from '../../testing/index.js';
import { AUDIT_HEAD } from './accept-restore.js';

const ORIGIN = 'coffer.example.com/audit';

describe('accepting a restored store', () => {
  let site: ProofSite;
  let node: ProofNode;

  beforeEach(async () => {
    site = new ProofSite();
    node = await site.node();
  });
  afterEach(() => node.clock.drive(node.runtime.stop()));

  const sign = (size: number) => checkpointAt(site, node, size);

  /** The store has the first `records`, the keyring all that was signed. */
  async function restoredTo(records: number): Promise<void> {
    await node.clock.drive(node.runtime.stop());
    await site.restore(site.log.all().slice(0, records));
    await another();
  }

  async function another(): Promise<void> {
    node = await site.node(node.clock);
    node.settlements.register(AUDIT_HEAD, node.acceptRestore);
  }

  const find = (keysToo = false) => findRestore(node, keysToo);
  const accept = () => acceptFound(node, false);
  const start = () => node.clock.drive(node.startCheck.run());
  const head = async () => (await site.head.read())?.head;
  const restores = () =>
    site.log
      .all()
      .filter(({ leaf }) => parseLeaf(leaf).action === 'audit:restore')
      .map((record) => ({ ...parseLeaf(record.leaf), lasting: record.lasting, personal: record.personal }));

  it('finds nothing before the first checkpoint, and where the store has all that was signed', async () => {
    expect([await find(), await find(true)]).toEqual([null, null]);
    await sign(300);
    await node.write(5);
    expect(await find()).toBeNull();
  });

  it('opens the next origin over the same records, which the start had refused', async () => {
    await sign(300);
    const before = await head();
    await restoredTo(40);
    await expect(start()).rejects.toThrow(StartError);
    await accept();
    expect(await head()).toEqual({
      ...{ epoch: 2, origin: `${ORIGIN}/2`, size: 0, keys: before?.keys },
      root: await site.rootOf(0),
    });
    await start();
    await node.clock.drive(node.rounds.round());
    const size = site.log.all().length;
    expect(await head()).toMatchObject({ epoch: 2, size, root: await site.rootOf(size) });
    expect(site.signed.at(-1)).toMatch(new RegExp(`^${ORIGIN}/2 ${size} `));
    expect(await find()).toBeNull();
  });

  it('opens a further one at a second restore', async () => {
    await sign(300);
    await restoredTo(40);
    await accept();
    await sign(200);
    await restoredTo(39);
    await accept();
    expect(await head()).toMatchObject({ epoch: 3, origin: `${ORIGIN}/3`, size: 0 });
  });

  it('records first what was signed, what was restored, and why', async () => {
    await sign(300);
    const root = await site.rootOf(300);
    await restoredTo(40);
    let recorded = 0;
    site.head.before = (call) => {
      if (call === 'advance') recorded = restores().length;
    };
    await accept();
    expect(recorded).toBe(1);
    const [allowed, done] = restores();
    expect([allowed?.outcome, done?.outcome]).toEqual(['allowed', 'succeeded']);
    expect(allowed).toMatchObject({ resource_type: AUDIT_HEAD, resource_id: '2', actor_id: null });
    expect(allowed?.personal.access_reason?.value).toBe('the disk died');
    expect(JSON.parse(allowed?.lasting.changes?.value ?? '')).toEqual([
      { field: 'origin', before: [ORIGIN], after: [`${ORIGIN}/2`], omitted: 0 },
      { field: 'size', before: ['300'], after: ['40'], omitted: 0 },
      { field: 'root', before: [root], after: [], omitted: 0 },
    ]);
  });

  it('is for a store that has other records than were signed, too', async () => {
    await sign(30);
    await restoredTo(20);
    await node.write(40);
    expect(await find()).toMatchObject({ signed: { origin: ORIGIN, size: 30 }, isWhole: false, records: 60 });
  });

  it('is for a keyring whose key is lost, under a new key', async () => {
    await sign(30);
    site.head.stored = null;
    site.signer.held.length = 0;
    await node.clock.drive(node.runtime.stop());
    await another();
    await expect(start()).rejects.toThrow(StartError);
    await accept();
    expect(await head()).toMatchObject({ epoch: 2, origin: `${ORIGIN}/2`, size: 0, keys: [{ version: 1 }] });
    await start();
  });

  it.each([
    [
      'a damaged tile',
      'tile 1/0 is damaged',
      () => {
        site.tiles.roots = async () => Buffer.alloc(0);
      },
    ],
    [
      'a missing record',
      'tile 0/1 is damaged',
      () => {
        const read = site.log.leafHashes.bind(site.log);
        site.log.leafHashes = async (from, limit) => (from > 256 ? Buffer.alloc(0) : read(from, limit));
      },
    ],
  ])('is for a store with %s: the start, which it had stopped, passes', async (_, problem, damage) => {
    await sign(300);
    await node.clock.drive(node.runtime.stop());
    await another();
    damage();
    await expect(start()).rejects.toThrow(problem);
    await accept();
    expect(await head()).toMatchObject({ epoch: 2, size: 0 });
    await start();
    expect(await find()).toBeNull();
  });

  it('is for a store with a tile of another length, which is full since its records are more than were signed', async () => {
    await sign(300);
    site.head.before = (call) => {
      if (call === 'advance') throw new PartUnavailable('keyring');
    };
    await sign(600);
    site.head.before = () => {};
    await node.clock.drive(node.runtime.stop());
    await another();
    const tile = site.tiles.tile.bind(site.tiles);
    site.tiles.tile = async (at) => (await tile(at))?.subarray(32) ?? null;
    await expect(start()).rejects.toThrow('audit_rolled_back: tile 0/1 is damaged');
    await accept();
    expect(await head()).toMatchObject({ epoch: 2, size: 0 });
    await start();
  });

  it('refuses a store whose tiles are of a later time than its log, as the start does', async () => {
    await sign(600);
    const { tiles } = site;
    await node.clock.drive(node.runtime.stop());
    await site.restore(site.log.all().slice(0, 511));
    site.tiles = tiles;
    await another();
    const problem = 'the tiles of the audit cover 512 records, and it has 511';
    await expect(start()).rejects.toThrow(`audit_not_one_snapshot: ${problem}`);
    for (const keysToo of [false, true])
      await expect(find(keysToo)).rejects.toThrow(`Nothing was accepted: ${problem}`);
    await node.write(1);
    expect(await find()).toMatchObject({ signed: { size: 600 }, records: 512 });
  });

  it('is for a store whose checkpoint has a damaged tile under it, beside an older keyring', async () => {
    await sign(20);
    const { stored } = site.head;
    await sign(300);
    site.head.stored = stored;
    await node.clock.drive(node.runtime.stop());
    await another();
    site.tiles.roots = async () => Buffer.alloc(0);
    await expect(start()).rejects.toThrow('tile 1/0 is damaged');
    expect(await find()).toMatchObject({ signed: { size: 300 }, next: { epoch: 2 } });
  });

  describe('that has an archive beyond the head of an older keyring', () => {
    beforeEach(async () => {
      await sign(20);
      const { stored } = site.head;
      await sign(300);
      site.head.stored = stored;
      await node.clock.drive(node.runtime.stop());
      await another();
      await site.archiveTiles(1);
    });

    it('finds nothing where a later checkpoint shows that nothing is lost', async () => {
      expect(await find()).toBeNull();
    });

    it('opens the next origin where no checkpoint shows it, which the start had refused', async () => {
      const newest = await site.store.newest('signed');
      site.store.kept = async () => [];
      site.store.newest = async () => newest && { ...newest, note: 'of another key' };
      await expect(start()).rejects.toThrow('older than an archive');
      await accept();
      expect(await head()).toMatchObject({ epoch: 2, size: 0 });
      await start();
    });
  });

  describe('that is interrupted', () => {
    beforeEach(async () => {
      await sign(300);
      await restoredTo(40);
    });

    it('after its record, opens the origin when it is repeated', async () => {
      site.head.before = (call) => {
        if (call === 'advance') throw new PartUnavailable('keyring');
      };
      await expect(accept()).rejects.toThrow(PartUnavailable);
      site.head.before = () => {};
      expect(await head()).toMatchObject({ epoch: 1, size: 300 });
      await expect(start()).rejects.toThrow(StartError);
      await accept();
      expect(await head()).toMatchObject({ epoch: 2, size: 0 });
    });

    it('reads a lost answer back', async () => {
      site.head.after = (call) => {
        if (call === 'advance') throw new OutcomeUnknown();
      };
      await accept();
      expect(restores().map(({ outcome }) => outcome)).toEqual(['allowed', 'succeeded']);
    });

    it('is refused if the head moved meanwhile, and changes nothing of it', async () => {
      site.head.before = async (call) => {
        if (call !== 'advance') return;
        site.head.before = () => {};
        const known = await site.head.read();
        if (known) await site.head.advance({ ...known.head, size: 310 }, known.revision);
      };
      await expect(accept()).rejects.toMatchObject({ code: 'conflict' });
      expect(await head()).toMatchObject({ epoch: 1, size: 310 });
    });

    it.each([
      ['landed', 'after', 'succeeded'],
      ['did not land', 'before', 'failed'],
    ] as const)('is settled later if its write %s and nobody could look', async (_, moment, outcome) => {
      site.head[moment] = (call) => {
        if (call !== 'advance') return;
        site.head.before = () => {
          throw new PartUnavailable('keyring');
        };
        throw new OutcomeUnknown();
      };
      await expect(accept()).rejects.toThrow(OutcomeUnknown);
      site.head.before = site.head.after = () => {};
      await node.clock.advance(60_000);
      expect(restores().map((record) => record.outcome)).toEqual(['allowed', outcome]);
    });
  });
});
