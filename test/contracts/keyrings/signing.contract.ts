import { createPublicKey, verify } from 'node:crypto';
import { CheckpointSigner, type SignedHead, type SigningHead } from '#audit-proofs';
import { PartUnavailable } from '#kernel';

/** What a place for signed checkpoints is made of: the two ports, each on the same keyring. */
export interface SigningNode {
  readonly head: SigningHead;
  readonly signer: CheckpointSigner;
}

/** A keyring of its own, which has a master key and nothing else. */
export interface SigningUnderTest {
  /** The node in use; `reopen` replaces it. */
  readonly node: SigningNode;
  /** Lets go and opens the same keyring as a new process would. */
  reopen(): Promise<void>;
  /** Another node on the same keyring; where only one process may hold it, the one in use. */
  another(): Promise<SigningNode>;
  /** Replaces, below the port, the stored head by `text`: JSON, or something else. */
  damageHead(text: string): Promise<void>;
  close(): Promise<void>;
}

const ROOT = Buffer.alloc(32, 7).toString('base64');
const KEY = { version: 1, publicKey: Buffer.alloc(32, 9).toString('base64'), until: null };
const headOf = (size: number, more: Partial<SignedHead> = {}): SignedHead => {
  return { epoch: 1, origin: 'coffer.example/log', size, root: ROOT, keys: [KEY], ...more };
};

/** Verifies as anybody would who has the 32 bytes of a public key. */
function verifies(publicKey: Buffer, message: Buffer, signature: Buffer): boolean {
  const key = { kty: 'OKP', crv: 'Ed25519', x: publicKey.toString('base64url') };
  return verify(null, message, createPublicKey({ format: 'jwk', key }), signature);
}

/** What every keyring promises for signed checkpoints. */
export function signingContract(open: () => Promise<SigningUnderTest>): void {
  let rig: SigningUnderTest;
  const head = () => rig.node.head;
  const signer = () => rig.node.signer;

  beforeEach(async () => {
    rig = await open();
  });
  afterEach(() => rig.close());

  describe('the signing head', () => {
    it('is not there at first, and a write for another revision changes nothing', async () => {
      expect(await head().read()).toBeNull();
      expect(await head().advance(headOf(1), 1)).toBe(false);
      expect(await head().read()).toBeNull();
    });

    it('is kept exactly, by compare-and-set, and after it is opened again', async () => {
      const first = headOf(0, { keys: [] });
      expect(await head().advance(first, 0)).toBe(true);
      expect(await head().advance(headOf(3), 0)).toBe(false);
      const read = await head().read();
      expect(read?.head).toEqual(first);
      const later = headOf(9_007_199_254_740_991, {
        epoch: 2,
        keys: [
          { ...KEY, until: 5 },
          { ...KEY, version: 2 },
        ],
      });
      expect(await head().advance(later, read?.revision ?? 0)).toBe(true);
      expect(await head().advance(headOf(4), read?.revision ?? 0)).toBe(false);
      await rig.reopen();
      expect((await head().read())?.head).toEqual(later);
    });

    it('is advanced by one of 30 calls at the same time, at first and later', async () => {
      const nodes = [rig.node, await rig.another(), await rig.another()];
      let revision = 0;
      for (let round = 0; round < 3; round++) {
        const calls = Array.from({ length: 30 }, (_, at) => nodes[at % 3]?.head.advance(headOf(at), revision));
        const won = await Promise.all(calls);
        expect(won.filter((mine) => mine)).toHaveLength(1);
        const read = await head().read();
        expect(read?.head.size).toBe(won.indexOf(true));
        revision = read?.revision ?? 0;
      }
    });

    it.each([
      ['no JSON', '{"format":'],
      ['a later format', JSON.stringify({ format: 2 })],
      ['a negative size', JSON.stringify({ format: 1, epoch: 1, origin: 'a', size: -1, root: ROOT, keys: [] })],
      ['no root', JSON.stringify({ format: 1, epoch: 1, origin: 'a', size: 1, keys: [] })],
    ])('is unavailable if it is damaged, and never taken for no head: %s', async (_, text) => {
      await head().advance(headOf(1), 0);
      await rig.damageHead(text);
      await expect(head().read()).rejects.toThrow(PartUnavailable);
      expect(await head().advance(headOf(1), 0)).toBe(false);
    });
  });

  describe('the signing key', () => {
    it('is not there at first, and nothing is signed without it', async () => {
      expect(await signer().keys()).toEqual([]);
      await expect(signer().sign(1, Buffer.from('a'))).rejects.toThrow(PartUnavailable);
      expect(await signer().keys()).toEqual([]);
      await expect(signer().add(2)).rejects.toThrow(RangeError);
    });

    it('is made once by many calls at the same time, and so is each further version', async () => {
      const nodes = [rig.node, await rig.another()];
      for (const version of [1, 2]) {
        const made = await Promise.all(Array.from({ length: 6 }, (_, at) => nodes[at % 2]?.signer.add(version)));
        expect(made.filter((outcome) => outcome === 'created').length).toBeGreaterThanOrEqual(1);
        expect((await signer().keys()).map((key) => key.version)).toEqual([1, 2].slice(0, version));
        expect(await signer().add(version)).toBe('exists');
      }
      await expect(signer().add(4)).rejects.toThrow(RangeError);
    });

    it('signs with each version so that everybody can verify it, also after it is opened again', async () => {
      await signer().add(1);
      await signer().add(2);
      const before = await signer().keys();
      await rig.reopen();
      const keys = await signer().keys();
      expect(keys).toEqual(before);
      // A hashed message would be 32 or 64 bytes: longer ones show that nothing hashes it before.
      const message = Buffer.from(`coffer.example/log\n3\n${ROOT}\n`.repeat(4));
      for (const { version, publicKey } of keys) {
        const signature = await signer().sign(version, message);
        expect(signature).toHaveLength(64);
        expect(keys.filter((key) => verifies(key.publicKey, message, signature))).toEqual([{ version, publicKey }]);
        expect(verifies(publicKey, Buffer.concat([message, Buffer.of(0)]), signature)).toBe(false);
      }
      await expect(signer().sign(3, message)).rejects.toThrow(PartUnavailable);
    });
  });
}
