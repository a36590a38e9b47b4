import { randomBytes } from 'node:crypto';
import { PartUnavailable } from '#kernel';
import { ed25519FromSeed, ed25519Sign } from '../domain/notes/ed25519.js';
import { headOfRecord, recordOfHead, type SignedHead } from '../domain/signed-head.js';
import { CheckpointSigner, type SignerKey } from '../ports/checkpoint-signer.js';
import { SigningHead } from '../ports/signing-head.js';

/** A signing head in memory. A test throws in `before` or `after` to simulate an outage or a lost answer. */
export class MemorySigningHead extends SigningHead {
  /** The record as a keyring stores it. Null: there is no head. */
  stored: { readonly text: string; readonly revision: number } | null = null;
  before: (call: 'read' | 'advance') => void | Promise<void> = () => {};
  after: (call: 'read' | 'advance') => void | Promise<void> = () => {};

  async read(): Promise<{ readonly head: SignedHead; readonly revision: number } | null> {
    await this.before('read');
    const { stored } = this;
    await this.after('read');
    if (!stored) return null;
    const head = headOfRecord(parsed(stored.text));
    if (!head) throw new PartUnavailable('keyring', new Error('the signing head is damaged'));
    return { head, revision: stored.revision };
  }

  async advance(head: SignedHead, revision: number): Promise<boolean> {
    await this.before('advance');
    const isMine = (this.stored?.revision ?? 0) === revision;
    if (isMine) this.stored = { text: JSON.stringify(recordOfHead(head)), revision: revision + 1 };
    await this.after('advance');
    return isMine;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A signer with Ed25519 keys in memory. A test throws in `before` or `after` to simulate an outage or a lost answer. */
export class LocalSigner extends CheckpointSigner {
  readonly held: ReturnType<typeof ed25519FromSeed>[] = [];
  before: (call: 'keys' | 'add' | 'sign') => void | Promise<void> = () => {};
  after: (call: 'keys' | 'add' | 'sign') => void | Promise<void> = () => {};

  async keys(): Promise<readonly SignerKey[]> {
    await this.before('keys');
    await this.after('keys');
    return this.held.map(({ publicKey }, at) => ({ version: at + 1, publicKey }));
  }

  async add(next: number): Promise<'created' | 'exists'> {
    await this.before('add');
    const newest = this.held.length;
    if (!Number.isInteger(next) || next < 1 || next > newest + 1) throw new RangeError('versions have no gaps');
    if (next > newest) this.held.push(ed25519FromSeed(randomBytes(32)));
    await this.after('add');
    return next > newest ? 'created' : 'exists';
  }

  async sign(version: number, message: Buffer): Promise<Buffer> {
    await this.before('sign');
    const key = this.held[version - 1];
    if (!key) throw new PartUnavailable('keyring', new Error(`there is no version ${version}`));
    const signature = ed25519Sign(key.privateKey, message);
    await this.after('sign');
    return signature;
  }
}
