import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { canonicalAddress } from '../addresses.js';
import { OutgoingFailed } from './outgoing-failed.js';

/** The addresses of a host. Rejects, or resolves to none, if it has none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** Addresses of a host that are tried at most. */
const MOST_ADDRESSES = 8;
/**
 * Look-ups of hosts at once. A look-up cannot be cancelled, and keeps one of the 4 threads of libuv until the system gives
 * it up, which may take 30 s. Passwords are hashed on the same threads.
 */
const MOST_LOOK_UPS = 2;

/** Looks hosts up, a few at a time. */
export class LookUps {
  /** Those that have not ended, by host: also those that no request waits for any more. */
  private readonly open = new Map<string, Promise<readonly string[]>>();

  constructor(private readonly resolve: Resolve = addressesOf) {}

  /** One to 8 addresses of a host, which may be an address itself. Throws {@link OutgoingFailed}, and what the system throws. */
  async of(host: string, signal: AbortSignal): Promise<readonly string[]> {
    const found = isIP(host) === 0 ? await orAborted(this.lookUp(host), signal) : [host];
    const addresses = found.slice(0, MOST_ADDRESSES);
    if (addresses.length === 0 || addresses.some((one) => canonicalAddress(one) === null))
      throw new OutgoingFailed('the host has no address');
    return addresses;
  }

  /** Requests to one host share its look-up while it is under way. */
  private lookUp(host: string): Promise<readonly string[]> {
    const known = this.open.get(host);
    if (known !== undefined) return known;
    if (this.open.size >= MOST_LOOK_UPS) throw new OutgoingFailed('too many hosts are being looked up');
    const found = this.resolve(host).finally(() => this.open.delete(host));
    this.open.set(host, found);
    return found;
  }
}

async function addressesOf(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

/** The result, or a rejection as soon as the signal is aborted: a look-up cannot be cancelled. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new OutgoingFailed('aborted'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject);
  });
}
