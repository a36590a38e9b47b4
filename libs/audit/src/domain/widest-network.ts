import { networkOf } from '#kernel';

const NETWORK = /\/(24|48)$/;

/**
 * The network that attempts of strangers are counted for: /24 of an IPv4 address, /48 of an IPv6 address, since one
 * customer may own all of a /48. A network stays as it is.
 *
 * @example
 * widestNetwork('203.0.113.9'); // '203.0.113.0/24'
 * widestNetwork('2001:db8:0:1::1'); // '2001:db8:0::/48'
 */
export function widestNetwork(ip: string | null): string | null {
  if (ip === null || NETWORK.test(ip)) return ip;
  const network = networkOf(ip);
  return network.includes('::/64') ? `${network.split(':').slice(0, 3).join(':')}::/48` : network;
}

/** Whether `text` is a network as records of counts name it. */
export function isCountedNetwork(text: string): boolean {
  return NETWORK.test(text) && /^[0-9a-f.:]{7,40}\/\d\d$/.test(text);
}
