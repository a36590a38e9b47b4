import { type Clock, CofferError, HASH_BYTES, PartUnavailable, StoreDamaged } from '#kernel';
import { openCheckpoint, type ParsedCheckpoint, parseCheckpoint } from '../../domain/notes/checkpoint.js';
import { cosignedMessage, encodeCosignature } from '../../domain/notes/cosignature.js';
import { signatureLine, splitNote } from '../../domain/notes/note.js';
import { NoteError } from '../../domain/notes/note-error.js';
import { formatVkey, type NoteKey, noteKey } from '../../domain/notes/note-key.js';
import { readBase64 } from '../../domain/notes/text.js';
import type { HeadKey } from '../../domain/signed-head.js';
import { emptyRoot } from '../../domain/tree/merkle.js';
import { verifyConsistency } from '../../domain/tree/verify.js';
import { type AddCheckpoint, parseAddCheckpoint } from '../../domain/witnessing/add-checkpoint.js';
import type { CheckpointSigner } from '../../ports/checkpoint-signer.js';
import type { SigningHead } from '../../ports/signing-head.js';
import type { WitnessedLog, WitnessedLogs } from '../../ports/witnessed-logs.js';
import { signingKeys } from '../checkpoints/log-keys.js';

/** `moved`: the checkpoint does not begin at the size that was cosigned last, which is `size`. */
export type Cosigned =
  | { readonly kind: 'cosigned'; readonly lines: readonly string[] }
  | { readonly kind: 'moved'; readonly size: number };

export interface WitnessIdentity {
  /** The name of the key of this witness: a URL without a scheme, as a rule. */
  readonly name: string;
  /** The keys of the logs that this witness knows. The name of each is the origin of its log. */
  readonly logs: readonly NoteKey[];
}

export interface WitnessParts {
  /** Null: this server is no witness. */
  readonly identity: WitnessIdentity | null;
  readonly logs: WitnessedLogs;
  readonly head: SigningHead;
  readonly signer: CheckpointSigner;
  readonly clock: Clock;
  /**
   * Told of a log that signed two roots for one size, with its origin. Not told of a proof that does not verify: no signature
   * covers a proof, so anybody who has a checkpoint of the log can send a wrong one.
   */
  readonly onFork: (origin: string) => void;
}

interface Submitted extends Pick<AddCheckpoint, 'old' | 'proof'> {
  readonly text: string;
  readonly checkpoint: ParsedCheckpoint;
}

const NOTHING: WitnessedLog = { size: 0, root: emptyRoot.toString('base64') };

/**
 * Cosigns the checkpoints of other logs, if each extends the one before (C2SP tlog-witness). It signs with the keys of this
 * log's own checkpoints: what a cosignature signs begins with `cosignature/v1`, which is the origin of no log here.
 */
export class Witness {
  constructor(private readonly parts: WitnessParts) {}

  /** The keys of this witness. Null: this server is no witness. PartUnavailable('keyring') as long as there is no key. */
  async keys(): Promise<{ readonly name: string; readonly vkeys: readonly string[] } | null> {
    const { identity } = this.parts;
    if (identity === null) return null;
    const keys = await this.signingKeys();
    return { name: identity.name, vkeys: keys.map((key) => formatVkey(this.keyOf(identity, key))) };
  }

  /**
   * Cosigns a checkpoint. What was cosigned is durable before it is signed, by compare-and-set of its size.
   *
   * Errors: malformed_body; not_found (the origin is unknown); checkpoint_untrusted (no known key of the log signed it);
   * checkpoint_forked (another root at this size was cosigned); checkpoint_inconsistent (the proof does not verify).
   */
  async cosign(body: Uint8Array): Promise<Cosigned> {
    const submitted = this.opened(body);
    const { origin, size, root } = submitted.checkpoint;
    const newest = await this.newest(origin);
    if (newest.size !== submitted.old) return { kind: 'moved', size: newest.size };
    this.requireExtension(newest, submitted);
    // Without a key, nothing is noted as cosigned.
    const keys = await this.signingKeys();
    if (
      size > newest.size &&
      !(await this.parts.logs.advance(origin, newest.size, { size, root: root.toString('base64') }))
    )
      return { kind: 'moved', size: (await this.parts.logs.newest(origin))?.size ?? 0 };
    return { kind: 'cosigned', lines: await this.sign(submitted.text, keys) };
  }

  /** StoreDamaged if the row is none: it says nothing against the log. */
  private async newest(origin: string): Promise<WitnessedLog> {
    const newest = await this.parts.logs.newest(origin);
    if (newest === null) return NOTHING;
    const hasSize = Number.isSafeInteger(newest.size) && newest.size > 0;
    const hasRoot = typeof newest.root === 'string' && readBase64(newest.root)?.length === HASH_BYTES;
    if (hasSize && hasRoot) return newest;
    throw new StoreDamaged(new Error(`what was cosigned of the log ${origin} cannot be read`));
  }

  private opened(body: Uint8Array): Submitted {
    const { old, proof, note, text, checkpoint } = orMalformed(() => {
      const request = parseAddCheckpoint(body);
      const { text } = splitNote(request.note);
      return { ...request, text, checkpoint: parseCheckpoint(text) };
    });
    const keys = this.parts.identity?.logs.filter(({ name }) => name === checkpoint.origin) ?? [];
    if (keys.length === 0) throw new CofferError('not_found', 'This server is no witness of a log with this origin.');
    try {
      openCheckpoint(note, keys);
    } catch (cause) {
      if (!(cause instanceof NoteError)) throw cause;
      throw new CofferError('checkpoint_untrusted', 'No known key of this log signed the checkpoint.', { cause });
    }
    if (old > checkpoint.size) throw malformed('The old size is larger than that of the checkpoint.');
    return { old, proof, text, checkpoint };
  }

  private requireExtension(newest: WitnessedLog, { old, proof, checkpoint }: Submitted): void {
    const { origin, size, root } = checkpoint;
    const before = Buffer.from(newest.root, 'base64');
    if (size === old && !root.equals(before)) {
      this.parts.onFork(origin);
      throw new CofferError('checkpoint_forked', `Another root was cosigned at size ${size}.`);
    }
    const extends_ =
      old === 0
        ? proof.length === 0
        : verifyConsistency({ from: old, to: size, fromRoot: before, toRoot: root, proof });
    if (extends_) return;
    throw new CofferError('checkpoint_inconsistent', `The proof does not lead from size ${old} to the checkpoint.`);
  }

  private async sign(text: string, keys: readonly HeadKey[]): Promise<string[]> {
    const { identity, clock, signer } = this.parts;
    if (identity === null) return [];
    const time = Math.floor(clock.now() / 1_000);
    const message = cosignedMessage(time, text);
    const lines: string[] = [];
    for (const key of keys) {
      const signature = await signer.sign(key.version, message);
      lines.push(signatureLine(this.keyOf(identity, key), encodeCosignature({ time, signature })));
    }
    return lines;
  }

  private async signingKeys(): Promise<readonly HeadKey[]> {
    const found = await this.parts.head.read();
    const keys = found ? signingKeys(found.head, this.parts.clock.now()) : [];
    if (keys.length === 0) throw new PartUnavailable('keyring', new Error('there is no signing key yet'));
    return keys;
  }

  private keyOf({ name }: WitnessIdentity, { publicKey }: { readonly publicKey: string }): NoteKey {
    return noteKey(name, Buffer.from(publicKey, 'base64'), 'cosignature');
  }
}

function orMalformed<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof NoteError ? malformed(`The body is no add-checkpoint request: ${error.message}.`) : error;
  }
}

function malformed(message: string): CofferError {
  return new CofferError('malformed_body', message);
}
