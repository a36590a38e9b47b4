import { type Conditions, DAYS } from '../model.js';

type TimeWindow = NonNullable<Conditions['time']>;

const MINUTE_MS = 60_000;
const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

/**
 * Minutes since midnight of a time `HH:MM` from 00:00 to 23:59; null for any other text.
 *
 * @example parseTimeOfDay('08:30') // 510
 */
export function parseTimeOfDay(text: string): number | null {
  const match = TIME.exec(text);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}

/**
 * Whether the runtime's IANA database knows the time zone. Fixed offsets are not zones.
 *
 * @example isZone('Europe/Berlin') // true
 * @example isZone('+02:00') // false
 */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }) !== null;
  } catch {
    return false;
  }
}

interface LocalTime {
  /** Index in DAYS. */
  readonly day: number;
  /** Minutes since midnight on the zone's clocks. */
  readonly minutes: number;
}

/** The clock of one zone. It keeps the last minute's answer: formatting takes microseconds, and decisions are frequent. */
class ZoneClock {
  private readonly format: Intl.DateTimeFormat;
  private minute = Number.NaN;
  private local: LocalTime = { day: 0, minutes: 0 };

  constructor(zone: string) {
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  }

  at(now: number): LocalTime {
    const minute = Math.floor(now / MINUTE_MS);
    if (minute !== this.minute) {
      this.local = this.read(now);
      this.minute = minute;
    }
    return this.local;
  }

  private read(now: number): LocalTime {
    const parts = new Map(this.format.formatToParts(now).map((part) => [part.type, part.value]));
    const weekday = parts.get('weekday')?.toLowerCase();
    const day = DAYS.map(String).indexOf(weekday ?? '');
    const minutes = parseTimeOfDay(`${parts.get('hour')}:${parts.get('minute')}`);
    if (day === -1 || minutes === null) throw new Error('Intl gave no weekday or time of day for the zone');
    return { day, minutes };
  }
}

/** By lower-case zone name, so at most as many as the IANA database has (about 600). */
const clocks = new Map<string, ZoneClock>();

function clockOf(zone: string): ZoneClock {
  const name = zone.toLowerCase();
  const known = clocks.get(name);
  if (known) return known;
  const clock = new ZoneClock(zone);
  clocks.set(name, clock);
  return clock;
}

/**
 * Returns a test whether a moment (milliseconds since 1970) lies in the window. A window over midnight belongs to the
 * day on which it begins. If `from` equals `to`, the window lasts 24 hours. The zone's clock counts: an hour that
 * daylight saving repeats is inside twice, an hour that it skips is never inside. Throws if the window is not valid.
 */
export function compileTimeWindow(window: TimeWindow): (now: number) => boolean {
  const from = parseTimeOfDay(window.from);
  const to = parseTimeOfDay(window.to);
  const days = new Set(window.days.map((day) => DAYS.indexOf(day)));
  if (from === null || to === null || days.has(-1)) throw new Error('not a time window');
  const clock = clockOf(window.zone);
  return (now) => {
    const { day, minutes } = clock.at(now);
    if (from < to) return days.has(day) && from <= minutes && minutes < to;
    return (days.has(day) && from <= minutes) || (days.has((day + 6) % 7) && minutes < to);
  };
}
