import { closeName } from '#kernel';
import { API_PREFIX } from './prefix.js';

const NO_ROUTE = 'No route has this path.';
const NO_METHOD = 'No route has this method.';
const DOCS = 'docs';
/** At the end of a path: any number of parts, at least one. */
const REST = '*';
const PREFIX = API_PREFIX.split('/');
/** The most parts of a path that are looked at: more than any route has. */
const MOST_PARTS = 12;

/**
 * What to tell somebody whose path no route has. It shows paths of ours, and nothing of theirs.
 *
 * `known`: the paths that are served, such as `/api/v1/secrets/:id`.
 */
export class NearPaths {
  private readonly known: readonly (readonly string[])[];

  constructor(known: readonly string[]) {
    // A literal part says more than a parameter.
    this.known = [...new Set(known)].map(partsOf).sort((a, b) => parametersOf(a) - parametersOf(b));
  }

  /** One or two sentences about `path`, which may have a query. */
  words(path: string): string {
    const [bare = ''] = path.split('?', 1);
    const parts = partsOf(bare).slice(0, MOST_PARTS);
    if (`/${parts.join('/')}` === bare && this.known.some((ours) => matches(parts, ours, isSame))) return NO_METHOD;
    const meant = this.meantBy(parts);
    return `${NO_ROUTE} ${meant ? `Did you mean ${shown(meant)}?` : this.about(parts)}`;
  }

  /** The path without slips: without the prefix, with an empty part, in upper case, or spelt wrong. */
  private meantBy(parts: readonly string[]): readonly string[] | undefined {
    const readings = [parts, [...PREFIX, ...parts], [...PREFIX, ...parts.slice(1)], [...PREFIX, ...parts.slice(2)]];
    for (const isLike of [isSame, isClose]) {
      for (const reading of readings) {
        const found = this.known.find((ours) => matches(reading, ours, isLike));
        if (found) return found;
      }
    }
    return undefined;
  }

  private about(parts: readonly string[]): string {
    if (!isOfApi(parts)) {
      const isDescribed = this.known.some((ours) => ours.length === 1 && ours[0] === DOCS);
      return `The API is below /${API_PREFIX}${isDescribed ? `, its description at /${DOCS}` : ''}.`;
    }
    const collection = parts[PREFIX.length] ?? '';
    const below = this.known.filter((ours) => ours[PREFIX.length] === collection && isOfApi(ours));
    if (below.length === 0) return `Below /${API_PREFIX} there are: ${this.collections().join(', ')}.`;
    const root = [...PREFIX, collection];
    const byPath = below.find((ours) => ours.at(-1) === 'by-path');
    const way = byPath ? `To look one up by its path, use ${shown(byPath)}?path=. ` : '';
    const rest = below.map((ours) => shown(ours.slice(root.length))).filter((one) => one !== '/');
    return rest.length === 0
      ? `Below ${shown(root)} there is nothing.`
      : `${way}Below ${shown(root)} there are: ${rest.sort().join(', ')}.`;
  }

  private collections(): string[] {
    const names = this.known.filter(isOfApi).map((ours) => ours[PREFIX.length] ?? '');
    return [...new Set(names)].sort();
  }
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

function parametersOf(parts: readonly string[]): number {
  return parts.filter((part) => part === REST || part.startsWith(':')).length;
}

function isOfApi(parts: readonly string[]): boolean {
  return PREFIX.every((part, at) => parts[at] === part);
}

function isSame(one: string, ours: string): boolean {
  return one === ours;
}

function isClose(one: string, ours: string): boolean {
  return closeName(one, [ours]) !== undefined;
}

function matches(
  parts: readonly string[],
  ours: readonly string[],
  isLike: (one: string, ours: string) => boolean,
): boolean {
  const isLong = ours.at(-1) === REST ? parts.length >= ours.length : parts.length === ours.length;
  return isLong && ours.every((part, at) => part === REST || part.startsWith(':') || isLike(parts[at] ?? '', part));
}

function shown(parts: readonly string[]): string {
  return `/${parts.map((part) => part.replace(/^:(\w+)$/, '{$1}').replace(REST, '{path}')).join('/')}`;
}
