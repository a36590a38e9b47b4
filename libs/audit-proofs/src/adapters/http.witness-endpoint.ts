import { type Clock, OutgoingFailed, OutgoingRequests, type Resolve } from '#kernel';
import { WitnessAway, WitnessEndpoint, type WitnessReply } from '../ports/witness-endpoint.js';

/** Milliseconds for one request. */
const TIME_LIMIT_MS = 10_000;
/** Bytes. An answer has one or two lines of 200 bytes. */
const LARGEST_ANSWER = 65_536;

/** Witnesses over HTTP (C2SP tlog-witness). */
export class HttpWitnessEndpoint extends WitnessEndpoint {
  private readonly outgoing: OutgoingRequests;

  /** `ca`: the certificates (PEM) that alone may vouch for witnesses. Null: those that Node.js trusts. */
  constructor(
    private readonly ca: string | null,
    private readonly clock: Clock,
    resolve?: Resolve,
  ) {
    super();
    this.outgoing = new OutgoingRequests(clock, 'the witness', resolve);
  }

  override async addCheckpoint(prefix: string, body: string, signal: AbortSignal): Promise<WitnessReply> {
    try {
      const answer = await this.outgoing.send({
        ...{ url: new URL(`${prefix.replace(/\/$/, '')}/add-checkpoint`), method: 'POST', body: Buffer.from(body) },
        ...{ headers: { 'content-type': 'text/plain; charset=utf-8' }, ca: this.ca, signal, largest: LARGEST_ANSWER },
        until: this.clock.now() + TIME_LIMIT_MS,
      });
      const [type = ''] = (answer.headers['content-type'] ?? '').split(';');
      return { status: answer.status, type: type.trim().toLowerCase(), body: answer.body.toString('utf8') };
    } catch (error) {
      throw error instanceof OutgoingFailed ? new WitnessAway(error.message) : error;
    }
  }
}
