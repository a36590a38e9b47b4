import { canonicalAddress, compileNetworks } from '#kernel';

/** Every unicast address of the IPv6 internet (RFC 4291 section 2.4, IANA "IPv6 Global Unicast Address Assignments"). */
const GLOBAL_IPV6 = compileNetworks(['2000::/3']);

/**
 * What is not a host of the internet (IANA special-purpose registries, RFC 6890), or hides an IPv4 address in an IPv6
 * one. Everything outside of 2000::/3 is refused besides: loopback, link-local, private, multicast, NAT64.
 */
const SPECIAL = compileNetworks([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24'],
  ...['203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ...['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
]);

/**
 * Whether an address belongs to a host of the internet. False for every other text, for an IPv4-mapped IPv6 address, and
 * for an address with a zone.
 *
 * @example
 * isPublicAddress('10.0.0.1'); // false
 * isPublicAddress('::ffff:8.8.8.8'); // false
 */
export function isPublicAddress(text: string): boolean {
  const address = canonicalAddress(text);
  if (address === null || SPECIAL(address) !== false) return false;
  return text.includes(':') ? address.includes(':') && GLOBAL_IPV6(address) === true : true;
}
