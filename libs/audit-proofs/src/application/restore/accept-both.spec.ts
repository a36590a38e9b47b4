import { acceptFound, checkpointAt, findRestore, type ProofNode, ProofSite } from '../../testing/index.js';
import { AUDIT_HEAD } from './accept-restore.js';

const ORIGIN = 'coffer.example.com/audit';

describe('accepting a store whose keyring was restored with it', () => {
  let site: ProofSite;
  let node: ProofNode;
  let backup: ProofSite['head']['stored'];

  beforeEach(async () => {
    site = new ProofSite();
    node = await site.node();
  });
  afterEach(() => node.clock.drive(node.runtime.stop()));

  const sign = (size: number) => checkpointAt(site, node, size);

  /** The store has the first `records`, the keyring what the backup of it has. */
  async function restoredTo(records: number): Promise<void> {
    site.head.stored = backup;
    await node.clock.drive(node.runtime.stop());
    await site.restore(site.log.all().slice(0, records));
    node = await site.node(node.clock);
    node.settlements.register(AUDIT_HEAD, node.acceptRestore);
    node.clock.at += 1_000;
  }

  const find = (keysToo = true) => findRestore(node, keysToo);
  const accept = () => acceptFound(node, true);
  const start = () => node.clock.drive(node.startCheck.run());
  const head = async () => (await site.head.read())?.head;

  it('opens an origin that no restore of the same backup has opened, once', async () => {
    await sign(30);
    backup = site.head.stored;
    expect(await find(false)).toBeNull();
    expect(await find()).toMatchObject({ signed: { size: 30 }, isWhole: true, records: 30 });
    const first = (await accept()).next.origin;
    expect(await find()).toBeNull();
    site.head.stored = backup;
    node.clock.at += 1_000;
    const second = (await accept()).next.origin;
    expect(second).not.toBe(first);
    expect(await head()).toMatchObject({ origin: second, size: 0 });
    await start();
    await sign(50);
    expect(await head()).toMatchObject({ origin: second, size: 50 });
    await start();
  });

  it('does so also where the store has fewer records than its keyring knows, as after a live backup [R115]', async () => {
    await sign(300);
    backup = site.head.stored;
    const origins: string[] = [];
    for (let restore = 0; restore < 2; restore++) {
      await restoredTo(40);
      origins.push((await accept()).next.origin);
      await start();
      await sign(60);
      expect(site.signed.at(-1)).toContain(`${origins.at(-1)} 60 `);
    }
    expect(origins[0]).not.toBe(origins[1]);
    expect(new Set(site.signed.map((line) => line.split(' ', 2).join(' '))).size).toBe(site.signed.length);
  });

  it('does so also where the keyring is of a time before the first checkpoint in the store [R115]', async () => {
    await sign(30);
    site.head.stored = null;
    const { signed, next } = await accept();
    expect([signed.size, next.origin]).toEqual([30, `${ORIGIN}/${next.epoch}`]);
    expect(next.epoch).toBeGreaterThan(2);
    await start();
  });

  it('does so also where the backup is of a time when nothing was signed under its origin [R115]', async () => {
    await sign(30);
    const first = (await accept()).next.origin;
    backup = site.head.stored;
    await sign(50);
    site.head.stored = backup;
    node.clock.at += 3_600_000;
    const second = (await accept()).next.origin;
    expect(second).not.toBe(first);
    expect(await find()).toBeNull();
  });
});
