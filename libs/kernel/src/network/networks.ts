import { BlockList } from 'node:net';
import { type Address, parseAddress, withoutZone } from './addresses.js';

const GROUPS = 8;
const BITS_OF_GROUP = 16;
const DIGITS_OF_GROUP = 4;
const BITS_OF_DIGIT = 4;
/** The network of all clients whose address is not known: they count as one. No address lies in it. */
const UNKNOWN = 'unknown';
/** The bits that an IPv4-mapped IPv6 address puts before the IPv4 address. */
const MAPPED_BITS = 96;

/**
 * The network that is throttled and locked out as one: /24 of an IPv4 address, /64 of an IPv6 address, or the /48 around
 * it. `address` must be in its canonical form. Null is an unknown address: all of these are one network.
 *
 * @example
 * networkOf('203.0.113.9'); // '203.0.113.0/24'
 * networkOf('2001:db8:0:1::1'); // '2001:db8:0:1::/64'
 */
export function networkOf(address: string | null, bits: 48 | 64 = 64): string {
  if (address === null) return UNKNOWN;
  if (!address.includes(':')) return `${address.slice(0, address.lastIndexOf('.'))}.0/24`;
  const groups = groupsOf(address).slice(0, bits / BITS_OF_GROUP);
  return `${groups.join(':')}::/${bits}`;
}

/**
 * The networks that an address lies in, the widest first: /48, /56 and /64 of an IPv6 address; /16, /24 and the address
 * itself of an IPv4 address. One customer of a provider often owns a whole /56 or /48. `address` must be in its
 * canonical form. The texts are keys, not CIDR blocks. Null is an unknown address, as for {@link networkOf}.
 *
 * @example
 * networksAround('203.0.113.9'); // ['203.0/16', '203.0.113/24', '203.0.113.9/32']
 * networksAround('2001:db8:0:1::1'); // ['20010db80000/48', '20010db8000000/56', '20010db800000001/64']
 */
export function networksAround(address: string | null): readonly [string, string, string] {
  if (address === null) return [UNKNOWN, UNKNOWN, UNKNOWN];
  if (!address.includes(':')) {
    const [a, b, c] = address.split('.');
    return [`${a}.${b}/16`, `${a}.${b}.${c}/24`, `${address}/32`];
  }
  const digits = groupsOf(address)
    .map((group) => group.padStart(DIGITS_OF_GROUP, '0'))
    .join('');
  const network = (bits: number) => `${digits.slice(0, bits / BITS_OF_DIGIT)}/${bits}`;
  return [network(48), network(56), network(64)];
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): readonly string[] {
  const [head = [], tail] = address.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const zeros = tail ? Array<string>(GROUPS - head.length - tail.length).fill('0') : [];
  return [...head, ...zeros, ...(tail ?? [])];
}

export interface Network {
  readonly address: Address;
  readonly bits: number;
}

/**
 * Null when `text` is neither an address nor a CIDR block. Bits of the host are ignored. A block of IPv4-mapped IPv6
 * addresses is the block of their IPv4 addresses.
 *
 * @example
 * parseNetwork('::ffff:10.0.0.0/104'); // { address: { text: '10.0.0.0', family: 'ipv4' }, bits: 8 }
 */
export function parseNetwork(text: string): Network | null {
  const parts = /^([^/]+)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text);
  const address = parts?.[1] === undefined ? null : parseAddress(parts[1]);
  if (!address) return null;
  const written = parts?.[1]?.includes(':') ? 128 : 32;
  const given = parts?.[2] === undefined ? written : Number(parts[2]);
  const bits = written === 128 && address.family === 'ipv4' ? given - MAPPED_BITS : given;
  return given <= written && bits >= 0 ? { address, bits } : null;
}

/**
 * Whether `text` is one address or a CIDR block.
 *
 * @example
 * isNetwork('10.0.0.0/8'); // true
 * isNetwork('10.0.0.0/33'); // false
 */
export function isNetwork(text: string): boolean {
  return parseNetwork(text) !== null;
}

/**
 * Whether each block lies within one of `around`. Blocks that only together are as large as a block do not count.
 *
 * @example
 * areWithin(['10.1.0.0/16'], ['10.0.0.0/8']); // true
 * areWithin(['10.0.0.0/7'], ['10.0.0.0/8']); // false
 */
export function areWithin(blocks: readonly string[], around: readonly string[]): boolean {
  return blocks.every((block) => {
    const inner = parseNetwork(block);
    if (!inner) return false;
    const isIn = (outer: string) =>
      inner.bits >= (parseNetwork(outer)?.bits ?? 0) && compileNetworks([outer])(inner.address.text) === true;
    return around.some(isIn);
  });
}

/**
 * A test for membership in any of the blocks. It returns null for an unknown address and for what is no address; a zone
 * is ignored. Throws when a block is no network.
 *
 * @example
 * compileNetworks(['10.0.0.0/8'])('10.1.2.3'); // true
 * compileNetworks(['10.0.0.0/8'])('::ffff:10.1.2.3'); // true
 */
export function compileNetworks(blocks: readonly string[]): (address: string | null) => boolean | null {
  // One list for each family: in a common one, Node finds every IPv4 address in ::/0, as its mapped form.
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const block of blocks) {
    const network = parseNetwork(block);
    if (!network) throw new Error('not a network');
    lists[network.address.family].addSubnet(network.address.text, network.bits, network.address.family);
  }
  return (text) => {
    const address = text === null ? null : parseAddress(withoutZone(text));
    return address && lists[address.family].check(address.text, address.family);
  };
}
