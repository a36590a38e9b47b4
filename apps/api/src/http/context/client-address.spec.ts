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
