import { parseVkey } from '../../domain/notes/note-key.js';
import { logsAlone, type Policy } from '../../domain/notes/policy.js';
import { formatPolicy } from '../../domain/notes/policy-file.js';
import type { LogKey } from '../../ports/checkpoint.store.js';

/** The witnesses of the log, and how many of them a verifier asks for. */
export type Witnesses = Omit<Policy, 'logs'>;

export const NO_WITNESSES: Witnesses = logsAlone([]);

/** A policy file with the keys that sign now (C2SP tlog-policy). A retired key may be one that somebody stole. */
export function policyFile(keys: readonly LogKey[], witnesses: Witnesses): string {
  const signing = keys.filter(({ state }) => state !== 'retired');
  return formatPolicy({ ...witnesses, logs: logsAlone(signing.map(({ vkey }) => parseVkey(vkey))).logs });
}
