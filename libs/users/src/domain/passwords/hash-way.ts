/**
 * The costs of an Argon2id PHC string, in one form. Null: it has none.
 *
 * @example argon2WayOf('$argon2id$v=19$m=65536,p=1,t=3$c2FsdA$aGFzaA') // 'm=65536,t=3,p=1'
 */
export function argon2WayOf(phc: string): string | null {
  const costs = /^\$argon2id\$v=19\$([^$]+)\$/.exec(phc)?.[1];
  const given = new Map(costs?.split(',').map((cost) => [cost.slice(0, 1), cost]));
  const [memory, passes, lanes] = ['m', 't', 'p'].map((name) => given.get(name));
  return memory && passes && lanes ? `${memory},${passes},${lanes}` : null;
}

/**
 * The cost of a bcrypt setting. Null: it has none.
 *
 * @example bcryptWayOf('$2b$12$abcdefghijklmnopqrstuu') // '$2b$12$'
 */
export function bcryptWayOf(setting: string): string | null {
  return /^\$2b\$\d\d\$/.exec(setting)?.[0] ?? null;
}

/** A bcrypt setting of this cost. What is hashed with it is compared with nothing. */
export function unusedSetting(bcryptWay: string): string {
  return `${bcryptWay}${'.'.repeat(22)}`;
}
