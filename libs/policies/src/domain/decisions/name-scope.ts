import { isName } from '../names.js';
import { mergeRanges, nameRange, type PathRange, prefixRange, subtractRanges } from '../patterns/path-ranges.js';
import { isLiteral, isWholeRange, literalPrefix } from '../patterns/pattern.js';
import type { RequestFacts } from '../request-facts.js';
import { allows, denies, type PatternRule, type PermissionRules, type Verdicts } from './permission-rules.js';

/**
 * The names on which a caller holds a permission, for one request. Every allowed name lies in one of `ranges` (sorted,
 * without overlaps). A range may hold other names too: `allows` decides each name exactly.
 */
export interface NameScope {
  readonly ranges: readonly PathRange[];
  allows(name: string): boolean;
}

export const EMPTY_SCOPE: NameScope = { ranges: [], allows: () => false };

/** The most scopes kept for one set of roles and one permission. They never expire: they belong to one revision. */
const KEPT = 32;

/** Compiles rules to scopes. It keeps one scope for each combination of condition results. */
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
  // Only denies that cover whole ranges are cut out. `allows` checks the others: cutting them out would add many
  // ranges.
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
