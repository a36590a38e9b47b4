export const API_PREFIX = 'api/v1';
/** Operators call these paths without the version of the API. */
export const UNPREFIXED: readonly string[] = ['health', 'health/ready'];

/** True if a controller's path is served under the prefix. */
export function isPrefixed(path: string): boolean {
  return !UNPREFIXED.includes(path);
}
