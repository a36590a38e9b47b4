import { canonicalAddress, withoutZone } from './addresses.js';

describe('the canonical form of an address', () => {
  it.each([
    '',
    'unknown',
    'localhost',
    '10.0.0',
    '::1%lo',
    '1.2.3.4.5',
    '999.1.1.1',
    '1.2.3.4:80',
    'fe80::1%eth0',
    '01.2.3.4',
    '10.0.0.0/8',
  ])('is not given to %p', (text) => {
    expect(canonicalAddress(text)).toBeNull();
  });

  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::FFFF:1.2.3.4', '1.2.3.4'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['::ffff:102:304', '1.2.3.4'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
  ])('of %s is %s', (text, canonical) => {
    expect(canonicalAddress(text)).toBe(canonical);
  });

  it('has no zone', () => {
    expect(canonicalAddress(withoutZone('fe80::1%eth0'))).toBe('fe80::1');
  });
});
