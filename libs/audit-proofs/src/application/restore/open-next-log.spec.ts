import { ManualClock } from '#kernel/testing';
import { emptyRoot } from '../../domain/tree/merkle.js';
import { MemorySigningHead } from '../../testing/index.js';
import { openNextLog } from './open-next-log.js';

const KEYS = [{ version: 1, publicKey: Buffer.alloc(32, 1).toString('base64'), until: null }];
const SIGNED = { epoch: 1, origin: 'log.example/a', size: 6, root: Buffer.alloc(32, 2).toString('base64'), keys: KEYS };

describe('a keyring that is given to another store', () => {
  let clock: ManualClock;
  let head: MemorySigningHead;

  beforeEach(() => {
    clock = new ManualClock(Date.UTC(2026, 10, 30));
    head = new MemorySigningHead();
  });

  const seconds = () => clock.now() / 1_000;
  const opened = (epoch: number) => ({
    ...{ epoch, origin: `log.example/a/${epoch}`, size: 0 },
    ...{ root: emptyRoot.toString('base64'), keys: KEYS },
  });

  it('opens nothing where nothing was signed', async () => {
    expect(await openNextLog(head, clock)).toBeNull();
    await head.advance({ ...SIGNED, size: 0 }, 0);
    expect(await openNextLog(head, clock)).toBeNull();
  });

  it('opens the next origin with no records, each time that something was signed, and keeps the keys [R115]', async () => {
    await head.advance(SIGNED, 0);
    const first = seconds();
    expect(await openNextLog(head, clock)).toEqual(opened(first));
    expect(await openNextLog(head, clock)).toBeNull();
    const known = await head.read();
    await head.advance({ ...SIGNED, epoch: first, origin: `log.example/a/${first}` }, known?.revision ?? 0);
    expect(await openNextLog(head, clock)).toEqual(opened(first + 1));
  });

  it.each([
    ['signed', SIGNED],
    ['unsigned', opened(2)],
  ])(
    'opens another origin each time that one backup of it is restored, with a head that is %s [R115]',
    async (_, backup) => {
      for (let restore = 0; restore < 2; restore++) {
        head = new MemorySigningHead();
        await head.advance(backup, 0);
        clock.at += 5_000;
        expect(await openNextLog(head, clock)).toEqual(opened(seconds()));
      }
    },
  );

  it('opens nothing if the head changes meanwhile', async () => {
    await head.advance(SIGNED, 0);
    head.advance = async () => false;
    await expect(openNextLog(head, clock)).rejects.toMatchObject({ code: 'conflict' });
  });
});
