import { BlockList, isIP, SocketAddress } from 'node:net';

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/;
/** The bits that an IPv4-mapped IPv6 address (RFC 4291 section 2.5.5.2) puts before the IPv4 address. */
const MAPPED_BITS = 96;

interface Address {
  readonly text: string;
  readonly family: 'ipv4' | 'ipv6';
}

/** IPv4-mapped IPv6 addresses become IPv4: the same client must not pass by one rule and fall by another. */
function parseAddress(text: string): Address | null {
  const family = isIP(text);
  if (family === 0 || text.includes('%')) return null;
  if (family === 4) return { text, family: 'ipv4' };
  const normal = new SocketAddress({ address: text, family: 'ipv6' }).address;
  const mapped = MAPPED.exec(normal)?.[1];
  return mapped === undefined ? { text: normal, family: 'ipv6' } : { text: mapped, family: 'ipv4' };
}

interface Network {
  readonly address: Address;
  readonly bits: number;
}

/** A CIDR block, or one address; null when `text` is neither. Bits of the host are ignored. */
function parseNetwork(text: string): Network | null {
  const parts = /^([^/]+)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text);
  const address = parts?.[1] === undefined ? null : parseAddress(parts[1]);
  if (!address) return null;
  const written = parts?.[1]?.includes(':') ? 128 : 32;
  const given = parts?.[2] === undefined ? written : Number(parts[2]);
  const bits = written === 128 && address.family === 'ipv4' ? given - MAPPED_BITS : given;
  return given <= written && bits >= 0 ? { address, bits } : null;
}

export function isNetwork(text: string): boolean {
  return parseNetwork(text) !== null;
}

/**
 * A test for membership in any of the blocks. The test answers null when the address cannot be read (an IPv6 zone is
 * ignored). Throws when a block is none.
 */
export function compileNetworks(blocks: readonly string[]): (ip: string) => boolean | null {
  // A list each: in one, Node would find an IPv4 address in ::/0, as the mapped address that we take it not to be.
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const block of blocks) {
    const network = parseNetwork(block);
    if (!network) throw new Error('not a network');
    lists[network.address.family].addSubnet(network.address.text, network.bits, network.address.family);
  }
  return (ip) => {
    const address = parseAddress(ip.replace(/%.*$/, ''));
    return address && lists[address.family].check(address.text, address.family);
  };
}
