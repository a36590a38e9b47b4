import { openCheckpoint } from '../../domain/notes/checkpoint.js';
import type { CheckpointStore, StoredCheckpoint } from '../../ports/checkpoint.store.js';
import type { SignerKey } from '../../ports/checkpoint-signer.js';
import { isAfter, keptAfter, type Place } from './history.js';
import { keyOf } from './log-keys.js';
import type { SignedTree, TreeState } from './signed-tree.js';

export interface FoundCheckpoint {
  readonly signed: StoredCheckpoint;
  readonly state: TreeState;
}

/** Finds what was signed after the head of a keyring that was restored. The store still has the checkpoints. */
export class RestoredKeyring {
  constructor(
    private readonly store: CheckpointStore,
    private readonly tree: SignedTree,
  ) {}

  /**
   * The largest checkpoint after `head` that one of `keys` signed, and what the store has of its tree. Null: there is none.
   * The trees of smaller ones are not looked at: they are beginnings of it, and may be archived. Errors: as SignedTree.
   */
  async find(head: Place | null, keys: readonly SignerKey[]): Promise<FoundCheckpoint | null> {
    let signed: StoredCheckpoint | null = null;
    for await (const checkpoint of this.after(head)) {
      if (isAfter(checkpoint, signed) && isGenuine(checkpoint, keys)) signed = checkpoint;
    }
    return signed && { signed, state: await this.tree.state(signed) };
  }

  /** The history, the oldest first, then the newest of each kind. */
  private async *after(head: Place | null): AsyncGenerator<StoredCheckpoint> {
    yield* keptAfter(this.store, head);
    for (const kind of ['witnessed', 'signed'] as const) {
      const newest = await this.store.newest(kind);
      if (newest && isAfter(newest, head)) yield newest;
    }
  }
}

/** Whether one of the keys signed exactly this checkpoint. */
export function isGenuine({ origin, size, root, note }: StoredCheckpoint, keys: readonly SignerKey[]): boolean {
  try {
    const known = keys.map(({ publicKey }) => keyOf(origin, { publicKey: publicKey.toString('base64') }));
    const { checkpoint } = openCheckpoint(note, known);
    return checkpoint.origin === origin && checkpoint.size === size && checkpoint.root.toString('base64') === root;
  } catch {
    return false;
  }
}
