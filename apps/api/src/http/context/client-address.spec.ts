import { ManualClock } from '#kernel/testing';
import { ClientAddress, onceAnHour } from './client-address.js';

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

  it.each(['unknown', '1.2.3.4:80', '_hidden', '', '999.1.1.1', '<script>'])(
    'stops at %p, which is not an address, and returns the proxy that sent it',
    (garbage) => {
      expect(new ClientAddress(['10.0.0.2']).of('10.0.0.2', `198.51.100.1, ${garbage}`)).toBe('10.0.0.2');
    },
  );

  it('recognises a trusted IPv4 proxy by its IPv6-mapped address', () => {
    expect(new ClientAddress(['10.0.0.0/8']).of('::ffff:10.0.0.2', '198.51.100.1')).toBe('198.51.100.1');
  });

  it('is the farthest proxy when every hop is trusted', () => {
    expect(new ClientAddress(['10.0.0.0/8']).of('10.0.0.2', '10.9.9.9')).toBe('10.9.9.9');
  });

  it('reads at most 32 hops', () => {
    const hops = Array.from({ length: 100 }, () => '10.0.0.1').join(',');
    expect(new ClientAddress(['10.0.0.0/8']).of('10.0.0.2', `198.51.100.1,${hops}`)).toBe('10.0.0.1');
  });

  it('has one form for each address', () => {
    const addresses = new ClientAddress([]);
    expect(addresses.of('::FFFF:1.2.3.4', undefined)).toBe('1.2.3.4');
    expect(addresses.of('2001:DB8:0:0:0:0:0:1', undefined)).toBe('2001:db8::1');
    expect(addresses.of('fe80::1%eth0', undefined)).toBe('fe80::1');
    expect(addresses.of('1.2.3.4.5', undefined)).toBe('0.0.0.0');
  });
});

describe('X-Forwarded-For from a peer that is not trusted', () => {
  it.each([[[]], [['10.0.0.0/8']]])('is reported with the peer, once an hour, when %j is trusted', (proxies) => {
    const clock = new ManualClock(1_000);
    const peers: string[] = [];
    const addresses = new ClientAddress(
      proxies,
      onceAnHour(clock, (peer) => peers.push(peer)),
    );
    for (const peer of ['203.0.113.9', '203.0.113.8']) addresses.of(peer, '198.51.100.1');
    expect(peers).toEqual(['203.0.113.9']);
    clock.at += 3_600_000;
    addresses.of('203.0.113.8', '198.51.100.1');
    expect(peers).toEqual(['203.0.113.9', '203.0.113.8']);
  });

  it('is not reported of a trusted proxy, nor of a request without the header', () => {
    const peers: string[] = [];
    const addresses = new ClientAddress(['10.0.0.0/8'], (peer) => peers.push(peer));
    addresses.of('10.0.0.1', '198.51.100.1');
    addresses.of('203.0.113.9', undefined);
    expect(peers).toEqual([]);
  });
});
