import { execFileSync } from 'node:child_process';
import { delimiter, dirname } from 'node:path';

/** The oldest version of Node that README promises to do. */
export const OLDEST_NODE = 20;

/**
 * The PATH of somebody who has just cloned the repository. npm puts the pinned Node of the project in front of it: without
 * that, `node` is the one of the machine.
 */
export function machinePath(): string {
  const places = (process.env.PATH ?? '').split(delimiter).filter((place) => !place.includes('node_modules'));
  try {
    execFileSync('node', ['--version'], { env: { PATH: places.join(delimiter) }, stdio: 'ignore' });
    return places.join(delimiter);
  } catch {
    return [...places, dirname(process.execPath)].join(delimiter);
  }
}

/** The major version of the machine's own Node. */
export function machineNode(): number {
  const version = execFileSync('node', ['--version'], { env: { PATH: machinePath() }, encoding: 'utf8' });
  return Number(/^v(\d+)/.exec(version)?.[1]);
}
