export const API_PREFIX = 'api/v1';
/** Operators call these paths without the version of the API. */
export const UNPREFIXED: readonly string[] = ['health', 'health/ready'];
/** Clients of Vault put this before every path, and know no other prefix. */
const KV_PREFIX = 'v1/';

/** What Nest leaves without the prefix of the API, as patterns of its own. */
export const OUTSIDE: readonly string[] = [...UNPREFIXED, `${KV_PREFIX}*path`];

/**
 * The path under which a controller's path is served.
 *
 * @example
 * servedPath('secrets/:id'); // '/api/v1/secrets/:id'
 * servedPath('health'); // '/health'
 */
export function servedPath(path: string): string {
  return UNPREFIXED.includes(path) || path.startsWith(KV_PREFIX) ? `/${path}` : `/${API_PREFIX}/${path}`;
}

const PROBES: ReadonlySet<string | undefined> = new Set(
  [...UNPREFIXED, `${KV_PREFIX}sys/health`, `${KV_PREFIX}sys/seal-status`].map(servedPath),
);

/**
 * True for the path under which a health route is served. They answer from the process and from a shared check alone,
 * and are needed most when the server has the least room.
 */
export function isProbe(served: string | undefined): boolean {
  return PROBES.has(served);
}
