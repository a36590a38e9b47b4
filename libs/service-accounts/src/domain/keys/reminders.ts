const DAY_MS = 86_400_000;

/** The owner of a key is told so many days before it expires. */
export const REMINDER_DAYS = [14, 7, 1] as const;

/**
 * When the next reminder of a key is due, after `now`; null if none is left. A key that is made with less than 14 days has
 * only those that still lie ahead.
 *
 * @example nextReminder(now + 10 * DAY, now) // now + 3 * DAY
 */
export function nextReminder(expiresAt: number, now: number): number | null {
  const ahead = REMINDER_DAYS.map((days) => expiresAt - days * DAY_MS).filter((at) => at > now);
  return ahead.length > 0 ? Math.min(...ahead) : null;
}
