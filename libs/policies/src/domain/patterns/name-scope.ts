import type { RequestFacts } from '../decisions/decision.js';
import {
  allows,
  denies,
  type PatternRule,
  type PermissionRules,
  type Verdicts,
} from '../decisions/permission-rules.js';
import { isName } from '../names.js';
import { mergeRanges, nameRange, type PathRange, prefixRange, subtractRanges } from './path-ranges.js';
import { isLiteral, isWholeRange, literalPrefix } from './pattern.js';

/**
 * The names that a permission is held on, for one request: every allowed name lies in one of `ranges` (sorted, apart
 * from each other), and inside them `allows` decides exactly.
 */
export interface NameScope {
  readonly ranges: readonly PathRange[];
  allows(name: string): boolean;
}

export const EMPTY_SCOPE: NameScope = { ranges: [], allows: () => false };

/** Scopes kept for one set of roles and one permission: one for each way in which the conditions have come out. */
const KEPT = 32;

/** Compiles rules to scopes, once for each way in which their conditions come out. */
export class ScopeCompiler {
  private readonly kept = new Map<string, NameScope>();
  private readonly conditions;

  constructor(private readonly rules: PermissionRules) {
    const all = [...rules.allows, ...rules.denies].flatMap(({ rule }) => rule.condition ?? []);
    this.conditions = new Map(all.map((condition) => [condition.key, condition]));
  }

  scope(facts: RequestFacts): NameScope {
    const outcomes = new Map([...this.conditions].map(([key, condition]) => [key, condition.test(facts)]));
    const signature = [...outcomes.values()].join();
    const known = this.kept.get(signature);
    if (known) return known;
    const scope = compileScope(this.rules, (condition) => outcomes.get(condition.key) ?? 'unknown');
    if (this.kept.size >= KEPT) this.kept.clear();
    this.kept.set(signature, scope);
    return scope;
  }
}

function compileScope(rules: PermissionRules, verdicts: Verdicts): NameScope {
  const held = rules.allows.filter(({ rule }) => allows(rule, verdicts)).map(rangeOf);
  // A deny that is less than a whole range is left to `allows`: cutting it out would only make more ranges.
  const barred = rules.denies
    .filter(({ pattern, rule }) => isWholeRange(pattern) && denies(rule, verdicts))
    .map(rangeOf);
  return {
    ranges: subtractRanges(mergeRanges(held), mergeRanges(barred)),
    allows: (name) => isName(name) && rules.rule(name, verdicts).allowed,
  };
}

function rangeOf({ pattern }: PatternRule): PathRange {
  const prefix = literalPrefix(pattern);
  return isLiteral(pattern) ? nameRange(prefix) : prefixRange(prefix);
}
