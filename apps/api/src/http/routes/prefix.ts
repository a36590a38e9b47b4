export const API_PREFIX = 'api/v1';
/** Operators call these paths without the version of the API. */
export const UNPREFIXED: readonly string[] = ['health', 'health/ready'];

/**
 * The path under which a controller's path is served.
 *
 * @example
 * servedPath('secrets/:id'); // '/api/v1/secrets/:id'
 * servedPath('health'); // '/health'
 */
export function servedPath(path: string): string {
  return UNPREFIXED.includes(path) ? `/${path}` : `/${API_PREFIX}/${path}`;
}
