/** A batch was not acknowledged. `message` is a sentence for the log, without anything that the other side has sent. */
export class ReceiverFailed extends Error {
  override readonly name = 'ReceiverFailed';
}

/** Where the stream goes. */
export abstract class AuditReceiver {
  /**
   * Sends lines, each one JSON object. Resolves when the receiver has acknowledged all of them. Throws
   * {@link ReceiverFailed}: then it may have got some of them, and they are sent again. `signal` ends the attempt.
   */
  abstract send(lines: readonly string[], signal: AbortSignal): Promise<void>;
}
