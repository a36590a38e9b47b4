import { canonicalAddress, compileNetworks, withoutZone } from '#kernel';

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

  /** `proxies`: CIDR blocks or single addresses. The configuration has validated them. */
  constructor(proxies: readonly string[]) {
    this.isTrusted = compileNetworks(proxies);
    this.trustsAny = proxies.length > 0;
  }

  /**
   * `remote`: the address of the socket's peer. `forwarded`: X-Forwarded-For; Node joins repeated headers by commas.
   */
  of(remote: string | undefined, forwarded: string | string[] | undefined): string {
    let client = addressIn(remote ?? NO_ADDRESS) ?? NO_ADDRESS;
    if (!this.trustsAny || typeof forwarded !== 'string') return client;
    const hops = forwarded.split(',').slice(-MAX_HOPS);
    while (hops.length > 0 && this.isTrusted(client)) {
      const next = addressIn((hops.pop() ?? '').trim());
      if (next === null) break;
      client = next;
    }
    return client;
  }
}

function addressIn(text: string): string | null {
  return canonicalAddress(withoutZone(text));
}
