import { networkOf } from '#kernel';

/**
 * The network that attempts of strangers are counted for: /24 of an IPv4 address, /48 of an IPv6 address, since one
 * customer may own all of a /48.
 *
 * @example
 * widestNetwork('203.0.113.9'); // '203.0.113.0/24'
 * widestNetwork('2001:db8:0:1::1'); // '2001:db8:0::/48'
 */
export function widestNetwork(ip: string | null): string | null {
  return ip === null ? null : networkOf(ip, 48);
}

/** Whether `text` is a network as records of counts name it. */
export function isCountedNetwork(text: string): boolean {
  return /^[0-9a-f.:]{7,40}\/(24|48)$/.test(text);
}
