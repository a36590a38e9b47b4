import { BundleError } from '../../domain/bundle/bundle-error.js';
import { type OpenedCheckpoint, openCheckpoint, parseCheckpoint } from '../../domain/notes/checkpoint.js';
import { splitNote } from '../../domain/notes/note.js';
import { NoteError } from '../../domain/notes/note-error.js';
import { type NoteKey, noteKey } from '../../domain/notes/note-key.js';
import { isWitnessed, type Policy, policyKeys } from '../../domain/notes/policy.js';
import { parsePolicy } from '../../domain/notes/policy-file.js';

/** The number that an accepted restore puts behind the origin of a log. */
const EPOCH = /\/[1-9]\d*$/;

/** Whose signatures count, by a tlog-policy. */
export class Trust {
  private constructor(private readonly policy: Policy) {}

  /** BundleError if it is no policy, or names no log. */
  static of(file: Buffer): Trust {
    const policy = read(() => parsePolicy(file), 'The policy');
    if (policy.logs.length === 0) throw new BundleError('The policy names no log.');
    return new Trust(policy);
  }

  /** Opens the checkpoint of a bundle: by the keys and the quorum of the policy. NoteError. */
  open(note: Buffer): OpenedCheckpoint {
    const opened = openCheckpoint(note, policyKeys(this.policy));
    if (!isWitnessed(this.policy, opened.verified)) throw new NoteError('too few witnesses of the policy signed it');
    return opened;
  }

  /**
   * Opens an earlier checkpoint of the same log, without a quorum. A restored log goes on under its origin with a number
   * behind it, with the same keys; a policy names each key once. NoteError.
   */
  openEarlier(note: Buffer): OpenedCheckpoint {
    const { origin } = parseCheckpoint(splitNote(note).text);
    const logs = this.policy.logs.map(({ key }) => key);
    const ownLogs = logs.filter(({ name }) => name.replace(EPOCH, '') === origin.replace(EPOCH, ''));
    const renamed = ownLogs.filter(({ name }) => name !== origin).map(({ publicKey }) => noteKey(origin, publicKey));
    return openCheckpoint(note, [...policyKeys(this.policy), ...renamed] satisfies NoteKey[]);
  }
}

function read<T>(parse: () => T, name: string): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof NoteError) throw new BundleError(`${name} cannot be read: ${error.message}.`);
    throw error;
  }
}
