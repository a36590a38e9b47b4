import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Clock } from '../../time/clock.js';
import { canonicalAddress } from '../addresses.js';
import { LookUps, type Resolve } from './look-ups.js';
import { OutgoingFailed } from './outgoing-failed.js';

/** What is told of an answer before its body is read. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

export interface Answer extends AnswerHead {
  readonly body: Buffer;
}

export interface OutgoingRequest {
  /** https, or http. */
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  /** Default: none. */
  readonly body?: Buffer;
  /** The certificates (PEM) that alone may vouch for the host. Null: those that Node.js trusts. */
  readonly ca: string | null;
  /** When to give up, in milliseconds of the clock. */
  readonly until: number;
  /** Ends the request early. */
  readonly signal?: AbortSignal;
  /** Bytes of the answer's body at most. */
  readonly largest: number;
  /** Throws OutgoingFailed if one of the host's addresses must not be used. Default: each may be. */
  readonly examine?: (addresses: readonly string[]) => void;
  /** Throws OutgoingFailed if the answer is not wanted. Its body is then not read. */
  readonly accept?: (head: AnswerHead) => void;
}

/**
 * Requests to other servers, bounded in time and size. Each has a connection of its own, to an address that was looked up
 * once. TLS 1.2 or later, and the certificate is verified for the host. No redirect is followed.
 */
export class OutgoingRequests {
  private readonly lookUps: LookUps;

  /** `other`: how messages name the other side, such as `the provider`. */
  constructor(
    private readonly clock: Clock,
    private readonly other: string,
    resolve?: Resolve,
  ) {
    this.lookUps = new LookUps(resolve);
  }

  /** Resolves with the whole answer, whatever its status is. Throws {@link OutgoingFailed}. */
  async send(request: OutgoingRequest): Promise<Answer> {
    const end = new AbortController();
    const late = (): void => end.abort();
    const cancel = this.clock.after(Math.max(0, request.until - this.clock.now()), late);
    request.signal?.addEventListener('abort', late);
    if (request.signal?.aborted) late();
    try {
      return await this.answer(request, end.signal);
    } catch (error) {
      if (request.signal?.aborted) throw new OutgoingFailed('the request was ended');
      if (end.signal.aborted) throw new OutgoingFailed(`${this.other} did not answer in time`);
      if (error instanceof OutgoingFailed) throw error;
      throw new OutgoingFailed(`${this.other} cannot be reached${codeOf(error)}`);
    } finally {
      request.signal?.removeEventListener('abort', late);
      cancel();
    }
  }

  private async answer(request: OutgoingRequest, signal: AbortSignal): Promise<Answer> {
    const addresses = await this.lookUps.of(hostOf(request.url), signal);
    request.examine?.(addresses);
    const response = await answered(request, addresses, signal);
    try {
      const head = { status: response.statusCode ?? 0, headers: response.headers };
      request.accept?.(head);
      return { ...head, body: await bodyOf(response, request.largest) };
    } finally {
      response.destroy();
    }
  }
}

/** The host of a URL; an address of IPv6 without its brackets. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** The head of the answer. Connects to one of `addresses` and to no other, and checks the certificate for the host. */
function answered(
  { url, method, headers, body, ca }: OutgoingRequest,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const host = hostOf(url);
  const isPlain = url.protocol === 'http:';
  const options: RequestOptions = {
    ...{ method, host, port: url.port === '' ? (isPlain ? 80 : 443) : Number(url.port) },
    ...{ path: `${url.pathname}${url.search}`, signal, agent: false, lookup: only(addresses) },
    headers: {
      ...headers,
      ...{ 'accept-encoding': 'identity', 'user-agent': 'Coffer' },
      ...(body && { 'content-length': String(body.byteLength) }),
    },
    ...(!isPlain && { minVersion: 'TLSv1.2', rejectUnauthorized: true }),
    ...(!isPlain && isIP(host) === 0 && { servername: host }),
    ...(ca !== null && { ca }),
  };
  const allowed = new Set(addresses.map(canonicalAddress));
  return new Promise((resolve, reject) => {
    const sent = (isPlain ? httpRequest : httpsRequest)(options, resolve);
    sent.on('error', reject);
    sent.on('socket', (socket) =>
      socket.once('connect', () => {
        const reached = canonicalAddress(socket.remoteAddress ?? '');
        if (!allowed.has(reached)) sent.destroy(new OutgoingFailed('the connection went to another address'));
      }),
    );
    sent.end(body);
  });
}

/** A look-up that knows its answer. */
function only(addresses: readonly string[]): LookupFunction {
  const known = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, { all }, answer) => {
    const [first = { address: '', family: 4 }] = known;
    if (all) answer(null, known);
    else answer(null, first.address, first.family);
  };
}

async function bodyOf(response: IncomingMessage, largest: number): Promise<Buffer> {
  const tooLong = () => new OutgoingFailed(`the answer has more than ${largest / 1_024} KiB`);
  if (Number(response.headers['content-length'] ?? 0) > largest) throw tooLong();
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.byteLength;
    if (size > largest) throw tooLong();
    parts.push(part);
  }
  // A connection that is cut ends the loop without an error, if the length was not known.
  if (!response.complete) throw new OutgoingFailed('the answer was cut off');
  return Buffer.concat(parts);
}

/** Codes such as ECONNREFUSED and CERT_HAS_EXPIRED are of this machine: they hold nothing that the other side has sent. */
function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^[A-Z0-9_]{1,64}$/.test(code) ? ` (${code})` : '';
}
