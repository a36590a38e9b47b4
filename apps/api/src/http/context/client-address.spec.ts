import { ManualClock } from '#kernel/testing';
import { seldom } from '../logs/seldom.js';
import { ClientAddress } from './client-address.js';

describe('the client address', () => {
  it('does not believe X-Forwarded-For when no proxy is trusted [R82]', () => {
    expect(new ClientAddress([]).of('203.0.113.9', '198.51.100.1')).toBe('203.0.113.9');
  });

  it('does not believe X-Forwarded-For from a peer that is not a trusted proxy [R82]', () => {
    expect(new ClientAddress(['10.0.0.0/8']).of('203.0.113.9', '198.51.100.1')).toBe('203.0.113.9');
  });

  it('does not believe the entries that a client wrote itself [R82]', () => {
    const addresses = new ClientAddress(['10.0.0.0/8', 'fd00::/8']);
    expect(addresses.of('10.0.0.2', '127.0.0.1, 198.51.100.1')).toBe('198.51.100.1');
    expect(addresses.of('10.0.0.2', '127.0.0.1, 198.51.100.1, fd00::7, 10.1.1.1')).toBe('198.51.100.1');
  });

  it.each([
    ...['unknown', '_hidden', '999.1.1.1', '<script>', '203.0.113.7:', '203.0.113.7:x', '203.0.113.7:123456'],
    ...['[2001:db8::7', '2001:db8::7]', '[2001:db8::7]x', '[2001:db8::7]:', '[]', '[[::1]]', '""', '"', '"unknown"'],
    ...[
      "'203.0.113.7'",
      'for=203.0.113.7',
      '203.0.113.7;10.0.0.2',
      '203.0.113.7 10.0.0.2',
      '203.0.113.7/32',
      '"a\\"b"',
    ],
  ])('is unknown at %p, which is not an address, and never the proxy that sent it [R106]', (garbage) => {
    const addresses = new ClientAddress(['10.0.0.0/8']);
    for (const header of [garbage, `198.51.100.1, ${garbage}`, `198.51.100.1, ${garbage}, 10.9.9.9`]) {
      expect(addresses.of('10.0.0.2', header)).toBeNull();
    }
  });

  it.each(['', ' ', ',', ' ,\t, '])('is unknown if a trusted proxy sends %p, which names nobody [R106]', (header) => {
    expect(new ClientAddress(['10.0.0.2']).of('10.0.0.2', header)).toBeNull();
  });

  it.each([
    ['203.0.113.7:51234', '203.0.113.7'],
    ['[2001:db8::7]', '2001:db8::7'],
    ['[2001:DB8::7]:51234', '2001:db8::7'],
    ['2001:db8::7', '2001:db8::7'],
    ['"203.0.113.7"', '203.0.113.7'],
    ['"[2001:db8::7]:1"', '2001:db8::7'],
    ['[::ffff:203.0.113.7]:80', '203.0.113.7'],
    ['[fe80::1%eth0]:80', 'fe80::1'],
    ['203.0.113.7,', '203.0.113.7'],
    [',, 203.0.113.7 ,\t,', '203.0.113.7'],
    ['198.51.100.1, 203.0.113.7:1, [10.0.0.3]:2, "10.0.0.4:3",', '203.0.113.7'],
  ])('is read from %p, as a proxy writes it [R106]', (header, client) => {
    expect(new ClientAddress(['10.0.0.0/8']).of('10.0.0.2', header)).toBe(client);
  });

  it('recognises a trusted IPv4 proxy by its IPv6-mapped address', () => {
    expect(new ClientAddress(['10.0.0.0/8']).of('::ffff:10.0.0.2', '198.51.100.1')).toBe('198.51.100.1');
  });

  it('is the farthest proxy when every hop is trusted', () => {
    expect(new ClientAddress(['10.0.0.0/8']).of('10.0.0.2', '10.9.9.9')).toBe('10.9.9.9');
  });

  it('is unknown behind more than 32 hops', () => {
    const behind = (count: number) => ['198.51.100.1', ...Array.from({ length: count }, () => '10.0.0.1')].join(',');
    expect(new ClientAddress(['10.0.0.0/8']).of('10.0.0.2', behind(31))).toBe('198.51.100.1');
    expect(new ClientAddress(['10.0.0.0/8']).of('10.0.0.2', behind(32))).toBeNull();
  });

  it('has one form for each address', () => {
    const addresses = new ClientAddress([]);
    expect(addresses.of('::FFFF:1.2.3.4', undefined)).toBe('1.2.3.4');
    expect(addresses.of('2001:DB8:0:0:0:0:0:1', undefined)).toBe('2001:db8::1');
    expect(addresses.of('fe80::1%eth0', undefined)).toBe('fe80::1');
  });

  it('is unknown when the connection is closed already', () => {
    expect(new ClientAddress(['0.0.0.0/1']).of(undefined, '198.51.100.1')).toBeNull();
  });
});

/** Warnings that are written into two lists. */
function listed() {
  const untrusted: string[] = [];
  const unreadable: string[] = [];
  const warnings = {
    untrusted: (peer: string) => void untrusted.push(peer),
    unreadable: (peer: string) => void unreadable.push(peer),
  };
  return { untrusted, unreadable, warnings };
}

describe('X-Forwarded-For from a peer that is not trusted', () => {
  it.each([[[]], [['10.0.0.0/8']]])('is reported with the peer, once an hour, when %j is trusted', (proxies) => {
    const clock = new ManualClock(1_000);
    const { untrusted: peers, warnings } = listed();
    const addresses = new ClientAddress(proxies, {
      ...warnings,
      untrusted: seldom(clock, 3_600_000, warnings.untrusted),
    });
    for (const peer of ['203.0.113.9', '203.0.113.8']) addresses.of(peer, '198.51.100.1');
    expect(peers).toEqual(['203.0.113.9']);
    clock.at += 3_600_000;
    addresses.of('203.0.113.8', '198.51.100.1');
    expect(peers).toEqual(['203.0.113.9', '203.0.113.8']);
  });

  it('is not reported of a trusted proxy, nor of a request without the header', () => {
    const { untrusted, warnings } = listed();
    const addresses = new ClientAddress(['10.0.0.0/8'], warnings);
    addresses.of('10.0.0.1', '198.51.100.1');
    addresses.of('203.0.113.9', undefined);
    expect(untrusted).toEqual([]);
  });
});

describe('X-Forwarded-For of a trusted proxy', () => {
  it('is reported when it cannot be read', () => {
    const { unreadable, warnings } = listed();
    const addresses = new ClientAddress(['10.0.0.0/8'], warnings);
    for (const header of ['198.51.100.1', undefined, 'unknown']) addresses.of('10.0.0.1', header);
    expect(unreadable).toEqual(['10.0.0.1']);
  });
});
