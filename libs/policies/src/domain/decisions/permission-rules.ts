import { kindOf, type Permission } from '#kernel';
import type { Condition, Verdict } from '../conditions/condition.js';
import { beginAlike, DEEP, isLiteral, type Pattern, patternsMeet } from '../patterns/pattern.js';
import { PatternIndex, type Rule } from '../patterns/pattern-index.js';
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
}

/** All rules that a set of roles has for one permission. */
export class PermissionRules {
  readonly allows: PatternRule[] = [];
  readonly denies: PatternRule[] = [];
  private readonly allowed = new PatternIndex();
  private readonly denied = new PatternIndex();

  constructor(private readonly permission: Permission) {}

  add(statement: CompiledStatement, policy: string, index: number): void {
    if (!statement.permissions.has(this.permission)) return;
    const kind = kindOf(this.permission);
    const rule: Rule = { condition: statement.condition, policy, statement: index };
    const [list, tree] =
      statement.effect === 'allow' ? [this.allows, this.allowed] : ([this.denies, this.denied] as const);
    for (const resource of statement.resources) {
      if (resource.kind !== kind) continue;
      list.push({ pattern: resource.pattern, rule });
      tree.add(resource.pattern, rule);
    }
  }

  /** The number of patterns, as a measure of memory. */
  get size(): number {
    return this.allows.length + this.denies.length;
  }

  /** A deny wins over every allow. A deny is skipped only if its condition is known not to hold [R48]. */
  rule(name: string, verdicts: Verdicts): Ruling {
    const segments = name.split('/');
    const denial = this.denied.find(segments, (rule) => denies(rule, verdicts));
    if (denial) return { allowed: false, rule: denial };
    const allowance = this.allowed.find(segments, (rule) => allows(rule, verdicts));
    return { allowed: allowance !== null, rule: allowance };
  }

  /** Whether these rules could allow some name under some conditions. False is always right; true may be wrong. */
  holdsAny(): boolean {
    return this.allows.length > 0 && !this.denies.some(({ pattern, rule }) => pattern.text === DEEP && !rule.condition);
  }

  /**
   * Whether a deny, conditional or not, may match a name that `pattern` matches. To compare two patterns with wildcards
   * takes many steps. `afford` is asked first whether so many may be used. If not, the pattern counts as denied.
   */
  deniesSome(pattern: Pattern, afford: (steps: number) => boolean): boolean {
    if (isLiteral(pattern)) return this.denied.find(pattern.segments, () => true) !== null;
    return this.denies.some(({ pattern: denied }) => {
      if (!beginAlike(denied, pattern)) return false;
      return !afford(denied.text.length * pattern.text.length) || patternsMeet(denied, pattern);
    });
  }

  /** Whether one allow covers every name that `pattern` matches, at least whenever `condition` holds. */
  allowsAll(pattern: Pattern, condition: Condition | null): boolean {
    const covers = (rule: Rule) => rule.condition === null || rule.condition.key === condition?.key;
    return this.allowed.find(pattern.segments, covers) !== null;
  }
}

export function allows(rule: Rule, verdicts: Verdicts): boolean {
  return rule.condition === null || verdicts(rule.condition) === true;
}

export function denies(rule: Rule, verdicts: Verdicts): boolean {
  return rule.condition === null || verdicts(rule.condition) !== false;
}
