import fc from 'fast-check';
import { survives } from './json-number.js';

const isKept = (text: string) => survives(Buffer.from(text));

describe('a number of a body', () => {
  it.each([
    '9007199254740993',
    '-9007199254740993',
    '12345678901234567890',
    '0.1000000000000000055511151231257827',
    '1e999',
    '-1E+400',
    '1e-400',
    '123456789012345678e-3',
    '9'.repeat(500_000),
    `1${'0'.repeat(500_000)}1`,
  ])('does not survive: %.40s', (text) => {
    expect(isKept(text)).toBe(false);
  });

  it.each(['0', '-0', '0.0', '0e999', '-0.000e-5', '1e3', '1.50', '100e-2', '9007199254740992', '1e21', '5e-324'])(
    'survives: %s',
    (text) => {
      expect(isKept(text)).toBe(true);
    },
  );

  it.each(['true', 'false', 'null', 'Infinity', '12abc34567890123456', '-', '1.e5', '0x1e999'])(
    'is not judged, since it is none: %s',
    (text) => {
      expect(isKept(text)).toBe(true);
    },
  );

  it('survives whenever JavaScript has written it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => isKept(JSON.stringify(number))),
    );
  });

  it('survives exactly if JavaScript would write an integer with the same digits', () => {
    const integers = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
    fc.assert(
      fc.property(integers, (integer) => {
        expect([integer, isKept(`${integer}`)]).toEqual([integer, String(Number(integer)) === `${integer}`]);
      }),
    );
  });
});
