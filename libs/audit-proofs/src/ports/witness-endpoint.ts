/** The witness gave no answer. `message` is a sentence for logs, without anything that the other side has sent. */
export class WitnessAway extends Error {
  override readonly name = 'WitnessAway';
}

export interface WitnessReply {
  readonly status: number;
  /** The media type without parameters, in lower case; empty: none. */
  readonly type: string;
  /** At most 64 KiB. */
  readonly body: string;
}

/** Talks to witnesses. */
export abstract class WitnessEndpoint {
  /** Posts `body` to `<prefix>/add-checkpoint`, within 10 s and without redirects. Throws {@link WitnessAway}. */
  abstract addCheckpoint(prefix: string, body: string, signal: AbortSignal): Promise<WitnessReply>;
}
