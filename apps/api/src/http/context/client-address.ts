import { type Clock, canonicalAddress, compileNetworks, withoutZone } from '#kernel';
import { seldom } from '../logs/seldom.js';

/** Hops of X-Forwarded-For that are read, counted from its end. Earlier ones are ignored. */
const MAX_HOPS = 32;
const NO_ADDRESS = '0.0.0.0';

/**
 * Finds the address of a client. X-Forwarded-For is read from its end, as long as the address found so far belongs to a
 * trusted proxy: one in the configured CIDR blocks [R82]. The first address that is no trusted proxy is the client's.
 */
export class ClientAddress {
  private readonly isTrusted: (address: string) => boolean | null;

  /**
   * `proxies`: CIDR blocks or single addresses. The configuration has validated them. `onUntrusted` gets the address of
   * each peer that sends X-Forwarded-For and is none of them.
   */
  constructor(
    proxies: readonly string[],
    private readonly onUntrusted: (peer: string) => void = () => {},
  ) {
    this.isTrusted = compileNetworks(proxies);
  }

  /**
   * `remote`: the address of the socket's peer. `forwarded`: X-Forwarded-For; Node joins repeated headers by commas.
   */
  of(remote: string | undefined, forwarded: string | string[] | undefined): string {
    const peer = peerAddress(remote);
    if (typeof forwarded !== 'string') return peer;
    if (!this.isTrusted(peer)) {
      this.onUntrusted(peer);
      return peer;
    }
    let client = peer;
    for (const hop of forwarded.split(',').slice(-MAX_HOPS).reverse()) {
      const next = addressIn(hop.trim());
      if (next === null) break;
      client = next;
      if (!this.isTrusted(client)) break;
    }
    return client;
  }
}

const HOUR_MS = 3_600_000;

/**
 * Calls `warn` with the peer at most once an hour. A proxy that TRUSTED_PROXIES does not name makes all its clients one
 * address, which then shares one limit.
 */
export function onceAnHour(clock: Clock, warn: (peer: string) => void): (peer: string) => void {
  return seldom(clock, HOUR_MS, warn);
}

/** The address of a socket's peer, in its canonical form. A socket that is closed has none. */
export function peerAddress(remote: string | undefined): string {
  return addressIn(remote ?? '') ?? NO_ADDRESS;
}

function addressIn(text: string): string | null {
  return canonicalAddress(withoutZone(text));
}
