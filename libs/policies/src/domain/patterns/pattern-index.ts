import type { Condition } from '../conditions/condition.js';
import { GlobIndex } from './glob-index.js';
import { DEEP, type Pattern } from './pattern.js';

/** What a statement says about one pattern. */
export interface Rule {
  /** Null: unconditional. */
  readonly condition: Condition | null;
  /** For the reason of a decision. */
  readonly policy: string;
  readonly statement: number;
}

type Accept = (rule: Rule) => boolean;

/** A place in the tree of patterns: what follows it, by the kind of the next segment. */
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

  /** One rule for each condition, and one alone once it is unconditional: more could not change a decision. */
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
    // In a pattern asked about, `**` may stand for many segments: nothing but `**` covers it.
    const glob =
      segment === DEEP ? null : this.globs?.find(segment, (node) => node.search(segments, at + 1, accept, seen));
    return glob ?? this.deep?.searchDeep(segments, at + 1, accept, seen) ?? null;
  }

  /** Goes on behind every run that `**` may have taken, from the shortest, `from` being where that one ends. */
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

/** Where a search has been in vain: keeps several `**` in one pattern from multiplying. */
class Seen {
  private earliest: Map<Node, number> | null = null;

  /** The end (exclusive) of the places that are new when `node` is searched from `from` to `end`. */
  enter(node: Node, from: number, end: number): number {
    this.earliest ??= new Map();
    const before = this.earliest.get(node) ?? end;
    if (from < before) this.earliest.set(node, from);
    return before;
  }
}

/** Rules by pattern: a tree over segments, so that a search costs the name's depth and not the number of patterns. */
export class PatternIndex {
  private readonly root = new Node();

  add(pattern: Pattern, rule: Rule): void {
    pattern.segments.reduce((node, segment) => node.child(segment), this.root).add(rule);
  }

  /**
   * An accepted rule whose pattern matches every name that `segments` stands for: the segments of a name, or those of
   * a pattern (then the answer may miss, but is never wrong).
   */
  find(segments: readonly string[], accept: Accept): Rule | null {
    return this.root.search(segments, 0, accept, new Seen());
  }
}
