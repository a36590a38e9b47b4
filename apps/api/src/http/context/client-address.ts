import { canonicalAddress, compileNetworks, withoutZone } from '#kernel';
import { hopsOf } from './forwarded-for.js';

/** Get the address of a peer whose X-Forwarded-For did not tell the client's address. */
export interface ProxyWarnings {
  /** The peer is no trusted proxy, so its header was ignored. */
  readonly untrusted: (peer: string) => void;
  /** The peer is trusted, and its header cannot be read. */
  readonly unreadable: (peer: string) => void;
}

const NO_WARNINGS: ProxyWarnings = { untrusted: () => {}, unreadable: () => {} };

/**
 * Finds the address of a client. X-Forwarded-For is read from its end, as long as the address found so far belongs to a
 * trusted proxy: one in the configured CIDR blocks [R82]. The first address that is no trusted proxy is the client's. If
 * a hop before that cannot be read, the client's address is unknown: the proxy's would open what is for proxies
 * alone [R106]. The header `Forwarded` is never read.
 */
export class ClientAddress {
  private readonly isTrusted: (address: string | null) => boolean | null;

  /** `proxies`: CIDR blocks or single addresses. The configuration has validated them. */
  constructor(
    proxies: readonly string[],
    private readonly warnings: ProxyWarnings = NO_WARNINGS,
  ) {
    this.isTrusted = compileNetworks(proxies);
  }

  /**
   * Null if it is not known. `remote`: the address of the socket's peer. `forwarded`: X-Forwarded-For; Node joins
   * repeated headers by commas.
   */
  of(remote: string | undefined, forwarded: string | string[] | undefined): string | null {
    const peer = peerAddress(remote);
    if (typeof forwarded !== 'string' || peer === null) return peer;
    if (!this.isTrusted(peer)) {
      this.warnings.untrusted(peer);
      return peer;
    }
    const client = this.clientIn(hopsOf(forwarded));
    if (client === null) this.warnings.unreadable(peer);
    return client;
  }

  /** If every hop is a trusted proxy, the farthest one is the client. Null if a hop cannot be read, or there is none. */
  private clientIn(hops: Iterable<string | null>): string | null {
    let client: string | null = null;
    for (const hop of hops) {
      client = hop;
      if (!this.isTrusted(client)) break;
    }
    return client;
  }
}

/** The address of a socket's peer, in its canonical form. Null for a socket that is closed. */
export function peerAddress(remote: string | undefined): string | null {
  return remote === undefined ? null : canonicalAddress(withoutZone(remote));
}
