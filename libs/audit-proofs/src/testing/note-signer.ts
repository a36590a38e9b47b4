import type { KeyObject } from 'node:crypto';
import { randomBytes } from 'node:crypto';
import { cosignedMessage, encodeCosignature } from '../domain/notes/cosignature.js';
import { ed25519FromSeed, ed25519Sign } from '../domain/notes/ed25519.js';
import { signatureLine, signedNote } from '../domain/notes/note.js';
import { formatVkey, type NoteKey, noteKey } from '../domain/notes/note-key.js';

/** Signs notes with a key of its own, as a log. */
export class NoteSigner {
  readonly key: NoteKey;
  private readonly privateKey: KeyObject;

  constructor(name: string, seed: Uint8Array = randomBytes(32), kind: NoteKey['kind'] = 'ed25519') {
    const { privateKey, publicKey } = ed25519FromSeed(seed);
    this.privateKey = privateKey;
    this.key = noteKey(name, publicKey, kind);
  }

  get vkey(): string {
    return formatVkey(this.key);
  }

  /** The signature line for a text. */
  line(text: string): string {
    return signatureLine(this.key, this.sign(Buffer.from(text)));
  }

  /** A note with this one signature. */
  note(text: string): string {
    return signedNote(text, [this.line(text)]);
  }

  protected sign(message: Buffer): Buffer {
    return ed25519Sign(this.privateKey, message);
  }
}

/** Signs checkpoints with a key of its own, as a witness. */
export class NoteWitness extends NoteSigner {
  constructor(name: string, seed?: Uint8Array) {
    super(name, seed, 'cosignature');
  }

  /** The signature line for a text at a time, in seconds since 1970. */
  override line(text: string, time = 1_800_000_000): string {
    return signatureLine(this.key, encodeCosignature({ time, signature: this.sign(cosignedMessage(time, text)) }));
  }
}
