import { isName } from '../names.js';
import {
  intersectRanges,
  mergeRanges,
  nameRange,
  type PathRange,
  prefixRange,
  subtractRanges,
} from '../patterns/path-ranges.js';
import { isLiteral, isWholeRange, literalPrefix } from '../patterns/pattern.js';
import { Steps } from '../patterns/steps.js';
import type { RequestFacts } from '../request-facts.js';
import { allows, denies, type PatternRule, type PermissionRules, type Verdicts } from './permission-rules.js';

/**
 * The names on which a caller holds a permission, for one request. Every allowed name lies in one of `ranges` (sorted,
 * without overlaps). A range may hold other names too: `allows` decides each name exactly.
 */
export interface NameScope {
  readonly ranges: readonly PathRange[];
  allows(name: string): boolean;
  /** True if the names decided so far took as many steps as one list may. End the page, and go on with the next. */
  readonly isSpent: boolean;
}

export const EMPTY_SCOPE: NameScope = { ranges: [], allows: () => false, isSpent: false };

/** The most steps of one page of a list: about 50 ms. The last name may take {@link DECISION_STEPS} more. */
export const LIST_STEPS = 1_000_000;

/** The most scopes kept for one set of roles and one permission. They never expire: they belong to one revision. */
const KEPT = 32;

/** In so few ranges a name is sought one by one. */
const FEW_RANGES = 8;

/** What the requests with equal condition results share. */
interface Compiled {
  readonly ranges: readonly PathRange[];
  /** True if every name in `ranges` is allowed: then no rule is looked for. */
  readonly isExact: boolean;
  readonly verdicts: Verdicts;
}

/** The scope of one request. It counts what its decisions cost. */
class RequestScope implements NameScope {
  private readonly steps = new Steps(LIST_STEPS);

  constructor(
    private readonly rules: PermissionRules,
    private readonly compiled: Compiled,
  ) {}

  get ranges(): readonly PathRange[] {
    return this.compiled.ranges;
  }

  get isSpent(): boolean {
    return this.steps.areSpent;
  }

  allows(name: string): boolean {
    if (!isName(name, this.rules.kind)) return false;
    if (this.compiled.isExact) return this.ranges.some((range) => isInside(range, name));
    const { allowed, steps } = this.rules.rule(name, this.compiled.verdicts);
    this.steps.afford(steps.used);
    return allowed;
  }
}

/** The names that are in both. */
export function bothScopes(one: NameScope, other: NameScope): NameScope {
  return {
    ranges: intersectRanges(one.ranges, other.ranges),
    allows: (name) => one.allows(name) && other.allows(name),
    get isSpent() {
      return one.isSpent || other.isSpent;
    },
  };
}

/** Compiles rules to scopes. It keeps the ranges for each combination of condition results. */
export class ScopeCompiler {
  private readonly kept = new Map<string, Compiled>();
  private readonly conditions;

  constructor(private readonly rules: PermissionRules) {
    const all = [...rules.allows, ...rules.denies].flatMap(({ rule }) => rule.condition ?? []);
    this.conditions = new Map(all.map((condition) => [condition.key, condition]));
  }

  scope(facts: RequestFacts): NameScope {
    const outcomes = new Map([...this.conditions].map(([key, condition]) => [key, condition.test(facts)]));
    const signature = [...outcomes.values()].join();
    const known = this.kept.get(signature);
    if (known) return new RequestScope(this.rules, known);
    const compiled = compileScope(this.rules, (condition) => outcomes.get(condition.key) ?? 'unknown');
    if (this.kept.size >= KEPT) this.kept.clear();
    this.kept.set(signature, compiled);
    return new RequestScope(this.rules, compiled);
  }
}

function compileScope(rules: PermissionRules, verdicts: Verdicts): Compiled {
  const held = rules.allows.filter(({ rule }) => allows(rule, verdicts)).map(rangeOf);
  // Only denies that cover whole ranges are cut out. `allows` checks the others: cutting them out would add many
  // ranges.
  const barred = rules.denies
    .filter(({ pattern, rule }) => isWholeRange(pattern) && denies(rule, verdicts))
    .map(rangeOf);
  const ranges = subtractRanges(mergeRanges(held), mergeRanges(barred));
  return { ranges, isExact: ranges.length <= FEW_RANGES && rangesDecide(rules, verdicts), verdicts };
}

/** Whether the ranges of the patterns say all. If not, a pattern matches a part of its range, or a deny is left out. */
function rangesDecide(rules: PermissionRules, verdicts: Verdicts): boolean {
  return (
    rules.allows.every(({ pattern }) => isWholeRange(pattern) || isLiteral(pattern)) &&
    rules.denies.every(({ pattern, rule }) => isWholeRange(pattern) || (isLiteral(pattern) && !denies(rule, verdicts)))
  );
}

function isInside({ from, to }: PathRange, name: string): boolean {
  return from <= name && (to === null || name < to);
}

function rangeOf({ pattern }: PatternRule): PathRange {
  const prefix = literalPrefix(pattern);
  return isLiteral(pattern) ? nameRange(prefix) : prefixRange(prefix);
}
