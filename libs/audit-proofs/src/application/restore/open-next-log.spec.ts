import { emptyRoot } from '../../domain/tree/merkle.js';
import { MemorySigningHead } from '../../testing/index.js';
import { openNextLog } from './open-next-log.js';

const KEYS = [{ version: 1, publicKey: Buffer.alloc(32, 1).toString('base64'), until: null }];
const SIGNED = { epoch: 1, origin: 'log.example/a', size: 6, root: Buffer.alloc(32, 2).toString('base64'), keys: KEYS };

describe('a keyring that is given to another store', () => {
  it('opens nothing where nothing was signed', async () => {
    const head = new MemorySigningHead();
    expect(await openNextLog(head)).toBeNull();
    await head.advance({ ...SIGNED, size: 0 }, 0);
    expect(await openNextLog(head)).toBeNull();
  });

  it('opens the next origin with no records, each time that something was signed, and keeps the keys [R115]', async () => {
    const head = new MemorySigningHead();
    await head.advance(SIGNED, 0);
    const empty = { size: 0, root: emptyRoot.toString('base64'), keys: KEYS };
    expect(await openNextLog(head)).toEqual({ epoch: 2, origin: 'log.example/a/2', ...empty });
    expect(await openNextLog(head)).toBeNull();
    const known = await head.read();
    await head.advance({ ...SIGNED, epoch: 2, origin: 'log.example/a/2' }, known?.revision ?? 0);
    expect(await openNextLog(head)).toEqual({ epoch: 3, origin: 'log.example/a/3', ...empty });
  });

  it('opens nothing if the head changes meanwhile', async () => {
    const head = new MemorySigningHead();
    await head.advance(SIGNED, 0);
    head.advance = async () => false;
    await expect(openNextLog(head)).rejects.toMatchObject({ code: 'conflict' });
  });
});
