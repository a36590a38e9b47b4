import type { Condition } from '../conditions/condition.js';
import { GlobIndex } from './glob-index.js';
import { DEEP, type Pattern } from './pattern.js';
import type { Steps } from './steps.js';

/** What is known of a pattern beside its text: what its statement does under which condition, and where it is. */
export interface Rule {
  readonly effect: 'allow' | 'deny';
  /** Null: unconditional. */
  readonly condition: Condition | null;
  /** The policy's name. With `statement`, its index there, it is the reason of a decision. */
  readonly policy: string;
  readonly statement: number;
}

type Accept = (rule: Rule) => boolean;

/** The rules of one node: one for each condition, or only one if it is unconditional. Others cannot change a decision. */
class NodeRules {
  private unconditional: Rule | null = null;
  private readonly byCondition = new Map<string, Rule>();

  add(rule: Rule): void {
    if (this.unconditional) return;
    if (rule.condition === null) {
      this.unconditional = rule;
      this.byCondition.clear();
    } else if (!this.byCondition.has(rule.condition.key)) {
      this.byCondition.set(rule.condition.key, rule);
    }
  }

  find(accept: Accept, steps: Steps): Rule | null {
    if (this.unconditional) return accept(this.unconditional) ? this.unconditional : null;
    for (const rule of this.byCondition.values()) {
      steps.take();
      if (accept(rule)) return rule;
    }
    return null;
  }
}

/** A node of the pattern tree. Its children are grouped by the kind of the next segment. */
class Node {
  readonly rules = new NodeRules();
  private literals: Map<string, Node> | null = null;
  private globs: GlobIndex<Node> | null = null;
  private deep: Node | null = null;

  child(segment: string): Node {
    if (segment === DEEP) {
      this.deep ??= new Node();
      return this.deep;
    }
    if (segment.includes('*')) {
      this.globs ??= new GlobIndex();
      return this.globs.at(segment, () => new Node());
    }
    this.literals ??= new Map();
    const known = this.literals.get(segment) ?? new Node();
    this.literals.set(segment, known);
    return known;
  }

  search(search: Search, at: number): Rule | null {
    const { segments, accept, steps } = search;
    steps.take();
    const segment = segments[at];
    if (segment === undefined) return this.rules.find(accept, steps);
    const literal = this.literals?.get(segment)?.search(search, at + 1);
    if (literal) return literal;
    // The caller may search for a pattern. Its `**` may stand for many segments, so only `**` covers it.
    const glob = segment === DEEP ? null : this.globs?.find(segment, steps, (node) => node.search(search, at + 1));
    return glob ?? this.deep?.searchDeep(search, at + 1) ?? null;
  }

  /** Tries every number of segments that `**` may take, the shortest first. `from`: where the shortest run ends. */
  private searchDeep(search: Search, from: number): Rule | null {
    const rest = this.rules.find(search.accept, search.steps);
    if (rest) return rest;
    if (!this.literals && !this.globs && !this.deep) return null;
    const end = search.enter(this, from);
    for (let at = from; at < end; at += 1) {
      const found = this.search(search, at);
      if (found) return found;
    }
    return null;
  }
}

/** One search for a name or a pattern. */
class Search {
  /** The places that were tried in vain, so that several `**` in one pattern do not multiply the cost. */
  private earliest: Map<Node, number> | null = null;

  constructor(
    readonly segments: readonly string[],
    readonly accept: Accept,
    readonly steps: Steps,
  ) {}

  /** Marks the places from `from` as tried for `node`. Returns the end (exclusive) of the part that is new. */
  enter(node: Node, from: number): number {
    this.earliest ??= new Map();
    const before = this.earliest.get(node) ?? this.segments.length;
    if (from < before) this.earliest.set(node, from);
    return before;
  }
}

/** Rules by pattern, in a tree of segments. The cost of a search grows with the name's depth, not with the patterns. */
export class PatternIndex {
  private readonly root = new Node();

  add(pattern: Pattern, rule: Rule): void {
    pattern.segments.reduce((node, segment) => node.child(segment), this.root).rules.add(rule);
  }

  /**
   * Finds a rule that `accept` takes and whose pattern matches every name that `segments` stands for. `segments` are
   * those of a name or of a pattern. For a pattern, a rule that is found is right, but a right rule may be missed.
   * Throws OutOfSteps if the search takes more than `steps`.
   */
  find(segments: readonly string[], accept: Accept, steps: Steps): Rule | null {
    return this.root.search(new Search(segments, accept, steps), 0);
  }
}
