import { type Clock, OutgoingFailed, OutgoingRequests, type Resolve } from '#kernel';
import { AuditReceiver, ReceiverFailed } from '../ports/audit-receiver.js';

/** Milliseconds for one batch. */
const TIME_LIMIT_MS = 10_000;
/** Bytes of an answer, which nobody reads. */
const LARGEST_ANSWER = 65_536;

export interface HttpReceiverOptions {
  readonly url: string;
  /** Sent as a bearer token. Null: none. */
  readonly token: string | null;
  /** The certificates (PEM) that alone may vouch for the receiver. Null: those that Node.js trusts. */
  readonly ca: string | null;
}

/** Posts lines as `application/x-ndjson`. An answer of 200 to 299 acknowledges them. */
export class HttpAuditReceiver extends AuditReceiver {
  private readonly outgoing: OutgoingRequests;

  constructor(
    private readonly options: HttpReceiverOptions,
    private readonly clock: Clock,
    resolve?: Resolve,
  ) {
    super();
    this.outgoing = new OutgoingRequests(clock, 'the receiver', resolve);
  }

  override async send(lines: readonly string[], signal: AbortSignal): Promise<void> {
    const { url, token, ca } = this.options;
    try {
      const { status } = await this.outgoing.send({
        ...{ url: new URL(url), method: 'POST', ca, signal, largest: LARGEST_ANSWER },
        headers: {
          'content-type': 'application/x-ndjson',
          ...(token !== null && { authorization: `Bearer ${token}` }),
        },
        body: Buffer.from(`${lines.join('\n')}\n`, 'utf8'),
        until: this.clock.now() + TIME_LIMIT_MS,
      });
      if (status < 200 || status > 299) throw new OutgoingFailed(`the receiver answers ${status}`);
    } catch (error) {
      throw error instanceof OutgoingFailed ? new ReceiverFailed(error.message) : error;
    }
  }
}
