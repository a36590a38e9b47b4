import { durationRule, type FieldRule, invalidField, isNetwork, parseDuration, textRule, UNWANTED } from '#kernel';

export const KEY_NAME_RULE = textRule({
  ...{ field: 'name', code: 'key_name', min: 1, max: 64, pattern: new RegExp(`^(?! )[^${UNWANTED}]*(?<! )$`, 'u') },
  form: 'without control characters, marks that change the direction of text, and spaces at its ends',
});

/** How long a key lasts if the request does not say it, in milliseconds: 90 days, or API_KEY_MAX_AGE if that is less. */
export const DEFAULT_AGE_MS = 90 * 86_400_000;

export const EXPIRES_IN_RULE = durationRule({ field: 'expires_in', min: '1m', max: '365d' });

/** How long the older key lives on after a rotation. */
/** How long a key that is handed over can be opened. */
export const WRAP_RULE = durationRule({ field: 'wrap', min: '1m', max: '1d' });

export const OVERLAP_RULE = durationRule({ field: 'overlap', min: '1s', max: '30d' });
export const DEFAULT_OVERLAP = '24h';

export const ALLOWED_IPS_MAX = 50;

export const ALLOWED_IPS_RULE: FieldRule<readonly string[]> = {
  field: 'allowed_ips',
  code: 'network',
  message: `allowed_ips must be a list of 1 to ${ALLOWED_IPS_MAX} different addresses or CIDR blocks, such as 10.0.0.0/8 or fd00::/8`,
  holds: (list) =>
    list.length >= 1 &&
    list.length <= ALLOWED_IPS_MAX &&
    new Set(list).size === list.length &&
    list.every((one) => isNetwork(one)),
};

/** When a key shall end: after a duration, at a time (milliseconds since 1970), or by the default. */
export interface WishedEnd {
  readonly expiresIn?: string;
  readonly expiresAt?: number;
  /** In milliseconds: what counts if the request gives neither. Default: {@link DEFAULT_AGE_MS}. */
  readonly otherwiseMs?: number;
}

/** The time at which a new key expires. Throws `validation_failed`: both are given, it is over, or longer than `maxAgeMs`. */
export function expiryOf(
  { expiresIn, expiresAt, otherwiseMs = DEFAULT_AGE_MS }: WishedEnd,
  maxAgeMs: number,
  now: number,
): number {
  if (expiresIn !== undefined && expiresAt !== undefined)
    throw invalidField('expires_at', 'one_of', 'Send expires_in or expires_at, not both.');
  if (expiresIn === undefined && expiresAt === undefined) return now + Math.min(otherwiseMs, maxAgeMs);
  const field = expiresIn === undefined ? 'expires_at' : 'expires_in';
  const until = expiresAt ?? now + (parseDuration(expiresIn ?? '') ?? 0) * 1_000;
  if (until <= now) throw invalidField(field, 'past', `${field} must lie ahead.`);
  if (until > now + maxAgeMs)
    throw invalidField(
      field,
      'too_long',
      `${field} is too far ahead: API_KEY_MAX_AGE is ${Math.floor(maxAgeMs / 1_000)} seconds.`,
    );
  return until;
}
