import { type Conditions, DAYS } from '../model.js';

type TimeWindow = NonNullable<Conditions['time']>;

const MINUTE_MS = 60_000;
const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** Minutes since midnight of `HH:MM`, 00:00 to 23:59; null otherwise. */
export function parseTimeOfDay(text: string): number | null {
  const match = TIME.exec(text);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}

/** Whether the runtime's IANA database knows `zone` (`Europe/Berlin`, `UTC`); fixed offsets (`+02:00`) are not names. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }) !== null;
  } catch {
    return false;
  }
}

interface LocalTime {
  /** Place in DAYS. */
  readonly day: number;
  /** Minutes since midnight on the zone's clocks. */
  readonly minutes: number;
}

/** One zone's clock. The last minute's answer is kept: formatting takes microseconds, decisions come by the thousand. */
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
    if (day === -1 || minutes === null) throw new Error('the zone’s clock cannot be read');
    return { day, minutes };
  }
}

/** By name in lower case, whatever case a policy writes it in: so no more than the 600 or so of the IANA database. */
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
 * A test whether a moment (milliseconds since 1970) lies in the window. A window over midnight belongs to the day on
 * which it begins; `from` = `to` is a whole day. Clocks are the zone's: an hour that daylight saving repeats is inside
 * twice, one that it skips never. Throws when the window cannot be evaluated.
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
