import { readFileSync, statSync } from 'node:fs';
import { BundleError, type BundleReport, verifyFile } from '#audit-proofs/offline';
import { CommandFailed, misused, type Terminal } from '#command';
import { fileFailure } from '#kernel';
import { problemLines, reportJson, reportLines } from './verify-words.js';

export interface VerifyFiles {
  readonly bundle: string;
  readonly since?: string;
  readonly policy?: string;
  readonly json: boolean;
}

/** More than any checkpoint or policy has. */
const MOST_BYTES = 1_000_000;

/** The exit code if nothing is wrong in a bundle, but only by the keys that it brings itself. */
const UNVERIFIED = 3;
const GIVE_KEYS = 'Give --policy with keys that you got in another way.';

/**
 * Verifies a bundle of the audit without a server, a configuration or a network. CommandFailed if something is wrong in
 * it, with the exit code of wrong usage if it could not be read, and with 3 if no policy was given.
 */
export async function verifyAudit({ bundle, since, policy, json }: VerifyFiles, terminal: Terminal): Promise<void> {
  const report = await readable(() =>
    verifyFile(bundle, { since: fileOf('--since', since), policy: fileOf('--policy', policy) }),
  );
  if (json) terminal.tell(reportJson(report));
  else for (const line of reportLines(report)) terminal.tell(line);
  if (report.verified) return;
  if (report.consistent) throw new CommandFailed(json ? [] : [GIVE_KEYS], UNVERIFIED);
  throw new CommandFailed(json ? [] : problemLines(report));
}

function fileOf(option: string, path: string | undefined): Buffer | undefined {
  if (path === undefined) return undefined;
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile()) throw new BundleError(`${option} names no file.`);
  if (stat.size > MOST_BYTES) throw new BundleError(`${option} names a file that is longer than 1 MB.`);
  return readFileSync(path);
}

async function readable(verify: () => Promise<BundleReport>): Promise<BundleReport> {
  try {
    return await verify();
  } catch (error) {
    const line = error instanceof BundleError ? error.message : fileFailure(error);
    throw line === null ? error : misused(line);
  }
}
