/** What `-`, `.` and `/` of a path become in the name of a variable. */
const JOINED = /[./-]/g;

/**
 * The paths right below `prefix` with which an environment cannot be made of it: one gives a name that begins with a digit,
 * or several give one name.
 *
 * @example
 * notVariables('app/', ['app/1X', 'app/A-B', 'app/A_B', 'app/C']); // ['app/1X', 'app/A-B', 'app/A_B']
 */
export function notVariables(prefix: string, paths: readonly string[]): string[] {
  const variableOf = (path: string) => path.slice(prefix.length).toUpperCase().replace(JOINED, '_');
  const count = new Map<string, number>();
  for (const path of paths) count.set(variableOf(path), (count.get(variableOf(path)) ?? 0) + 1);
  return paths.filter((path) => /^\d/.test(variableOf(path)) || (count.get(variableOf(path)) ?? 0) > 1);
}
