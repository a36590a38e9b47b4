import { type Checkpoint, NoteError, openByPolicy, type Policy, verifyConsistency } from '#audit-proofs/offline';
import type { CheckpointMemory } from './checkpoint-memory.js';
import { Outage, type ProofAnswer, type ServedLog } from './served-log.js';

/** The server shows an audit that contradicts what it showed or signed before. */
export class Alarm extends Error {
  override readonly name: string = 'Alarm';

  /** `note`: what the server showed. */
  constructor(
    message: string,
    readonly note: Buffer | null,
  ) {
    super(message);
  }
}

/** The server has less than it had. A node that is late for a moment has, too: look again. */
export class Behind extends Alarm {
  override readonly name = 'Behind';
}

/** The newest checkpoint is not signed as the policy asks. `isFirst`: nothing is remembered, so the policy may be wrong. */
export class Unaccepted extends Alarm {
  override readonly name = 'Unaccepted';

  constructor(
    message: string,
    note: Buffer,
    readonly isFirst: boolean,
  ) {
    super(message, note);
  }
}

/** The server shows a checkpoint that nothing contradicts, and gives no proof of it. */
export class Unproved extends Alarm {
  override readonly name = 'Unproved';
}

/** The server shows something that must be proved, and then an outage. `note`: what it showed. */
export class ProofOutage extends Outage {
  constructor(
    message: string,
    readonly note: Buffer | null,
  ) {
    super(message);
  }
}

/** What a look found. `before`: the size that was remembered. Null: nothing was. */
export interface Seen {
  readonly size: number;
  readonly before: number | null;
}

/** Holds a server to the checkpoints that it has shown. */
export class AuditWatch {
  constructor(
    private readonly log: ServedLog,
    private readonly memory: CheckpointMemory,
    private readonly policy: Policy,
  ) {}

  /**
   * Asks for the newest checkpoint, and remembers it if it satisfies the policy and extends the one that is remembered. Null:
   * the server has signed none yet.
   *
   * A valid checkpoint without a proof is kept, and the server is held to it, too: a later one must extend both.
   *
   * Errors: Alarm if it does not; ProofOutage. Those of {@link ServedLog} and {@link CheckpointMemory}; then nothing changed.
   */
  async look(): Promise<Seen | null> {
    const remembered = this.memory.read();
    const note = await this.log.checkpoint(this.policy.quorum === null ? 'signed' : 'witnessed');
    if (!note) {
      if (remembered) throw new Behind('it shows no checkpoint any more', null);
      return null;
    }
    const newest = this.opened(note, remembered === null);
    if (remembered) {
      await this.requireExtended(remembered, newest, note);
      const unproved = this.memory.unproved();
      if (unproved) await this.requireExtended(unproved, newest, note);
    }
    this.memory.write(note);
    return { size: newest.size, before: remembered?.size ?? null };
  }

  private opened(note: Buffer, isFirst: boolean): Checkpoint {
    try {
      return openByPolicy(this.policy, note).checkpoint;
    } catch (error) {
      if (!(error instanceof NoteError)) throw error;
      throw new Unaccepted(`its newest checkpoint is not valid: ${error.message}`, note, isFirst);
    }
  }

  private async requireExtended(older: Checkpoint, newer: Checkpoint, note: Buffer): Promise<void> {
    const sizes = `${older.size} records that were seen before`;
    if (older.origin !== newer.origin)
      throw new Alarm('it has another origin: another log, or the audit was restored from a backup', note);
    if (newer.size < older.size) throw new Behind(`it shows ${newer.size} records of the ${sizes}`, note);
    if (newer.size === older.size) {
      if (newer.root.equals(older.root)) return;
      throw new Alarm(`it shows another history of the ${sizes}`, note);
    }
    const answer = await this.log.consistency(older.size, newer.size);
    if (answer.kind !== 'hashes') {
      this.memory.keepUnproved(note);
      throw withoutProof(answer, `that its ${newer.size} records begin with the ${sizes}`, note);
    }
    const { size: from, root: fromRoot } = older;
    if (!verifyConsistency({ from, fromRoot, to: newer.size, toRoot: newer.root, proof: answer.hashes }))
      throw new Alarm(`its ${newer.size} records do not begin with the ${sizes}`, note);
  }
}

function withoutProof(answer: Exclude<ProofAnswer, { kind: 'hashes' }>, claim: string, note: Buffer): Error {
  switch (answer.kind) {
    case 'out':
      return new ProofOutage(`it does not prove ${claim}: ${answer.why}`, note);
    case 'archived':
      return new Unproved(`it cannot be proved ${claim}: the server says that those are archived`, note);
    case 'refused':
      return new Behind(`it refuses with ${answer.status} to prove ${claim}`, note);
    case 'none':
      return new Behind(`it does not prove ${claim}`, note);
  }
}
