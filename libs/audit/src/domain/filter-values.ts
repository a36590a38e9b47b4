import { isIP, SocketAddress } from 'node:net';

const TIMESTAMP =
  /^\d{4}-(0[1-9]|1[0-2])-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const IPV4_IN_IPV6 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/;

/** An RFC 3339 time in the one form that leaves have, UTC with milliseconds, by which they compare; null: it is none. */
export function canonicalTime(text: string): string | null {
  if (!TIMESTAMP.test(text)) return null;
  const lastDay = new Date(Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)), 0)).getUTCDate();
  const day = Number(text.slice(8, 10));
  if (day < 1 || day > lastDay) return null;
  const canonical = new Date(text).toISOString();
  // An offset can lead out of the years of four digits, and text of another form does not compare.
  return /^\d{4}-/.test(canonical) ? canonical : null;
}

/** An address in the form in which requests are recorded: IPv4 dotted, IPv6 as RFC 5952; null: it is none. */
export function canonicalIp(text: string): string | null {
  const version = isIP(text);
  if (version === 0 || text.includes('%')) return null;
  const { address } = new SocketAddress({ address: text, family: version === 4 ? 'ipv4' : 'ipv6' });
  return IPV4_IN_IPV6.exec(address)?.[1] ?? address;
}
