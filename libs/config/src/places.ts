import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Environment } from './environment.js';

/** The variables that name a file which must be there. */
const FILES = [
  ...(['TLS_CERT_FILE', 'TLS_KEY_FILE', 'SMTP_CA_FILE', 'MONGODB_CA_FILE', 'VAULT_CA_FILE'] as const),
  'BREACH_LIST_FILE',
  'AUDIT_CA_FILE',
  'AUDIT_WITNESS_POLICY',
  'WITNESS_LOGS',
] as const;
const FOLDERS = ['DATA_DIR', 'KEYRING_DIR'] as const;

/** What an error of the file system means for a file or folder that is there, or must be. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'names a file that is not there',
  ENOTDIR: 'goes through a file: a part of its path is no folder',
  EACCES: 'cannot be used by the account of the server',
  EPERM: 'cannot be used by the account of the server',
  EROFS: 'is on a file system that is read-only',
  ELOOP: 'is a symbolic link that leads to itself',
  ENAMETOOLONG: 'is too long for a path',
};

/** The files and folders that cannot be used, one line each, by their variables. Makes and opens nothing. */
export function placeProblems(env: Environment): string[] {
  const files = FILES.flatMap((name) => {
    const path = env[name];
    const problem = path === undefined ? null : fileProblem(path);
    return problem ? [`${name} ${problem}`] : [];
  });
  if (env.MONGODB_URL && env.VAULT_ADDR) return files;
  const folders = FOLDERS.flatMap((name) => {
    const problem = folderProblem(resolve(env[name]));
    return problem ? [`${name} ${problem}`] : [];
  });
  return [...files, ...folders];
}

function fileProblem(path: string): string | null {
  return failed(() => {
    if (statSync(path).isDirectory()) return 'is a folder, not a file';
    accessSync(path, constants.R_OK);
    return null;
  });
}

/** A folder that is missing will be made: then the nearest one above it is looked at. */
function folderProblem(path: string): string | null {
  return failed(() => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) return parentProblem(dirname(path));
    if (!found.isDirectory()) return 'is a file, not a folder';
    accessSync(path, constants.R_OK | constants.X_OK);
    return null;
  });
}

function parentProblem(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return dirname(path) === path ? null : parentProblem(dirname(path));
  if (!found.isDirectory()) return REASONS.ENOTDIR ?? null;
  const problem = failed(() => {
    accessSync(path, constants.W_OK | constants.X_OK);
    return null;
  });
  return problem && `cannot be made: the folder above it ${problem}`;
}

function failed(look: () => string | null): string | null {
  try {
    return look();
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    return `${REASONS[code] ?? 'cannot be used'} (${code})`;
  }
}
