import { canonicalId, isId } from '#kernel';
import { API_PREFIX } from './prefix.js';

/** The parameter of a path that IdParam declares. */
const ID = '/:id';

/**
 * What a 404 adds if the path has another text where `route` takes an id. It depends on the form of the text alone: it does
 * not tell whether a name exists. Empty: the text is an id, or the route takes none.
 *
 * `route`: the path as it is served, such as `/api/v1/secrets/:id/reveal`. `has`: whether a path takes GET.
 */
export function idWords(route: string | undefined, params: unknown, has: (path: string) => boolean): string {
  const { id } = (params ?? {}) as { id?: unknown };
  const at = route?.indexOf(ID) ?? -1;
  if (route === undefined || at < 0 || typeof id !== 'string' || isId(canonicalId(id))) return '';
  const collection = route.slice(0, at);
  const ofKind = `/${API_PREFIX}/${collection.split('/').at(-1)}`;
  const way = [`${collection}/by-path?path=`, collection, ofKind].find((path) => has(path.split('?', 1)[0] ?? ''));
  return ` In this path, {id} is a UUID and no name${way ? `: GET ${way} shows it` : ''}.`;
}
