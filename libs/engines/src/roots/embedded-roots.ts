import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RootsConfig } from '#config';
import { createDurably, makePrivateFolder, presentAndPrivate, type Roots, StartError, syncFolder } from '#kernel';
import { givenRoots } from './given-roots.js';

const ROOTS_FILE = 'roots.json';
const ROOT_BYTES = 32;

/** Creates `directory` for this account only (0700). StartError: see {@link presentAndPrivate}. */
export function privateDirectory(variable: string, directory: string): void {
  if (!presentAndPrivate(variable, directory, 'folder')) makePrivateFolder(directory);
}

/** Whether the roots exist in this folder. Without them, nobody can log in to the store's accounts any more. */
export function rootsExist(dir: string): boolean {
  return existsSync(join(dir, ROOTS_FILE));
}

/**
 * The roots of trust of the embedded store. Roots that the environment does not give are random, made once, and kept
 * (0600) in the folder of the keys: who has a copy of the data alone cannot sign tokens.
 *
 * Roots that an older Coffer kept in `older`, beside the data, are used there until the keyring has proved to be that of
 * the store. Before that, `dir` may be the folder of another store, or one whose volume is not mounted.
 */
export function embeddedRoots(dir: string, given: RootsConfig, older: string = dir): Roots {
  const isOlder = older !== dir && rootsExist(older);
  if (isOlder && rootsExist(dir)) requireSame(older, dir);
  const path = join(isOlder ? older : dir, ROOTS_FILE);
  if (!existsSync(path)) {
    const fresh = () => randomBytes(ROOT_BYTES).toString('base64url');
    // If two servers start at once, one creates the file and both read it. Otherwise one would run on lost roots.
    createDurably(path, `${JSON.stringify({ jwt_secret: fresh(), pepper: fresh() })}\n`);
  }
  const made = readRoots(path);
  return givenRoots(
    { ...given, jwtSecret: given.jwtSecret ?? made.jwt_secret, pepper: given.pepper ?? made.pepper },
    () => void (isOlder && moveRoots(older, dir)),
  );
}

/**
 * Moves roots that an older Coffer kept beside the data to the folder of the keys: written, synced and read back there
 * before they are removed here. Continues what an interrupted move left. Returns whether something was moved.
 */
export function moveRoots(from: string, to: string): boolean {
  const [old, path] = [join(from, ROOTS_FILE), join(to, ROOTS_FILE)];
  if (!existsSync(old)) return false;
  readRoots(old);
  const contents = readFileSync(old);
  createDurably(path, contents);
  requireSame(from, to);
  rmSync(old, { force: true });
  syncFolder(from);
  return true;
}

function requireSame(older: string, dir: string): void {
  if (readFileSync(join(older, ROOTS_FILE)).equals(readFileSync(join(dir, ROOTS_FILE)))) return;
  throw new StartError(
    `${ROOTS_FILE} is in DATA_DIR and another one in KEYRING_DIR. The one in DATA_DIR is that of the store in it: ` +
      'move the other one away, and keep it until people can log in',
  );
}

function readRoots(path: string): { jwt_secret: string; pepper: string } {
  try {
    const roots: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isRoots(roots)) return roots;
  } catch {
    // Reported below, in one line and without the contents of the file.
  }
  throw new StartError(`${ROOTS_FILE} cannot be read: restore it from a backup`);
}

function isRoots(value: unknown): value is { jwt_secret: string; pepper: string } {
  const roots = value as { jwt_secret?: unknown; pepper?: unknown } | null;
  const long = (text: unknown) => typeof text === 'string' && text.length >= ROOT_BYTES;
  return long(roots?.jwt_secret) && long(roots?.pepper);
}
