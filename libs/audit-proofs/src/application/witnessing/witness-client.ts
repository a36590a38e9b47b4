import { appendLines, openNote } from '../../domain/notes/note.js';
import { NoteError } from '../../domain/notes/note-error.js';
import type { PolicyWitness } from '../../domain/notes/policy.js';
import { formatAddCheckpoint, parseSize, SIZE_TYPE } from '../../domain/witnessing/add-checkpoint.js';
import type { StoredCheckpoint } from '../../ports/checkpoint.store.js';
import { WitnessAway, type WitnessEndpoint, type WitnessReply } from '../../ports/witness-endpoint.js';

/** A witness that can be asked. */
export interface ReachableWitness extends PolicyWitness {
  readonly url: string;
}

/**
 * What a witness said of a checkpoint:
 * - `cosigned`: `line` is its signature, verified.
 * - `ahead`: it has cosigned a larger tree of this origin.
 * - `problem`: it did not cosign, or says that our tree contradicts what it cosigned. `why` is a fixed sentence.
 */
export type WitnessAnswer =
  | { readonly kind: 'cosigned'; readonly line: string }
  | { readonly kind: 'ahead'; readonly size: number }
  | { readonly kind: 'problem'; readonly why: string };

/** What the client reads of the tree. */
export interface ConsistencyProofs {
  consistency(from: number, to: number): Promise<readonly Buffer[]>;
}

const PROBLEMS: Readonly<Record<number, string>> = {
  403: 'the witness does not know the key of this log (403)',
  404: 'the witness does not know the origin of this log (404)',
  422: 'the witness says that the tree was not extended (422)',
};

/** Asks witnesses for cosignatures (C2SP tlog-witness). */
export class WitnessClient {
  /** The size that each witness cosigned last of each origin, as far as this node knows. */
  private readonly sizes = new Map<string, number>();

  constructor(
    private readonly endpoint: WitnessEndpoint,
    private readonly tree: ConsistencyProofs,
  ) {}

  /** Makes two requests at most. Throws what the tree throws. */
  async cosign(witness: ReachableWitness, checkpoint: StoredCheckpoint, signal: AbortSignal): Promise<WitnessAnswer> {
    const place = JSON.stringify([witness.name, checkpoint.origin]);
    const known = this.sizes.get(place) ?? 0;
    try {
      // This log may be behind what a node of it has shown to the witness before.
      const first = await this.ask(witness, checkpoint, known <= checkpoint.size ? known : 0, signal);
      const told = sizeIn(first);
      if (told !== null) this.sizes.set(place, told);
      if (told === null) return this.answerOf(first, witness, checkpoint, place);
      if (told > checkpoint.size) return { kind: 'ahead', size: told };
      const second = await this.ask(witness, checkpoint, told, signal);
      return this.answerOf(second, witness, checkpoint, place);
    } catch (error) {
      if (error instanceof WitnessAway) return { kind: 'problem', why: error.message };
      throw error;
    }
  }

  private async ask(
    { url }: ReachableWitness,
    { size, note }: StoredCheckpoint,
    old: number,
    signal: AbortSignal,
  ): Promise<WitnessReply> {
    const proof = old === 0 || old === size ? [] : await this.tree.consistency(old, size);
    return this.endpoint.addCheckpoint(url, formatAddCheckpoint({ old, proof, note }), signal);
  }

  private answerOf(
    reply: WitnessReply,
    witness: ReachableWitness,
    { note, size }: StoredCheckpoint,
    place: string,
  ): WitnessAnswer {
    if (reply.status === 409 && sizeIn(reply) === null)
      return { kind: 'problem', why: `the witness has another root at size ${size} (409)` };
    if (reply.status !== 200)
      return { kind: 'problem', why: PROBLEMS[reply.status] ?? `the witness answers ${reply.status}` };
    const line = cosignatureIn(reply.body, note, witness);
    if (line === null) return { kind: 'problem', why: 'the witness answers without a cosignature that verifies' };
    this.sizes.set(place, size);
    return { kind: 'cosigned', line };
  }
}

/** The size in an answer 409. Null: it tells none. */
function sizeIn({ status, type, body }: WitnessReply): number | null {
  return status === 409 && type === SIZE_TYPE ? parseSize(body) : null;
}

/** The line of the witness in its answer, verified. Lines of other keys are ignored. Null: there is none that verifies. */
function cosignatureIn(body: string, note: string, { key }: ReachableWitness): string | null {
  if (!body.endsWith('\n')) return null;
  try {
    const { verified } = openNote(appendLines(note, body.slice(0, -1).split('\n')), [key]);
    return verified[0]?.line ?? null;
  } catch (error) {
    if (error instanceof NoteError) return null;
    throw error;
  }
}
