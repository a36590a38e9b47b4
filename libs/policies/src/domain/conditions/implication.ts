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

/** Whether both hold for the same requests, also where a condition cannot be evaluated. */
export function isSame(some: Conditions, other: Conditions): boolean {
  return keyOf(some) === keyOf(other);
}

/** Equal for equal conditions, whatever their order. */
export function keyOf(conditions: Conditions): string {
  return JSON.stringify(Object.entries(conditions).sort(([a], [b]) => (a < b ? -1 : 1)));
}
