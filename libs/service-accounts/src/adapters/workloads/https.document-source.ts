import { lookup } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { type Clock, canonicalAddress } from '#kernel';
import { hostOf, isFetchable } from '../../domain/workloads/provider-rules.js';
import { isPublicAddress } from '../../domain/workloads/public-address.js';
import { DocumentRefused, type DocumentRequest, DocumentSource } from '../../ports/workloads/document-source.js';

/** The addresses of a host. Rejects, or resolves to none, if it has none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** Bytes. GitHub's key set has about 6,000. */
const LARGEST_DOCUMENT = 262_144;
/** Addresses of a host that are tried at most. */
const MOST_ADDRESSES = 8;
/**
 * Look-ups of hosts at once. A look-up cannot be cancelled, and keeps one of the 4 threads of libuv until the system gives
 * it up, which may take 30 s. Passwords are hashed on the same threads.
 */
const MOST_LOOK_UPS = 2;
const JSON_TYPE = /^application\/(?:[a-z0-9.+-]+\+)?json[ \t]*(?:;|$)/i;

/** Reads documents by `node:https`. Every fetch has a connection of its own, and sends nothing but its path. */
export class HttpsDocumentSource extends DocumentSource {
  /** Those that have not ended, by host: also those that no fetch waits for any more. */
  private readonly lookUps = new Map<string, Promise<readonly string[]>>();

  constructor(
    private readonly clock: Clock,
    private readonly resolve: Resolve = addressesOf,
  ) {
    super();
  }

  override async read(request: DocumentRequest, until: number): Promise<unknown> {
    const end = new AbortController();
    const cancel = this.clock.after(Math.max(0, until - this.clock.now()), () => end.abort());
    try {
      return await this.fetched(request, end.signal);
    } catch (error) {
      if (end.signal.aborted) throw new DocumentRefused('the provider did not answer in time');
      throw error instanceof DocumentRefused
        ? error
        : new DocumentRefused(`the provider cannot be reached${codeOf(error)}`);
    } finally {
      cancel();
    }
  }

  private async fetched({ url: text, privateNetwork, ca }: DocumentRequest, signal: AbortSignal): Promise<unknown> {
    const url = URL.parse(text);
    if (url === null || !isFetchable(text)) throw new DocumentRefused('the URL is not one to fetch keys from');
    const addresses = await this.addressesFor(hostOf(url), signal);
    if (!privateNetwork && !addresses.every(isPublicAddress))
      throw new DocumentRefused('the host has an address that is not of the internet');
    const response = await answered(url, addresses, ca, signal);
    try {
      requireJson(response);
      return parsed(await bodyOf(response));
    } finally {
      response.destroy();
    }
  }

  /** One look-up decides for the whole fetch: a second one could have another answer. */
  private async addressesFor(host: string, signal: AbortSignal): Promise<readonly string[]> {
    const found = isIP(host) === 0 ? await orAborted(this.lookUp(host), signal) : [host];
    const addresses = found.slice(0, MOST_ADDRESSES);
    if (addresses.length === 0 || addresses.some((one) => canonicalAddress(one) === null))
      throw new DocumentRefused('the host has no address');
    return addresses;
  }

  /** Fetches from one host share its look-up while it is under way. */
  private lookUp(host: string): Promise<readonly string[]> {
    const known = this.lookUps.get(host);
    if (known !== undefined) return known;
    if (this.lookUps.size >= MOST_LOOK_UPS) throw new DocumentRefused('too many hosts are being looked up');
    const found = this.resolve(host).finally(() => this.lookUps.delete(host));
    this.lookUps.set(host, found);
    return found;
  }
}

async function addressesOf(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

/** The head of the answer. Connects to one of `addresses` and to no other, and checks the certificate for the host. */
function answered(
  url: URL,
  addresses: readonly string[],
  ca: string | null,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const host = hostOf(url);
  const options: RequestOptions = {
    ...{ host, port: url.port === '' ? 443 : Number(url.port), path: `${url.pathname}${url.search}`, signal },
    headers: {
      accept: 'application/json, application/jwk-set+json',
      'accept-encoding': 'identity',
      'user-agent': 'Coffer',
    },
    ...{ agent: false, lookup: only(addresses), minVersion: 'TLSv1.2', rejectUnauthorized: true },
    ...(isIP(host) === 0 && { servername: host }),
    ...(ca !== null && { ca }),
  };
  const allowed = new Set(addresses.map(canonicalAddress));
  return new Promise((resolve, reject) => {
    const sent = httpsRequest(options, resolve);
    sent.on('error', reject);
    sent.on('socket', (socket) =>
      socket.once('connect', () => {
        const reached = canonicalAddress(socket.remoteAddress ?? '');
        if (!allowed.has(reached)) sent.destroy(new DocumentRefused('the connection went to another address'));
      }),
    );
    sent.end();
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

function requireJson({ statusCode = 0, headers }: IncomingMessage): void {
  if (statusCode >= 300 && statusCode < 400) throw new DocumentRefused('the provider answers with a redirect');
  if (statusCode !== 200) throw new DocumentRefused(`the provider answers ${statusCode}`);
  if (!JSON_TYPE.test(headers['content-type'] ?? '')) throw new DocumentRefused('the answer is not JSON');
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') throw new DocumentRefused('the answer is encoded');
  if (Number(headers['content-length'] ?? 0) > LARGEST_DOCUMENT) throw tooLong();
}

async function bodyOf(response: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.byteLength;
    if (size > LARGEST_DOCUMENT) throw tooLong();
    parts.push(part);
  }
  // A connection that is cut ends the loop without an error, if the length was not known.
  if (!response.complete) throw new DocumentRefused('the answer was cut off');
  return Buffer.concat(parts);
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new DocumentRefused('the answer is not JSON');
  }
}

function tooLong(): DocumentRefused {
  return new DocumentRefused('the answer has more than 256 KiB');
}

/** The result, or a rejection as soon as the signal is aborted: a look-up cannot be cancelled. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new DocumentRefused('aborted')), { once: true });
    work.then(resolve, reject);
  });
}

/** Codes such as ECONNREFUSED and CERT_HAS_EXPIRED are of this machine: they hold nothing that the provider has sent. */
function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^[A-Z0-9_]{1,64}$/.test(code) ? ` (${code})` : '';
}
