import { NoteError } from '../notes/note-error.js';
import { type NoteKey, parseVkey } from '../notes/note-key.js';
import { isWitnessed, type Policy } from '../notes/policy.js';
import { parsePolicy } from '../notes/policy-file.js';
import { readText } from '../notes/text.js';

const MAX_FILE_BYTES = 100_000;
/** The store keeps a row for each. */
const MAX_LOGS = 100;
const MAX_ORIGIN = 512;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Reads the file of a log's own witnesses: a trust policy with a quorum that the witnesses with a URL can meet. NoteError with
 * the line or the reason.
 */
export function readWitnessPolicy(file: Uint8Array): Policy {
  const policy = parsePolicy(file);
  if (policy.quorum === null) throw new NoteError('the policy has the quorum none, so no witness counts');
  for (const { name, url } of policy.witnesses)
    if (url !== null && !isPrefix(url))
      throw new NoteError(`the URL of the witness ${name} is not https, or has a query`);
  const reachable = policy.witnesses.filter(({ url }) => url !== null);
  if (
    !isWitnessed(
      policy,
      reachable.map(({ key }) => ({ key, line: '', time: null })),
    )
  )
    throw new NoteError('the witnesses that have a URL are no quorum');
  return policy;
}

/** Reads the keys of the logs that this server is a witness of: one vkey a line. NoteError with the line and the reason. */
export function readWitnessLogs(file: Uint8Array): readonly NoteKey[] {
  const keys: NoteKey[] = [];
  for (const [at, line] of readText('the file', file, MAX_FILE_BYTES).split('\n').entries()) {
    const text = line.trim();
    if (text === '' || text.startsWith('#')) continue;
    try {
      keys.push(logKey(text, keys));
    } catch (error) {
      throw error instanceof NoteError ? new NoteError(`line ${at + 1}: ${error.message}`) : error;
    }
  }
  if (keys.length === 0) throw new NoteError('the file has no key of a log');
  return keys;
}

function logKey(text: string, before: readonly NoteKey[]): NoteKey {
  const key = parseVkey(text);
  if (key.kind !== 'ed25519') throw new NoteError('the key is that of a witness, not of a log');
  if (key.name.length > MAX_ORIGIN) throw new NoteError(`the origin has more than ${MAX_ORIGIN} characters`);
  if (before.some(({ publicKey }) => publicKey.equals(key.publicKey)))
    throw new NoteError('the public key stands in an earlier line');
  if (before.some(({ name, id }) => name === key.name && id === key.id))
    throw new NoteError('another key of this name and id stands in an earlier line');
  if (before.length === MAX_LOGS) throw new NoteError(`there are more than ${MAX_LOGS} keys`);
  return key;
}

function isPrefix(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || /[?#]/.test(text) || url.username + url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
}
