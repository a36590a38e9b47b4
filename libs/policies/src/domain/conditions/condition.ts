import type { RequestFacts } from '../decisions/decision.js';
import type { Conditions } from '../model.js';
import { compileNetworks } from './networks.js';
import { compileTimeWindow } from './time-window.js';

export const CONDITION_NAMES = ['ip', 'mfa', 'mfa_max_age', 'time'] as const satisfies readonly (keyof Conditions)[];

/** `unknown`: it could not be evaluated. An allow needs `true`; a deny stands aside only for `false`. */
export type Verdict = boolean | 'unknown';

/** All conditions of one statement. */
export interface Condition {
  /** Equal only for conditions that say the same. */
  readonly key: string;
  test(facts: RequestFacts): Verdict;
}

/** Null, or a throw: it cannot be evaluated. */
type Test = (facts: RequestFacts) => boolean | null;

/** Null: no conditions, so they always hold. Conditions that cannot be compiled are never known to hold. */
export function compileCondition(conditions: Conditions | undefined): Condition | null {
  const wanted = Object.entries(conditions ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  if (!conditions || wanted.length === 0) return null;
  const tests = wanted.map(([name]) => compileTest(conditions, name));
  return { key: JSON.stringify(wanted), test: (facts) => verdict(tests, facts) };
}

function compileTest(conditions: Conditions, name: string): Test {
  try {
    return testOf(conditions, name) ?? (() => null);
  } catch {
    return () => null;
  }
}

function testOf({ ip, mfa, mfa_max_age: maxAge, time }: Conditions, name: string): Test | null {
  if (name === 'ip' && ip) {
    const contains = compileNetworks(ip);
    return (facts) => contains(facts.ip);
  }
  if (name === 'mfa' && mfa === true) return (facts) => facts.mfaAt !== null;
  if (name === 'mfa_max_age' && typeof maxAge === 'number') {
    return (facts) => facts.mfaAt !== null && facts.now - facts.mfaAt <= maxAge * 1000;
  }
  if (name === 'time' && time) {
    const contains = compileTimeWindow(time);
    return (facts) => contains(facts.now);
  }
  return null;
}

/** What cannot be evaluated outweighs what does not hold: nobody knows what the author meant. */
function verdict(tests: readonly Test[], facts: RequestFacts): Verdict {
  let held = true;
  for (const test of tests) {
    const answer = evaluate(test, facts);
    if (answer === null) return 'unknown';
    held &&= answer;
  }
  return held;
}

function evaluate(test: Test, facts: RequestFacts): boolean | null {
  try {
    return test(facts);
  } catch {
    return null;
  }
}
