import { once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { isPlacedRecords } from '../domain/forwarded-shape.js';
import {
  type AcceptRecords,
  type ForwardedRecords,
  NodeLink,
  type PlacedRecords,
  REFUSALS,
  type Refusal,
} from '../ports/node-link.js';
import { type LinkKey, type LinkTimings, PATH, placeOf, read, SUITE } from './link-protocol.js';
import { LinkServer } from './link-server.js';

/** In bytes. */
const LONGEST_ANSWER = 1_024;
const TIMINGS: LinkTimings = { handshake: 5_000, request: 5_000, idle: 30_000, idleServer: 60_000 };

/** One request at a time to another node, over HTTP inside TLS. */
export class TlsNodeLink extends NodeLink {
  private readonly agent: Agent;
  private readonly outgoing = new Set<ClientRequest>();
  private server: LinkServer | null = null;
  private closed = false;

  /**
   * `place`: `host:port` of this machine. `keys`, one or more: the first is used towards other nodes; each is accepted from
   * them.
   */
  constructor(
    private readonly place: string,
    private readonly keys: readonly LinkKey[],
    private readonly timings: LinkTimings = TIMINGS,
  ) {
    super();
    const [key] = keys;
    if (!key) throw new Error('a link needs a key');
    const { id: identity, bytes: psk } = key;
    this.agent = new Agent({
      ...SUITE,
      keepAlive: true,
      maxSockets: 1,
      timeout: timings.idle,
      pskCallback: () => ({ identity, psk }),
      // The key has proved who the other side is. There is no certificate.
      checkServerIdentity: () => undefined,
    });
  }

  get address(): string | null {
    return this.server && this.place;
  }

  async listen(accept: AcceptRecords): Promise<void> {
    const server = new LinkServer(this.keys, this.timings, accept);
    await server.listen(this.place);
    this.server = server;
    if (this.closed) await this.close();
  }

  async forward(address: string, records: ForwardedRecords, signal: AbortSignal): Promise<PlacedRecords | Refusal> {
    if (this.closed) throw new Error('the link to other nodes is closed');
    const body = Buffer.from(JSON.stringify(records));
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const outgoing = request({ ...placeOf(address), method: 'POST', path: PATH, headers, agent: this.agent, signal });
    this.outgoing.add(outgoing);
    outgoing.once('close', () => this.outgoing.delete(outgoing));
    // After an answer, or after it was given up, nobody waits for an error. Without a listener it would end the process.
    outgoing.on('error', () => {});
    outgoing.end(body);
    // The signal again: a request that waits for the connection tells of its end only when it gets it.
    const [incoming] = (await once(outgoing, 'response', { signal })) as [IncomingMessage];
    const answer = await read(incoming, LONGEST_ANSWER);
    const isAnswer = incoming.statusCode === 200 || incoming.statusCode === 409;
    const said: unknown = isAnswer ? JSON.parse(answer) : null;
    const refusal = REFUSALS.find((each) => each === said);
    if (incoming.statusCode === 409 && refusal) return refusal;
    if (incoming.statusCode !== 200 || !isPlacedRecords(said)) throw strangeAnswer(incoming.statusCode);
    return said;
  }

  async close(): Promise<void> {
    this.closed = true;
    const { server } = this;
    this.server = null;
    for (const request of this.outgoing) request.destroy();
    this.agent.destroy();
    await server?.close();
  }
}

/** The code is what the operator sees of it. */
function strangeAnswer(status: number | undefined): Error {
  return Object.assign(new Error(`another node answered ${status}`), { code: `STATUS_${status}` });
}
