import { compileNetworks, hasEnded } from '#kernel';
import type { Conditions } from '../model.js';
import type { RequestFacts } from '../request-facts.js';
import { keyOf } from './implication.js';
import { compileTimeWindow } from './time-window.js';

export const CONDITION_NAMES = ['ip', 'mfa', 'mfa_max_age', 'time'] as const satisfies readonly (keyof Conditions)[];

/** `unknown`: it could not be evaluated. An allow applies only if `true`; a deny applies unless `false`. */
export type Verdict = boolean | 'unknown';

/** All conditions of one statement together. */
export interface Condition {
  /** Equal keys mean equal conditions. */
  readonly key: string;
  /** As their author wrote them. */
  readonly conditions: Conditions;
  test(facts: RequestFacts): Verdict;
  /** Which of them do not hold or cannot be evaluated, in words. */
  unmet(facts: RequestFacts): string[];
}

/** Returns null or throws if the condition cannot be evaluated. */
type Test = (facts: RequestFacts) => boolean | null;

const nothing: Test = () => null;

/** Null if there are no conditions. A condition that cannot be compiled always tests as `unknown`. */
export function compileCondition(conditions: Conditions | undefined): Condition | null {
  const names = Object.keys(conditions ?? {}).sort();
  if (!conditions || names.length === 0) return null;
  const tests = names.map((name) => compileTest(conditions, name));
  return {
    key: keyOf(conditions),
    conditions,
    test: (facts) => verdict(tests, facts),
    unmet: (facts) => names.flatMap((name, at) => unmetOf(name, evaluate(tests[at] ?? nothing, facts))),
  };
}

function compileTest(conditions: Conditions, name: string): Test {
  try {
    return testOf(conditions, name) ?? nothing;
  } catch {
    return nothing;
  }
}

function testOf({ ip, mfa, mfa_max_age: maxAge, time }: Conditions, name: string): Test | null {
  if (name === 'ip' && ip) {
    const contains = compileNetworks(ip);
    return (facts) => contains(facts.ip);
  }
  if (name === 'mfa' && mfa === true) return (facts) => facts.mfaAt !== null;
  if (name === 'mfa_max_age' && typeof maxAge === 'number') {
    const lengthMs = maxAge * 1_000 + 1;
    return ({ mfaAt, now }) => mfaAt !== null && !hasEnded(mfaAt + lengthMs, lengthMs, now);
  }
  if (name === 'time' && time) {
    const contains = compileTimeWindow(time);
    return (facts) => contains(facts.now);
  }
  return null;
}

/** `unknown` wins over `false`: if one condition cannot be evaluated, it is not known what its author meant. */
function verdict(tests: readonly Test[], facts: RequestFacts): Verdict {
  let held = true;
  for (const test of tests) {
    const answer = evaluate(test, facts);
    if (answer === null) return 'unknown';
    held &&= answer;
  }
  return held;
}

function unmetOf(name: string, answer: boolean | null): string[] {
  if (answer === true) return [];
  return [answer === null ? `${name} cannot be evaluated` : `${name} does not hold`];
}

function evaluate(test: Test, facts: RequestFacts): boolean | null {
  try {
    return test(facts);
  } catch {
    return null;
  }
}
