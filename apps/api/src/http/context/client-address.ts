import { canonicalAddress, compileNetworks, withoutZone } from '#kernel';

/** Hops of X-Forwarded-For that are looked at; what lies behind more proxies than these is not believed. */
const MAX_HOPS = 32;
const NO_ADDRESS = '0.0.0.0';

/**
 * Where a request came from. X-Forwarded-For is believed only as far as it was written by proxies of the configured
 * CIDR blocks [R82]: it is read from its end, and the first address that is no such proxy is the client's.
 */
export class ClientAddress {
  private readonly isTrusted: (address: string) => boolean | null;
  private readonly trustsAny: boolean;

  /** `proxies`: CIDR blocks or single addresses, as the configuration has checked them. */
  constructor(proxies: readonly string[]) {
    this.isTrusted = compileNetworks(proxies);
    this.trustsAny = proxies.length > 0;
  }

  /** `remote`: the socket's peer; `forwarded`: X-Forwarded-For as Node joins it. */
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
