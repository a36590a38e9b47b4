import { BlockList, isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Hops of X-Forwarded-For that are looked at; what lies behind more proxies than these is not believed. */
const MAX_HOPS = 32;
const NO_ADDRESS = '0.0.0.0';

/** The one form of an address that is compared and recorded: IPv4 dotted, IPv6 as RFC 5952; null: not an address. */
export function canonicalAddress(text: string): string | null {
  if (isIPv4(text)) return text;
  if (!isIPv6(text)) return null;
  return ipaddr.process(text.split('%', 1)[0] ?? text).toString();
}

/**
 * Where a request came from. X-Forwarded-For is believed only as far as it was written by proxies of the configured
 * CIDR blocks [R82]: it is read from its end, and the first address that is no such proxy is the client's.
 */
export class ClientAddress {
  private readonly trusted = new BlockList();
  private readonly trustsAny: boolean;

  /** `proxies`: CIDR blocks or single addresses, as the configuration has checked them. */
  constructor(proxies: readonly string[]) {
    for (const proxy of proxies) {
      const [address = '', prefix] = proxy.split('/');
      const family = isIPv4(address) ? 'ipv4' : 'ipv6';
      this.trusted.addSubnet(address, Number(prefix ?? (family === 'ipv4' ? 32 : 128)), family);
    }
    this.trustsAny = proxies.length > 0;
  }

  /** `remote`: the socket's peer; `forwarded`: X-Forwarded-For as Node joins it. */
  of(remote: string | undefined, forwarded: string | string[] | undefined): string {
    let client = canonicalAddress(remote ?? NO_ADDRESS) ?? NO_ADDRESS;
    if (!this.trustsAny || typeof forwarded !== 'string') return client;
    const hops = forwarded.split(',').slice(-MAX_HOPS);
    while (hops.length > 0 && this.isProxy(client)) {
      const next = canonicalAddress((hops.pop() ?? '').trim());
      if (next === null) break;
      client = next;
    }
    return client;
  }

  private isProxy(address: string): boolean {
    return this.trusted.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
  }
}
