import { type TextRule, textRule } from '../text/field-rule.js';

const UNIT_SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;
const MOST_CHARACTERS = 8;

/** The form of a duration: a whole number from 1 to 9,999,999 and its unit. */
export const DURATION = /^([1-9]\d{0,6})([smhd])$/;

/** The form in words, for messages. `example`: a duration that may stand there, such as 30s. */
export const durationForm = (example: string): string => `a whole number with a unit: s, m, h or d, such as ${example}`;

/**
 * The seconds of a duration. Null for any other text.
 *
 * @example
 * parseDuration('15m'); // 900
 * parseDuration('1.5h'); // null
 */
export function parseDuration(text: string): number | null {
  const [, count, unit] = DURATION.exec(text) ?? [];
  return unit === undefined ? null : Number(count) * UNIT_SECONDS[unit as keyof typeof UNIT_SECONDS];
}

/**
 * A duration in the largest unit that leaves a whole number. `seconds`: whole, at least 1.
 *
 * @example
 * durationText(900); // '15m'
 */
export function durationText(seconds: number): string {
  const units = Object.entries(UNIT_SECONDS).reverse();
  const [unit, size] = units.find(([, one]) => seconds % one === 0) ?? ['s', 1];
  return `${seconds / size}${unit}`;
}

/**
 * A rule for a field with a duration from `min` to `max`, both durations themselves.
 *
 * @example
 * const TTL_RULE = durationRule({ field: 'ttl', min: '1m', max: '1h' });
 * TTL_RULE.message; // 'ttl must be 1m to 1h: a whole number with a unit: s, m, h or d, such as 1h'
 */
export function durationRule({ field, min, max }: { field: string; min: string; max: string }): TextRule {
  const [least, most] = [parseDuration(min), parseDuration(max)];
  if (least === null || most === null) throw new RangeError(`the bounds of ${field} are no durations`);
  return textRule({
    ...{ field, min: 2, max: MOST_CHARACTERS, pattern: DURATION },
    message: `${field} must be ${min} to ${max}: ${durationForm(max)}`,
    and: (text) => {
      const seconds = parseDuration(text);
      return seconds !== null && seconds >= least && seconds <= most;
    },
  });
}
