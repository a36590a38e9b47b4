const GROUPS = 8;
/** Groups of an IPv6 address that name its network: 64 bits. */
const NETWORK_GROUPS = 4;

/**
 * The network that is throttled and locked out as one: /24 of an IPv4 address, /64 of an IPv6 address. `address` in the
 * canonical form of a request's context (RFC 5952).
 */
export function networkOf(address: string): string {
  if (!address.includes(':')) return `${address.slice(0, address.lastIndexOf('.'))}.0/24`;
  const [head = [], tail] = address.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const zeros = tail ? Array<string>(GROUPS - head.length - tail.length).fill('0') : [];
  return `${[...head, ...zeros, ...(tail ?? [])].slice(0, NETWORK_GROUPS).join(':')}::/64`;
}
