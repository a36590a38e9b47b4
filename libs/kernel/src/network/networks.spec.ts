import { areWithin, compileNetworks, isNetwork, networkOf, networksAround } from './networks.js';

describe('the network of an address', () => {
  it('throttles a /24 and a /64 as one network', () => {
    expect(networkOf('203.0.113.9')).toBe(networkOf('203.0.113.200'));
    expect(networkOf('203.0.113.9')).not.toBe(networkOf('203.0.114.9'));
    expect(networkOf('2001:db8:0:1::1')).toBe(networkOf('2001:db8:0:1:ffff::2'));
    expect(networkOf('2001:db8:0:1::1')).not.toBe(networkOf('2001:db8:0:2::1'));
  });

  it.each([
    ['203.0.113.9', '203.0.113.0/24'],
    ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
    ['2001:db8::', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4::/64'],
    ['::2:3:4:5:6:7:8', '0:2:3:4::/64'],
  ])('of %s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  it.each([
    ['203.0.113.9', '203.0.113.0/24'],
    ['2001:db8:0:1::1', '2001:db8:0::/48'],
    ['::1', '0:0:0::/48'],
  ])('of 48 bits of %s is %s', (address, network) => {
    expect(networkOf(address, 48)).toBe(network);
  });
});

describe('the networks around an address', () => {
  it.each([
    ['203.0.113.9', ['203.0/16', '203.0.113/24', '203.0.113.9/32']],
    ['2001:db8:a:b1c2::1', ['20010db8000a/48', '20010db8000ab1/56', '20010db8000ab1c2/64']],
    ['::1', ['000000000000/48', '00000000000000/56', '0000000000000000/64']],
  ])('%s are three, the widest first', (address, networks) => {
    expect(networksAround(address)).toEqual(networks);
  });

  it('are the same for two addresses as far as their bits are the same', () => {
    const [widest, middle, narrow] = networksAround('2001:db8:a:b1c2::1');
    expect(networksAround('2001:db8:a:b1ff::1').slice(0, 2)).toEqual([widest, middle]);
    expect(networksAround('2001:db8:a:b1ff::1')).not.toContain(narrow);
    expect(networksAround('2001:db8:a:b2c2::1')).not.toContain(middle);
  });
});

describe('an unknown address', () => {
  it('is of one network with all the others, which no block contains [R106]', () => {
    expect([networkOf(null), networkOf(null, 48)]).toEqual(['unknown', 'unknown']);
    expect(networksAround(null)).toEqual(['unknown', 'unknown', 'unknown']);
    expect(compileNetworks(['0.0.0.0/0', '::/0'])(null)).toBeNull();
  });
});

describe('a network', () => {
  it.each([
    '',
    '10.0.0.0/33',
    'fd00::/129',
    '10.0.0.0/08',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '::ffff:10.0.0.0/8',
    'fe80::%eth0/64',
  ])('is not %p', (text) => {
    expect(isNetwork(text)).toBe(false);
    expect(() => compileNetworks([text])).toThrow();
  });

  it.each(['10.0.0.0/8', '10.1.2.3/8', '192.0.2.7', 'fd00::/8', '::/0', '::ffff:10.0.0.0/104'])('is %s', (text) => {
    expect(isNetwork(text)).toBe(true);
  });

  it('contains its addresses, however they are written', () => {
    const contains = compileNetworks(['10.0.0.0/8', 'fd00::/8']);
    expect(['10.9.9.9', '::ffff:10.9.9.9', 'fd00::7', 'fd00::7%eth0'].map(contains)).toEqual([true, true, true, true]);
    expect(['11.0.0.1', 'fe00::1'].map(contains)).toEqual([false, false]);
    expect(contains('not an address')).toBeNull();
  });

  it('contains addresses of its own family only', () => {
    expect(compileNetworks(['::/0'])('192.0.2.7')).toBe(false);
    expect(compileNetworks(['0.0.0.0/0'])('2001:db8::1')).toBe(false);
    expect(compileNetworks(['::ffff:10.0.0.0/104'])('10.1.1.1')).toBe(true);
  });
});

describe('areWithin', () => {
  it.each([
    [['10.1.2.3'], ['10.0.0.0/8'], true],
    [['10.0.0.0/8'], ['10.0.0.0/8'], true],
    [['10.0.0.0/7'], ['10.0.0.0/8'], false],
    [['0.0.0.0/0'], ['::/0'], false],
    [['::ffff:10.1.0.0/112'], ['10.0.0.0/8'], true],
    [['10.0.0.0/8', '11.0.0.0/8'], ['10.0.0.0/8'], false],
    [['10.0.0.0/7'], ['10.0.0.0/8', '11.0.0.0/8'], false],
    [['fd00:1::/32'], ['10.0.0.0/8', 'fd00::/8'], true],
    [['no network'], ['::/0'], false],
    [['10.1.2.3'], [], false],
  ])('says of %j within %j: %s', (blocks, around, expected) => {
    expect(areWithin(blocks, around)).toBe(expected);
  });
});
