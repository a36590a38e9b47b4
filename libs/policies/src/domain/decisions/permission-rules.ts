import { kindOf, type Permission } from '#kernel';
import type { Condition, Verdict } from '../conditions/condition.js';
import { beginAlike, DEEP, isLiteral, type Pattern, patternsMeet } from '../patterns/pattern.js';
import { PatternIndex, type Rule } from '../patterns/pattern-index.js';
import type { CompiledStatement } from '../statements/statement.js';

/** One pattern of one statement, for what looks at all of them: ranges and coverage. */
export interface PatternRule {
  readonly pattern: Pattern;
  readonly rule: Rule;
}

/** How conditions stand for the request at hand. */
export type Verdicts = (condition: Condition) => Verdict;

/** The outcome over one name; `rule` is null when nothing allows. */
export interface Ruling {
  readonly allowed: boolean;
  readonly rule: Rule | null;
}

/** Everything that a set of roles says about one permission. */
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

  /** Patterns held: what this costs in memory. */
  get size(): number {
    return this.allows.length + this.denies.length;
  }

  /** Deny wins over every allow; a deny stands aside only for conditions that are known not to hold [R48]. */
  rule(name: string, verdicts: Verdicts): Ruling {
    const segments = name.split('/');
    const denial = this.denied.find(segments, (rule) => denies(rule, verdicts));
    if (denial) return { allowed: false, rule: denial };
    const allowance = this.allowed.find(segments, (rule) => allows(rule, verdicts));
    return { allowed: allowance !== null, rule: allowance };
  }

  /** Whether some name could be allowed under some conditions. Wrongly true at most, never wrongly false. */
  holdsAny(): boolean {
    return this.allows.length > 0 && !this.denies.some(({ pattern, rule }) => pattern.text === DEEP && !rule.condition);
  }

  /**
   * Whether a deny, conditional or not, may match a name that `pattern` matches. `afford` is asked for the steps of
   * each comparison of two wild patterns; what it refuses counts as denied.
   */
  deniesSome(pattern: Pattern, afford: (steps: number) => boolean): boolean {
    if (isLiteral(pattern)) return this.denied.find(pattern.segments, () => true) !== null;
    return this.denies.some(({ pattern: denied }) => {
      if (!beginAlike(denied, pattern)) return false;
      return !afford(denied.text.length * pattern.text.length) || patternsMeet(denied, pattern);
    });
  }

  /** Whether one allow covers all that `pattern` matches, at least whenever `condition` holds. */
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
