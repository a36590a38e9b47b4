import { parseTimestamp, timestampOf } from './timestamp.js';

const NOON = Date.parse('2026-11-22T12:00:00.000Z');

describe('a timestamp', () => {
  it.each([
    '',
    '2026-11-22',
    '2026-11-22T12:00:00',
    '2026-11-22 12:00:00Z',
    '2026-02-30T12:00:00Z',
    '2026-13-01T12:00:00Z',
    '2026-11-00T12:00:00Z',
    '2026-11-22T24:00:00Z',
    '2026-11-22T12:00:60Z',
    '+010000-01-01T00:00:00Z',
    '9999-12-31T23:59:59-00:01',
    '0000-01-01T00:00:00+00:01',
    'Sun, 22 Nov 2026 12:00:00 GMT',
    '1',
  ])('is not %j', (text) => {
    expect(parseTimestamp(text)).toBeNull();
  });

  it.each([
    ['2026-11-22T12:00:00Z', NOON],
    ['2026-11-22T12:00:00.000Z', NOON],
    ['2026-11-22T14:00:00+02:00', NOON],
    ['2026-11-22T12:00:00.123456789Z', NOON + 123],
    ['2026-11-22t12:00:00z', NOON],
    ['2026-11-22t14:00:00.5+02:00', NOON + 500],
    ['2028-02-29T00:00:00Z', Date.UTC(2028, 1, 29)],
    ['0000-02-29T00:00:00Z', Date.parse('0000-02-29T00:00:00Z')],
  ])('reads %s', (text, at) => {
    expect(parseTimestamp(text)).toBe(at);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 8_640_000_000_000_001])('is none at %d', (at) => {
    expect(() => timestampOf(at)).toThrow(RangeError);
  });

  it.each([
    '2026-11-22T12:00:00.000Z',
    '2028-02-29T23:59:59.999Z',
    '1969-12-31T23:59:59.001Z',
    '1000-01-01T00:00:00.010Z',
    '9999-12-31T23:59:59.999Z',
    '0999-12-31T23:59:59.999Z',
    '-000001-01-01T00:00:00.000Z',
    '+010000-01-01T00:00:00.000Z',
  ])('writes %s as a Date does', (text) => {
    expect(timestampOf(Date.parse(text))).toBe(text);
  });
});
