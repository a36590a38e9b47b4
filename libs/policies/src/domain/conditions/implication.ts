import type { Conditions } from '../model.js';

/** The conditions, and also a second factor if `demanded`. */
export function withDemand(conditions: Conditions | undefined, demanded: boolean): Conditions {
  return demanded ? { ...conditions, mfa: true } : { ...conditions };
}

/**
 * Whether `held` holds whenever `given` holds. Each condition in `held` must follow from one in `given`: an equal one, or
 * a stricter demand for a second factor. False may be wrong, true never is.
 *
 * @example implies({ mfa_max_age: 60 }, { mfa: true }) // true
 */
export function implies(given: Conditions, held: Conditions): boolean {
  return Object.entries(held).every(([name, value]) => {
    const { mfa, mfa_max_age: age } = given;
    if (name === 'mfa') return mfa === true || age !== undefined;
    if (name === 'mfa_max_age') return age !== undefined && age <= value;
    return JSON.stringify(given[name as keyof Conditions]) === JSON.stringify(value);
  });
}

/** These are evaluated for every request. An address may be unknown, and so may a time zone. */
const ALWAYS_EVALUATED: ReadonlySet<string> = new Set(['mfa', 'mfa_max_age'] satisfies (keyof Conditions)[]);

/**
 * Whether an allow under `held` applies wherever a deny under `denied` does. A deny also applies where its condition
 * cannot be evaluated, and an allow does not. False may be wrong, true never is.
 */
export function coversDeny(denied: Conditions, held: Conditions): boolean {
  const names = Object.keys(held);
  if (names.length === 0) return true;
  return names.every((name) => ALWAYS_EVALUATED.has(name)) && keyOf(denied) === keyOf(held);
}

/** Equal for equal conditions, whatever their order. */
export function keyOf(conditions: Conditions): string {
  return JSON.stringify(Object.entries(conditions).sort(([a], [b]) => (a < b ? -1 : 1)));
}
