import { randomBytes } from 'node:crypto';
import { leafHash } from '#kernel';
import { checkpointText } from '../domain/notes/checkpoint.js';
import { consistencyProof, treeRoot } from '../domain/tree/merkle.js';
import type { StoredCheckpoint } from '../ports/checkpoint.store.js';
import { MemoryTree } from './memory-tree.js';
import { NoteSigner } from './note-signer.js';

/** A log in memory with a key of its own. Two logs of one origin and key, whose leaves differ, are a fork. */
export class GrowingLog {
  readonly signer: NoteSigner;
  private readonly tree = new MemoryTree();

  constructor(
    readonly origin = 'log.example/a',
    readonly seed: Uint8Array = randomBytes(32),
    private readonly words = 'leaf',
  ) {
    this.signer = new NoteSigner(origin, seed);
  }

  grow(leaves: number): this {
    for (let leaf = 0; leaf < leaves; leaf++) this.tree.append(leafHash(`${this.words} ${this.tree.size}`));
    return this;
  }

  async checkpoint(size = this.tree.size): Promise<StoredCheckpoint> {
    const root = await treeRoot(size, this.tree.read);
    const note = this.signer.note(checkpointText({ origin: this.origin, size, root }));
    const keys = [{ vkey: this.signer.vkey, state: 'active' as const }];
    return { epoch: 1, origin: this.origin, size, root: root.toString('base64'), note, keys, at: 1_790_000_000_000 };
  }

  consistency(from: number, to: number): Promise<readonly Buffer[]> {
    return consistencyProof(from, to, this.tree.read);
  }
}
