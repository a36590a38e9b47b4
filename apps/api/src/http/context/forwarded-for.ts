import { canonicalAddress, withoutZone } from '#kernel';

/** Hops that are read, counted from the end. */
const MAX_HOPS = 32;
const PORT = '(?::\\d{1,5})?';
/** An IPv6 address in brackets, which a port may follow. */
const BRACKETED = new RegExp(`^\\[([^\\[\\]]+)\\]${PORT}$`);
/** An IPv4 address with a port. An IPv6 address without brackets has none: its colons are its own. */
const WITH_PORT = new RegExp(`^([^:]+)${PORT}$`);
const QUOTED = /^"([^"\\]*)"$/;

/**
 * The hops of X-Forwarded-For, the nearest first. Null is a hop that cannot be read: so is everything beyond 32. Proxies
 * write an address with a port, in brackets or in quotes. Empty elements do not count (RFC 9110 section 5.6.1).
 *
 * @example
 * [...hopsOf('198.51.100.1, "[2001:db8::7]:443",')]; // ['2001:db8::7', '198.51.100.1']
 */
export function* hopsOf(header: string): Generator<string | null> {
  let read = 0;
  for (const part of header.split(',').reverse()) {
    const element = part.trim();
    if (element === '') continue;
    if (read === MAX_HOPS) {
      yield null;
      return;
    }
    read += 1;
    yield addressIn(element);
  }
}

function addressIn(element: string): string | null {
  const text = QUOTED.exec(element)?.[1] ?? element;
  const address = (BRACKETED.exec(text) ?? WITH_PORT.exec(text))?.[1] ?? text;
  return canonicalAddress(withoutZone(address));
}
