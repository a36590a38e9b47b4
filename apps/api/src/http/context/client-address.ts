import { type Clock, canonicalAddress, compileNetworks, withoutZone } from '#kernel';

/** Hops of X-Forwarded-For that are read, counted from its end. Earlier ones are ignored. */
const MAX_HOPS = 32;
const NO_ADDRESS = '0.0.0.0';

/**
 * Finds the address of a client. X-Forwarded-For is read from its end, as long as the address found so far belongs to a
 * trusted proxy: one in the configured CIDR blocks [R82]. The first address that is no trusted proxy is the client's.
 */
export class ClientAddress {
  private readonly isTrusted: (address: string) => boolean | null;
  private readonly trustsAny: boolean;

  /**
   * `proxies`: CIDR blocks or single addresses. The configuration has validated them. `onUntrusted` gets the address of
   * each peer that sends X-Forwarded-For and is none of them.
   */
  constructor(
    proxies: readonly string[],
    private readonly onUntrusted: (peer: string) => void = () => {},
  ) {
    this.isTrusted = compileNetworks(proxies);
    this.trustsAny = proxies.length > 0;
  }

  /**
   * `remote`: the address of the socket's peer. `forwarded`: X-Forwarded-For; Node joins repeated headers by commas.
   */
  of(remote: string | undefined, forwarded: string | string[] | undefined): string {
    let client = addressIn(remote ?? NO_ADDRESS) ?? NO_ADDRESS;
    if (typeof forwarded !== 'string') return client;
    if (!this.trustsAny || !this.isTrusted(client)) {
      this.onUntrusted(client);
      return client;
    }
    const hops = forwarded.split(',').slice(-MAX_HOPS);
    while (hops.length > 0 && this.isTrusted(client)) {
      const next = addressIn((hops.pop() ?? '').trim());
      if (next === null) break;
      client = next;
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
  let next = 0;
  return (peer) => {
    const now = clock.now();
    if (now < next) return;
    next = now + HOUR_MS;
    warn(peer);
  };
}

function addressIn(text: string): string | null {
  return canonicalAddress(withoutZone(text));
}
