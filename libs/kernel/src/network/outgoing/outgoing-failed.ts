/** A request to another server failed. `message` is a sentence for logs, without anything that the other side has sent. */
export class OutgoingFailed extends Error {
  override readonly name = 'OutgoingFailed';
}
