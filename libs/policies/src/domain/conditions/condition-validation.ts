import { isNetwork } from '#kernel';
import { type Conditions, DAYS } from '../model.js';
import type { FieldErrors } from '../validation/field-errors.js';
import { members, strings, unknownFields } from '../validation/shape.js';
import { CONDITION_NAMES } from './condition.js';
import { isZone, parseTimeOfDay } from './time-window.js';

export const NETWORKS_MAX = 100;
/** A year, in seconds: longer than any session lives. */
export const MFA_MAX_AGE_MAX = 31_536_000;

const TIME_FIELDS = ['days', 'from', 'to', 'zone'];

/** Reads the conditions that a client sent, as {@link validateStatements} does. Undefined for none or an empty object. */
export function validateConditions(input: unknown, field: string, errors: FieldErrors): Conditions | undefined {
  if (input === undefined) return undefined;
  const given = members(input, field, errors);
  unknownFields(given, CONDITION_NAMES, field, errors);
  const { ip, mfa, mfa_max_age: maxAge, time } = given;
  const conditions: Conditions = {
    ...(ip !== undefined && { ip: networks(ip, `${field}.ip`, errors) }),
    ...(mfa !== undefined && { mfa: onlyTrue(mfa, `${field}.mfa`, errors) }),
    ...(maxAge !== undefined && { mfa_max_age: seconds(maxAge, `${field}.mfa_max_age`, errors) }),
    ...(time !== undefined && { time: timeWindow(time, `${field}.time`, errors) }),
  };
  return Object.keys(conditions).length > 0 ? conditions : undefined;
}

function networks(input: unknown, field: string, errors: FieldErrors): string[] {
  const blocks = strings(input, NETWORKS_MAX, field, errors);
  blocks.forEach((block, index) => {
    if (!isNetwork(block)) {
      errors.add(
        `${field}[${index}]`,
        'network',
        'must be an address or a CIDR block, such as `10.0.0.0/8` or `fd00::/8`',
      );
    }
  });
  return blocks;
}

function onlyTrue(input: unknown, field: string, errors: FieldErrors): true {
  if (input !== true) errors.add(field, 'type', 'must be true: omit it if no second factor is needed');
  return true;
}

function seconds(input: unknown, field: string, errors: FieldErrors): number {
  if (!errors.isOfType(field, 'integer', input)) return 1;
  const given = Number(input);
  if (given >= 1 && given <= MFA_MAX_AGE_MAX) return given;
  errors.add(field, 'range', `must be a whole number of seconds from 1 to ${MFA_MAX_AGE_MAX}`);
  return 1;
}

function timeWindow(input: unknown, field: string, errors: FieldErrors): NonNullable<Conditions['time']> {
  const raw = members(input, field, errors);
  unknownFields(raw, TIME_FIELDS, field, errors);
  const written = strings(raw.days, DAYS.length, `${field}.days`, errors);
  const days = DAYS.filter((day) => written.includes(day));
  if (days.length < new Set(written).size) errors.add(`${field}.days`, 'day', `must be some of ${DAYS.join(', ')}`);
  const from = timeOfDay(raw.from, `${field}.from`, errors);
  const to = timeOfDay(raw.to, `${field}.to`, errors);
  const zone = text(raw.zone, `${field}.zone`, errors);
  if (zone !== null && !isZone(zone))
    errors.add(`${field}.zone`, 'zone', 'must be an IANA time zone, such as `Europe/Berlin`');
  return { days, from, to, zone: zone ?? '' };
}

function timeOfDay(input: unknown, field: string, errors: FieldErrors): string {
  const given = text(input, field, errors);
  if (given === null || parseTimeOfDay(given) !== null) return given ?? '00:00';
  errors.add(field, 'time', 'must be a time from `00:00` to `23:59`');
  return '00:00';
}

/** Null: it is no text, and `errors` says so. */
function text(input: unknown, field: string, errors: FieldErrors): string | null {
  return errors.isOfType(field, 'string', input) ? String(input) : null;
}
