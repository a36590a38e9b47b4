import { misused } from '../failure.js';

const LEVEL = /^[A-Za-z0-9._-]+$/;
const LONGEST_PATH = 256;

/** The beginning of all paths of an import, with a slash at its end. Throws for what is no path. */
export function requirePrefix(text: string): string {
  const levels = text.replace(/\/$/, '').split('/');
  if (text.length < LONGEST_PATH && levels.every(isLevel)) return `${levels.join('/')}/`;
  throw misused('--prefix must be a path: levels of A-Z, a-z, 0-9, ".", "_" and "-", joined by "/".');
}

/**
 * The path of a secret in a file. A character that a path cannot have becomes `-`, and accents are dropped. Null: no path.
 *
 * @example
 * pathOf('team/', ['Shop/Web', 'Müller & Co']); // 'team/Shop/Web/Muller-Co'
 */
export function pathOf(prefix: string, levels: readonly string[]): string | null {
  const names = levels.flatMap((name) => name.split('/')).map(levelOf);
  const path = `${prefix}${names.join('/')}`;
  return names.every(isLevel) && path.length <= LONGEST_PATH ? path : null;
}

function levelOf(name: string): string {
  if (LEVEL.test(name)) return name;
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '');
  return plain.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^-+|-+$/g, '');
}

function isLevel(level: string): boolean {
  return LEVEL.test(level) && level !== '.' && level !== '..';
}
