export const API_PREFIX = 'api/v1';
/** What operators ask without knowing the API's version. */
export const UNPREFIXED: readonly string[] = ['health', 'health/ready'];

/** Whether a controller's path stands under the prefix. */
export function isPrefixed(path: string): boolean {
  return !UNPREFIXED.includes(path);
}
