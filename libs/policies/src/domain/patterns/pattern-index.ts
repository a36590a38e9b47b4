import type { Condition } from '../conditions/condition.js';
import { GlobIndex } from './glob-index.js';
import { DEEP, type Pattern } from './pattern.js';

/** What is known of a pattern beside its text: the condition of its statement, and where the statement is. */
export interface Rule {
  /** Null: unconditional. */
  readonly condition: Condition | null;
  /** The policy's name. With `statement`, its index there, it is the reason of a decision. */
  readonly policy: string;
  readonly statement: number;
}

type Accept = (rule: Rule) => boolean;

/** A node of the pattern tree. Its children are grouped by the kind of the next segment. */
class Node {
  private rules: Rule[] = [];
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

  /** Keeps one rule for each condition, or only one if it is unconditional: further rules cannot change a decision. */
  add(rule: Rule): void {
    if (rule.condition === null && this.rules[0]?.condition !== null) this.rules = [rule];
    const covered = ({ condition }: Rule) => condition === null || condition.key === rule.condition?.key;
    if (!this.rules.some(covered)) this.rules.push(rule);
  }

  search(segments: readonly string[], at: number, accept: Accept, seen: Seen): Rule | null {
    const segment = segments[at];
    if (segment === undefined) return this.rules.find(accept) ?? null;
    const literal = this.literals?.get(segment)?.search(segments, at + 1, accept, seen);
    if (literal) return literal;
    // The caller may search for a pattern. Its `**` may stand for many segments, so only `**` covers it.
    const glob =
      segment === DEEP ? null : this.globs?.find(segment, (node) => node.search(segments, at + 1, accept, seen));
    return glob ?? this.deep?.searchDeep(segments, at + 1, accept, seen) ?? null;
  }

  /** Tries every number of segments that `**` may take, the shortest first. `from`: where the shortest run ends. */
  private searchDeep(segments: readonly string[], from: number, accept: Accept, seen: Seen): Rule | null {
    const rest = this.rules.find(accept);
    if (rest) return rest;
    if (!this.literals && !this.globs && !this.deep) return null;
    const end = seen.enter(this, from, segments.length);
    for (let at = from; at < end; at += 1) {
      const found = this.search(segments, at, accept, seen);
      if (found) return found;
    }
    return null;
  }
}

/**
 * Remembers the places that a search has tried in vain, so that several `**` in one pattern do not multiply the cost.
 */
class Seen {
  private earliest: Map<Node, number> | null = null;

  /** Marks `from` to `end` as tried for `node`. Returns the end (exclusive) of the part that is new. */
  enter(node: Node, from: number, end: number): number {
    this.earliest ??= new Map();
    const before = this.earliest.get(node) ?? end;
    if (from < before) this.earliest.set(node, from);
    return before;
  }
}

/** Rules by pattern, in a tree of segments. The cost of a search grows with the name's depth, not with the patterns. */
export class PatternIndex {
  private readonly root = new Node();

  add(pattern: Pattern, rule: Rule): void {
    pattern.segments.reduce((node, segment) => node.child(segment), this.root).add(rule);
  }

  /**
   * Finds a rule that `accept` takes and whose pattern matches every name that `segments` stands for. `segments` are
   * those of a name or of a pattern. For a pattern, a rule that is found is right, but a right rule may be missed.
   */
  find(segments: readonly string[], accept: Accept): Rule | null {
    return this.root.search(segments, 0, accept, new Seen());
  }
}
