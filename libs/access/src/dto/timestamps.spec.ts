import { timestamp } from './timestamps.js';

describe('a time in an answer', () => {
  it('is RFC 3339 in UTC with milliseconds', () => {
    expect(timestamp(Date.UTC(2026, 10, 22, 9, 30))).toBe('2026-11-22T09:30:00.000Z');
  });

  it('stays null', () => {
    expect(timestamp(null)).toBeNull();
  });
});
