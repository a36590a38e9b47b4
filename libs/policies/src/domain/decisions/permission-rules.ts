import { type Kind, kindOf, type Permission } from '#kernel';
import type { Condition, Verdict } from '../conditions/condition.js';
import { beginAlike, DEEP, isLiteral, type Pattern, patternsMeet } from '../patterns/pattern.js';
import { PatternIndex, type Rule } from '../patterns/pattern-index.js';
import { OutOfSteps, Steps } from '../patterns/steps.js';
import type { CompiledStatement } from '../statements/statement.js';

/** One pattern of one statement. Scopes and coverage look at all of them. */
export interface PatternRule {
  readonly pattern: Pattern;
  readonly rule: Rule;
}

/** The result of each condition for the current request. */
export type Verdicts = (condition: Condition) => Verdict;

/** The result for one name. `rule` is the rule that decided; null if no rule allows the name. */
export interface Ruling {
  readonly allowed: boolean;
  readonly rule: Rule | null;
  /** What the decision cost. */
  readonly steps: Steps;
}

/**
 * The most steps of one decision; a name that takes more is denied. It is about 5 ms, and far more than what policies
 * that somebody writes by hand take: 1 to 100 steps.
 */
export const DECISION_STEPS = 100_000;
/** What it costs to look at one deny in a check of coverage, in steps. */
const DENY_STEPS = 5;

/** All rules that a set of roles has for one permission. */
export class PermissionRules {
  readonly allows: PatternRule[] = [];
  readonly denies: PatternRule[] = [];
  private readonly allowed = new PatternIndex();
  private readonly denied = new PatternIndex();
  private deniesEverything = false;
  /** Of the allows, by their keys. */
  private readonly conditions = new Map<string, Condition>();

  /** Of the names that it is held on. */
  readonly kind: Kind;

  constructor(private readonly permission: Permission) {
    this.kind = kindOf(permission);
  }

  add(statement: CompiledStatement, policy: string, index: number): void {
    if (!statement.permissions.has(this.permission)) return;
    const rule: Rule = { effect: statement.effect, condition: statement.condition, policy, statement: index };
    const [list, tree] =
      statement.effect === 'allow' ? [this.allows, this.allowed] : ([this.denies, this.denied] as const);
    if (rule.effect === 'allow' && rule.condition) this.conditions.set(rule.condition.key, rule.condition);
    for (const resource of statement.resources) {
      if (resource.kind !== this.kind) continue;
      list.push({ pattern: resource.pattern, rule });
      tree.add(resource.pattern, rule);
      if (rule.effect === 'deny' && !rule.condition && resource.pattern.text === DEEP) this.deniesEverything = true;
    }
  }

  /** The number of patterns, as a measure of memory. */
  get size(): number {
    return this.allows.length + this.denies.length;
  }

  /** A deny wins over every allow. A deny is skipped only if its condition is known not to hold [R48]. */
  rule(name: string, verdicts: Verdicts): Ruling {
    const steps = new Steps(DECISION_STEPS);
    const rule = inBounds(null, () => {
      const segments = name.split('/');
      const denial = this.denied.find(segments, (one) => denies(one, verdicts), steps);
      return denial ?? this.allowed.find(segments, (one) => allows(one, verdicts), steps);
    });
    return { allowed: rule?.effect === 'allow', rule, steps };
  }

  /** Allows of the name whose conditions do not all hold: why no rule allows it. At most `most`. */
  unmet(name: string, verdicts: Verdicts, most: number): Rule[] {
    const found: Rule[] = [];
    const collect = (rule: Rule) => {
      if (!allows(rule, verdicts)) found.push(rule);
      return found.length >= most;
    };
    inBounds(null, () => this.allowed.find(name.split('/'), collect, new Steps(DECISION_STEPS)));
    return found;
  }

  /** Whether the conditions of some allow hold only for `others` and not for `verdicts`. */
  isWidenedBy(others: Verdicts, verdicts: Verdicts): boolean {
    return [...this.conditions.values()].some((one) => others(one) === true && verdicts(one) !== true);
  }

  /** Whether these rules could allow some name under some conditions. False is always right; true may be wrong. */
  holdsAny(): boolean {
    return this.allows.length > 0 && !this.deniesEverything;
  }

  /**
   * Whether a deny, conditional or not, may match a name that `pattern` matches. To compare two patterns with wildcards
   * takes many steps. If they are not left in `steps`, the pattern counts as denied.
   */
  deniesSome(pattern: Pattern, steps: Steps): boolean {
    if (isLiteral(pattern)) return inBounds(true, () => this.denied.find(pattern.segments, () => true, steps) !== null);
    return this.denies.some(({ pattern: denied }) => {
      if (!steps.afford(DENY_STEPS)) return true;
      if (!beginAlike(denied, pattern)) return false;
      return !steps.afford(denied.text.length * pattern.text.length) || patternsMeet(denied, pattern);
    });
  }

  /**
   * Whether one allow whose condition `isHeld` takes (null: unconditional) covers every name that `pattern` matches. False
   * if `steps` are too few to find it.
   */
  allowsAll(pattern: Pattern, isHeld: (condition: Condition | null) => boolean, steps: Steps): boolean {
    const covers = (rule: Rule) => isHeld(rule.condition);
    return inBounds(false, () => this.allowed.find(pattern.segments, covers, steps) !== null);
  }
}

/** The result of a search, or `otherwise` if its steps were spent before it had one. */
function inBounds<T>(otherwise: T, search: () => T): T {
  try {
    return search();
  } catch (error) {
    if (error instanceof OutOfSteps) return otherwise;
    throw error;
  }
}

export function allows(rule: Rule, verdicts: Verdicts): boolean {
  return rule.condition === null || verdicts(rule.condition) === true;
}

export function denies(rule: Rule, verdicts: Verdicts): boolean {
  return rule.condition === null || verdicts(rule.condition) !== false;
}
