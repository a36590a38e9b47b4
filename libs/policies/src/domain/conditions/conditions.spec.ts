import type { Conditions, Day } from '../model.js';
import { compileCondition } from './condition.js';

function holds(conditions: Conditions, facts: { ip?: string; now?: string; mfaAt?: string | null }) {
  const { ip = '192.0.2.1', now = '2026-11-22T12:00:00Z', mfaAt = null } = facts;
  const at = mfaAt === null ? null : Date.parse(mfaAt);
  return compileCondition(conditions)?.test({ ip, now: Date.parse(now), mfaAt: at });
}

describe('the condition ip', () => {
  const holdsFor = (ip: string, ...blocks: string[]) => holds({ ip: blocks }, { ip });

  it('does not hold outside of every block', () => {
    expect(holdsFor('11.0.0.1', '10.0.0.0/8', 'fd00::/8')).toBe(false);
    expect(holdsFor('10.0.0.127', '10.0.0.128/25')).toBe(false);
    expect(holdsFor('2001:db8:1::1', '2001:db8::/48')).toBe(false);
    expect(holdsFor('2001:db8::1', '0.0.0.0/0')).toBe(false);
    expect(holdsFor('192.0.2.1', '::/0')).toBe(false);
  });

  it('holds inside of one of them', () => {
    expect(holdsFor('10.255.0.1', '192.168.0.0/16', '10.0.0.0/8')).toBe(true);
    expect(holdsFor('10.0.0.128', '10.0.0.128/25')).toBe(true);
    expect(holdsFor('2001:DB8:0:ffff:0:0:0:1', '2001:db8::/48')).toBe(true);
    expect(holdsFor('192.0.2.1', '192.0.2.1')).toBe(true);
    expect(holdsFor('fe80::1%eth0', 'fe80::/10')).toBe(true);
  });

  it('treats an IPv4-mapped IPv6 address as the IPv4 address, in the client and in the block', () => {
    for (const ip of ['10.1.2.3', '::ffff:10.1.2.3', '::FFFF:0a01:0203']) {
      for (const block of ['10.0.0.0/8', '::ffff:10.0.0.0/104', '::ffff:a00:0/104']) {
        expect([ip, block, holdsFor(ip, block)]).toEqual([ip, block, true]);
      }
      expect(holdsFor(ip, '::/0')).toBe(false);
      expect(holdsFor(ip, '11.0.0.0/8')).toBe(false);
    }
  });
});

describe('the conditions mfa and mfa_max_age', () => {
  it('do not hold without a second factor', () => {
    expect(holds({ mfa: true }, {})).toBe(false);
    expect(holds({ mfa_max_age: 60 }, {})).toBe(false);
  });

  it('do not hold one millisecond past the age', () => {
    const mfaAt = '2026-11-22T12:00:00.000Z';
    expect(holds({ mfa_max_age: 60 }, { mfaAt, now: '2026-11-22T12:01:00.001Z' })).toBe(false);
    expect(holds({ mfa_max_age: 60 }, { mfaAt, now: '2026-11-22T12:01:00.000Z' })).toBe(true);
    expect(holds({ mfa: true }, { mfaAt })).toBe(true);
  });

  it('do not hold by a second factor that a clock more than a minute ahead has written [R104]', () => {
    const now = '2026-11-22T12:00:00.000Z';
    expect(holds({ mfa_max_age: 60 }, { mfaAt: '2026-11-22T12:01:00.001Z', now })).toBe(false);
    expect(holds({ mfa_max_age: 60 }, { mfaAt: '2026-11-22T12:01:00.000Z', now })).toBe(true);
  });

  it('do not hold when one of several conditions does not', () => {
    expect(holds({ mfa: true, ip: ['10.0.0.0/8'] }, { mfaAt: '2026-11-22T12:00:00Z' })).toBe(false);
  });
});

describe('the condition time', () => {
  const within = (days: Day[], from: string, to: string, zone: string, now: string) =>
    holds({ time: { days, from, to, zone } }, { now });

  // 2026-11-23 is a Monday.
  it('does not hold before its beginning, at its end, or on another day', () => {
    expect(within(['mon'], '08:00', '18:00', 'UTC', '2026-11-23T07:59:59.999Z')).toBe(false);
    expect(within(['mon'], '08:00', '18:00', 'UTC', '2026-11-23T18:00:00Z')).toBe(false);
    expect(within(['tue'], '08:00', '18:00', 'UTC', '2026-11-23T12:00:00Z')).toBe(false);
    expect(within(['mon'], '08:00', '18:00', 'UTC', '2026-11-23T08:00:00Z')).toBe(true);
    expect(within(['mon'], '08:00', '18:00', 'UTC', '2026-11-23T17:59:59.999Z')).toBe(true);
  });

  it('goes by the clocks and the day of its zone', () => {
    expect(within(['mon'], '00:00', '01:00', 'Asia/Tokyo', '2026-11-22T15:30:00Z')).toBe(true);
    expect(within(['sun'], '00:00', '01:00', 'Asia/Tokyo', '2026-11-22T15:30:00Z')).toBe(false);
    expect(within(['sun'], '23:00', '23:59', 'America/New_York', '2026-11-23T04:15:00Z')).toBe(true);
  });

  it('follows daylight saving: the same local hour at two offsets', () => {
    const opens = (now: string) => within(['mon', 'tue', 'wed', 'thu', 'fri'], '08:00', '18:00', 'Europe/Berlin', now);
    expect([opens('2026-10-23T06:00:00Z'), opens('2026-10-23T05:59:00Z')]).toEqual([true, false]);
    expect([opens('2026-10-26T07:00:00Z'), opens('2026-10-26T06:59:00Z')]).toEqual([true, false]);
  });

  it('holds twice in a repeated hour, and never in a skipped one', () => {
    const repeated = (now: string) => within(['sun'], '02:00', '03:00', 'Europe/Berlin', now);
    expect([repeated('2026-10-25T00:30:00Z'), repeated('2026-10-25T01:30:00Z')]).toEqual([true, true]);
    const hours = Array.from({ length: 48 }, (_, half) => Date.UTC(2026, 2, 29, 0, half * 30) - 3_600_000);
    expect(hours.some((at) => repeated(new Date(at).toISOString()))).toBe(false);
  });

  it('belongs to the day on which it begins, if it runs over midnight', () => {
    const night = (now: string) => within(['fri'], '22:00', '06:00', 'UTC', now);
    expect(night('2026-11-27T05:00:00Z')).toBe(false);
    expect(night('2026-11-27T21:59:00Z')).toBe(false);
    expect(night('2026-11-28T06:00:00Z')).toBe(false);
    expect(night('2026-11-28T22:30:00Z')).toBe(false);
    expect(night('2026-11-27T22:00:00Z')).toBe(true);
    expect(night('2026-11-28T05:59:00Z')).toBe(true);
  });

  it('keeps one clock for a zone however its name is capitalised, so that policies cannot fill the memory [R86]', () => {
    const made = jest.spyOn(Intl, 'DateTimeFormat');
    const times = ['Pacific/Kiritimati', 'pacific/kiritimati', 'PACIFIC/KIRITIMATI', 'pacific/KIRITIMATI'].map((zone) =>
      compileCondition({ time: { days: ['mon'], from: '08:00', to: '18:00', zone } }),
    );
    expect(times).not.toContain(null);
    expect(made).toHaveBeenCalledTimes(1);
    made.mockRestore();
  });

  it('lasts 24 hours if it ends at the time of its beginning', () => {
    const day = (now: string) => within(['sun'], '06:00', '06:00', 'UTC', now);
    expect([day('2026-11-22T05:59:00Z'), day('2026-11-22T06:00:00Z')]).toEqual([false, true]);
    expect([day('2026-11-23T05:59:00Z'), day('2026-11-23T06:00:00Z')]).toEqual([true, false]);
  });
});
