import { isIP, SocketAddress } from 'node:net';

/** An IPv4 address that is written as IPv6 (RFC 4291 section 2.5.5.2). */
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/;

export interface Address {
  /** In the one form of {@link canonicalAddress}. */
  readonly text: string;
  readonly family: 'ipv4' | 'ipv6';
}

/** Null when `text` is no IP address, or names a zone (`%eth0`). IPv4-mapped IPv6 addresses become IPv4. */
export function parseAddress(text: string): Address | null {
  const version = isIP(text);
  if (version === 0 || text.includes('%')) return null;
  if (version === 4) return { text, family: 'ipv4' };
  const { address } = new SocketAddress({ address: text, family: 'ipv6' });
  const mapped = MAPPED.exec(address)?.[1];
  return mapped === undefined ? { text: address, family: 'ipv6' } : { text: mapped, family: 'ipv4' };
}

/**
 * The one form in which an address is compared and recorded: IPv4 dotted, IPv6 as in RFC 5952. Null when `text` is no
 * IP address, or names a zone.
 *
 * @example
 * canonicalAddress('2001:DB8:0:0:0:0:0:1'); // '2001:db8::1'
 * canonicalAddress('::ffff:192.0.2.7'); // '192.0.2.7'
 */
export function canonicalAddress(text: string): string | null {
  return parseAddress(text)?.text ?? null;
}

/**
 * An address without its zone, which means something on its own machine only.
 *
 * @example
 * withoutZone('fe80::1%eth0'); // 'fe80::1'
 */
export function withoutZone(text: string): string {
  return text.replace(/%.*$/s, '');
}
