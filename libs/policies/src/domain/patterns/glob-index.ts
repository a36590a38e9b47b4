import { matchesSegment, parseSegmentGlob, type SegmentGlob } from './segment-glob.js';
import type { Steps } from './steps.js';

interface Entry<T> {
  readonly glob: SegmentGlob;
  readonly value: T;
}

/** Maps a literal head or tail to its entries. It knows which lengths occur, so a look-up slices only those. */
class AffixMap<T> {
  private readonly entries = new Map<string, Entry<T>[]>();
  private lengths: number[] = [];

  add(affix: string, entry: Entry<T>): void {
    const present = this.entries.get(affix);
    if (present) {
      present.push(entry);
      return;
    }
    this.entries.set(affix, [entry]);
    if (!this.lengths.includes(affix.length)) this.lengths = [...this.lengths, affix.length].sort((a, b) => a - b);
  }

  /** Calls `visit` for each entry that may match, until `visit` returns a result. `cut` slices the head or the tail. */
  find<R>(segment: string, cut: (segment: string, length: number) => string, visit: (entry: Entry<T>) => R | null) {
    for (const length of this.lengths) {
      if (length > segment.length) return null;
      const found = first(this.entries.get(cut(segment, length)), visit);
      if (found !== null) return found;
    }
    return null;
  }
}

/**
 * Globs over one segment, indexed by their longer literal end. A thousand globs like `app-17*` or `*-db` cost one
 * look-up for each length that occurs, not a thousand matches.
 */
export class GlobIndex<T> {
  private readonly byText = new Map<string, T>();
  private readonly heads = new AffixMap<T>();
  private readonly tails = new AffixMap<T>();

  get size(): number {
    return this.byText.size;
  }

  /** The value of the glob `text`; `make` makes it if the glob is new. */
  at(text: string, make: () => T): T {
    const known = this.byText.get(text);
    if (known !== undefined) return known;
    const entry = { glob: parseSegmentGlob(text), value: make() };
    this.byText.set(text, entry.value);
    if (entry.glob.head.length >= entry.glob.tail.length) this.heads.add(entry.glob.head, entry);
    else this.tails.add(entry.glob.tail, entry);
    return entry.value;
  }

  /**
   * Visits the values of the globs that match `segment`, and returns the first result that is not null. Each glob that
   * is compared takes one of `steps`.
   */
  find<R>(segment: string, steps: Steps, visit: (value: T) => R | null): R | null {
    const matching = (entry: Entry<T>) => {
      steps.take();
      return matchesSegment(entry.glob, segment) ? visit(entry.value) : null;
    };
    return this.heads.find(segment, headOf, matching) ?? this.tails.find(segment, tailOf, matching);
  }
}

function headOf(segment: string, length: number): string {
  return segment.slice(0, length);
}

function tailOf(segment: string, length: number): string {
  return segment.slice(segment.length - length);
}

function first<T, R>(items: readonly T[] | undefined, visit: (item: T) => R | null): R | null {
  if (items) {
    for (const item of items) {
      const found = visit(item);
      if (found !== null) return found;
    }
  }
  return null;
}
