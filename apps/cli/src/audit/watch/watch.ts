import { readFileSync, statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { logsAlone, NoteError, type Policy, parsePolicy, parseVkey } from '#audit-proofs/offline';
import { CommandFailed, credentialOf, misused, ownEnvironment, serverUrl, type Terminal } from '#command';
import { SystemClock } from '#kernel';
import { AuditWatch } from './audit-watch.js';
import { CheckpointMemory } from './checkpoint-memory.js';
import { ServedLog } from './served-log.js';
import { type Pause, watchOn } from './watch-on.js';

const LARGEST_POLICY = 100_000;

export interface WatchOptions {
  readonly url: string;
  readonly state: string;
  /** vkeys of the log. Default: there is a policy. */
  readonly key?: readonly string[];
  /** The path of a trust policy. */
  readonly policy?: string;
  /** Whole seconds between two looks, 1 to 86,400. */
  readonly every: string;
  readonly once: boolean;
}

const wait: Pause = async (milliseconds) => void (await pause(milliseconds));

/**
 * Watches that the audit of a server only grows, until it is ended or does not. CommandFailed then, and for wrong options.
 */
export async function watchAudit(options: WatchOptions, terminal: Terminal): Promise<void> {
  const environment = ownEnvironment();
  const url = serverUrl(options.url, 'The URL', environment);
  const policy = policyOf(options);
  const every = secondsOf(options.every);
  const log = new ServedLog(url, tokenNow, new SystemClock());
  const memory = new CheckpointMemory(options.state);
  const watch = new AuditWatch(log, memory, policy);
  await watchOn({ watch, memory, terminal, wait, everyMs: options.once ? null : every * 1_000 });
}

async function tokenNow(): Promise<string> {
  const credential = await credentialOf(ownEnvironment());
  if (credential?.kind !== 'token')
    throw new CommandFailed(['COFFER_TOKEN_FILE is missing: name a file with an API key that may read the audit.']);
  return credential.token;
}

function policyOf({ key = [], policy }: Pick<WatchOptions, 'key' | 'policy'>): Policy {
  if ((key.length === 0) === (policy === undefined))
    throw misused('Give --policy, or --key once for each key of the log.');
  try {
    if (policy !== undefined) return parsePolicy(policyFile(policy));
    return logsAlone(key.map(parseVkey));
  } catch (error) {
    if (error instanceof NoteError) throw misused(`${policy ? '--policy' : '--key'}: ${error.message}.`);
    throw error;
  }
}

function policyFile(path: string): Buffer {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile() || stat.size > LARGEST_POLICY)
    throw misused(`--policy must name a file of at most ${LARGEST_POLICY} bytes.`);
  return readFileSync(path);
}

function secondsOf(text: string): number {
  const seconds = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 0;
  if (seconds < 1 || seconds > 86_400) throw misused('--every must be a number of seconds from 1 to 86400.');
  return seconds;
}
