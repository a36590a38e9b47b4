import { type Clock, PartUnavailable } from '#kernel';
import { checkpointText } from '../../domain/notes/checkpoint.js';
import { openNote, signatureLine, signedNote } from '../../domain/notes/note.js';
import type { StoredCheckpoint } from '../../ports/checkpoint.store.js';
import type { CheckpointSigner } from '../../ports/checkpoint-signer.js';
import type { SignedHead } from '../../ports/signing-head.js';
import { keyOf, logKeys, signingKeys } from './log-keys.js';

/** Signs what the signing head says. The caller has made sure that the head stands, durably. */
export class HeadSigner {
  constructor(
    private readonly signer: CheckpointSigner,
    private readonly clock: Clock,
  ) {}

  /**
   * The checkpoint of the head, signed by each of its keys that is not retired.
   *
   * Errors: PartUnavailable('keyring'), also if a signature does not verify with the key that the head names.
   */
  async sign(head: SignedHead): Promise<StoredCheckpoint> {
    const at = this.clock.now();
    const { epoch, origin, size, root } = head;
    const text = checkpointText({ origin, size, root: Buffer.from(root, 'base64') });
    const lines: string[] = [];
    for (const key of signingKeys(head, at)) {
      lines.push(signatureLine(keyOf(origin, key), await this.signer.sign(key.version, Buffer.from(text))));
    }
    const note = signedNote(text, lines);
    this.requireVerified(note, head);
    return { epoch, origin, size, root, note, keys: logKeys(head, at), at };
  }

  private requireVerified(note: string, { origin, keys }: SignedHead): void {
    try {
      openNote(
        note,
        keys.map((key) => keyOf(origin, key)),
      );
    } catch (cause) {
      throw new PartUnavailable('keyring', cause);
    }
  }
}
