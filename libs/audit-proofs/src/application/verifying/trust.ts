import { BundleError } from '../../domain/bundle/bundle-error.js';
import {
  type OpenedCheckpoint,
  openCheckpoint,
  type ParsedCheckpoint,
  parseCheckpoint,
} from '../../domain/notes/checkpoint.js';
import { openNote, splitNote } from '../../domain/notes/note.js';
import { NoteError } from '../../domain/notes/note-error.js';
import { type NoteKey, noteKey } from '../../domain/notes/note-key.js';
import { isWitnessed, logsAlone, type Policy, policyKeys } from '../../domain/notes/policy.js';
import { parsePolicy } from '../../domain/notes/policy-file.js';

/** The number that an accepted restore puts behind the origin of a log. */
const EPOCH = /\/[1-9]\d*$/;

/** An earlier checkpoint of the log. */
export interface EarlierCheckpoint {
  readonly checkpoint: ParsedCheckpoint;
  /** Whether a key of the policy signed it. False: none of its signatures is of such a key, so **nobody vouches for it**. */
  readonly isSigned: boolean;
}

/** Whose signatures count, by a tlog-policy. */
export class Trust {
  /** `ignoredWitnesses`: how many the file names whose signatures do not count. */
  private constructor(
    private readonly policy: Policy,
    readonly ignoredWitnesses = 0,
  ) {}

  /** The policy of an auditor. BundleError if it is no policy, or names no log. */
  static of(file: Buffer): Trust {
    const policy = read(() => parsePolicy(file), 'The policy');
    if (policy.logs.length === 0) throw new BundleError('The policy names no log.');
    return new Trust(policy);
  }

  /**
   * The keys of a policy that nobody vouches for, such as that of a bundle. Its witnesses count for nothing: who wrote it may
   * have made them up. Errors: as {@link of}.
   */
  static ofKeysAlone(file: Buffer): Trust {
    const { policy } = Trust.of(file);
    return new Trust(logsAlone(policy.logs.map(({ key }) => key)), policy.witnesses.length);
  }

  /** Opens the checkpoint of a bundle: by the keys and the quorum of the policy. NoteError. */
  open(note: Buffer): OpenedCheckpoint {
    const opened = openCheckpoint(note, policyKeys(this.policy));
    if (!isWitnessed(this.policy, opened.verified)) throw new NoteError('too few witnesses of the policy signed it');
    return opened;
  }

  /**
   * Reads an earlier checkpoint of the same log, without a quorum. A restored log goes on under its origin with a number
   * behind it, with the same keys; a policy names each key once. It may be signed by keys alone that the policy no longer
   * has, since they are retired.
   *
   * Errors: NoteError if it is no checkpoint, of another log, or a signature of a key of the policy is wrong.
   */
  readEarlier(note: Buffer): EarlierCheckpoint {
    const { text, signatures } = splitNote(note);
    const checkpoint = parseCheckpoint(text);
    const { origin } = checkpoint;
    const ownLogs = this.policy.logs.filter(({ key }) => isSameLog(key.name, origin));
    if (ownLogs.length === 0) throw new NoteError('it is of another log');
    const renamed = ownLogs.map(({ key }) => noteKey(origin, key.publicKey));
    const keys: readonly NoteKey[] = [...renamed, ...this.policy.witnesses.map(({ key }) => key)];
    const places = new Set(keys.map(placeOf));
    const isSigned = signatures.some((signature) => places.has(placeOf(signature)));
    if (isSigned) openNote(note, keys);
    return { checkpoint, isSigned };
  }
}

/** Whether both are origins of one log. Either may have the number of an epoch; the first origin may end in digits, too. */
function isSameLog(name: string, origin: string): boolean {
  const names = [name, name.replace(EPOCH, '')];
  return names.includes(origin) || names.includes(origin.replace(EPOCH, ''));
}

function placeOf({ name, id }: Pick<NoteKey, 'name' | 'id'>): string {
  return `${name}+${id}`;
}

function read<T>(parse: () => T, name: string): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof NoteError) throw new BundleError(`${name} cannot be read: ${error.message}.`);
    throw error;
  }
}
