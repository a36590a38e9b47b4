import { NoteError } from './note-error.js';
import { formatVkey, type NoteKey, type NoteKeyKind, parseVkey } from './note-key.js';
import type { Policy, PolicyGroup, PolicyLog, PolicyWitness } from './policy.js';
import { readDecimal } from './text.js';

const MAX_POLICY_BYTES = 100_000;
/** Of each kind of line. C2SP tlog-policy asks for at least 32. */
const MAX_LINES = 100;

const NONE = 'none';
const UTF_8 = new TextDecoder('utf-8', { fatal: true });
/** Tab and newline are the only control characters of a policy. */
const CONTROL = /(?![\t\n\u0080-\u009f])\p{Cc}/u;

interface Draft extends Policy {
  readonly logs: PolicyLog[];
  readonly witnesses: PolicyWitness[];
  readonly groups: PolicyGroup[];
}

type ReadLine = (draft: Draft, words: readonly string[]) => void;

/**
 * Reads a policy file (C2SP tlog-policy): `log <vkey> [url]`, `witness <name> <vkey> [url]`,
 * `group <name> <number, any or all> <name>...`, and exactly one `quorum <name or none>`.
 *
 * Errors: NoteError with the line's number and the reason; so for more than 100 KB or 100 lines of one kind, and for a file
 * that is not UTF-8.
 */
export function parsePolicy(file: string | Uint8Array): Policy {
  const draft: Draft = { logs: [], witnesses: [], groups: [], quorum: null };
  let quorum: string | undefined;
  for (const [at, line] of readPolicy(file).split('\n').entries()) {
    const [kind = '', ...words] = line.split(/[ \t]+/).filter((word) => word !== '');
    if (kind === '' || kind.startsWith('#')) continue;
    try {
      if (kind === 'quorum') quorum = readQuorum(draft, words, quorum);
      else lineReader(kind)(draft, words);
    } catch (error) {
      throw error instanceof NoteError ? new NoteError(`line ${at + 1} of the policy: ${error.message}`) : error;
    }
  }
  if (quorum === undefined) throw new NoteError('the policy has no line "quorum"');
  return { ...draft, quorum: quorum === NONE ? null : quorum };
}

/** The policy as a file that {@link parsePolicy} reads. NoteError if it would refuse it. */
export function formatPolicy({ logs, witnesses, groups, quorum }: Policy): string {
  const lines = [
    ...logs.map(({ key, url }) => ['log', formatVkey(key), url ?? '']),
    ...witnesses.map(({ name, key, url }) => ['witness', name, formatVkey(key), url ?? '']),
    ...groups.map(({ name, threshold, members }) => ['group', name, String(threshold), ...members]),
    ['quorum', quorum ?? NONE],
  ];
  const file = lines.map((words) => `${words.join(' ').trimEnd()}\n`).join('');
  parsePolicy(file);
  return file;
}

const LINE_READERS: Readonly<Record<string, ReadLine>> = {
  log: ({ logs }, [vkey = '', url = null, ...more]) => {
    requireNoMore(more);
    const key = readKey(vkey, 'ed25519');
    requireNew(logs, key);
    add(logs, { key, url });
  },
  witness: (draft, [name = '', vkey = '', url = null, ...more]) => {
    requireNoMore(more);
    requireFree(draft, name);
    const key = readKey(vkey, 'cosignature');
    requireNew(draft.witnesses, key);
    add(draft.witnesses, { name, key, url });
  },
  group: (draft, [name = '', count = '', ...members]) => {
    requireFree(draft, name);
    const taken = new Set(draft.groups.flatMap((group) => group.members));
    for (const member of members) {
      if (!isKnown(draft, member)) throw new NoteError('a member of the group is not defined before');
      if (taken.has(member)) throw new NoteError('a name is a member of a group twice');
      taken.add(member);
    }
    add(draft.groups, { name, threshold: readThreshold(count, members.length), members });
  },
};

function lineReader(kind: string): ReadLine {
  const read = Object.hasOwn(LINE_READERS, kind) ? LINE_READERS[kind] : undefined;
  if (!read) throw new NoteError('a line begins with log, witness, group, quorum or #');
  return read;
}

function readQuorum(draft: Draft, [name = '', ...more]: readonly string[], before: string | undefined): string {
  requireNoMore(more);
  if (before !== undefined) throw new NoteError('there is a second quorum');
  if (name !== NONE && !isKnown(draft, name)) throw new NoteError('the quorum is not defined before');
  return name;
}

function readThreshold(text: string, members: number): number {
  const threshold = new Map([
    ['any', 1],
    ['all', members],
  ]);
  const count = threshold.get(text) ?? readDecimal(text) ?? 0;
  if (count < 1 || count > members) throw new NoteError('a group needs any, all, or 1 up to the number of its members');
  return count;
}

function readKey(vkey: string, kind: NoteKeyKind): NoteKey {
  const key = parseVkey(vkey);
  if (key.kind !== kind) throw new NoteError(`the key is of another type than ${kind}`);
  return key;
}

function requireNew(known: readonly { readonly key: NoteKey }[], { name, id, publicKey }: NoteKey): void {
  if (known.some(({ key }) => key.publicKey.equals(publicKey)))
    throw new NoteError('the public key stands in an earlier line');
  if (known.some(({ key }) => key.name === name && key.id === id))
    throw new NoteError('another key of this name and id stands in an earlier line');
}

function requireFree(draft: Draft, name: string): void {
  if (name === '' || name === NONE) throw new NoteError(`a name is missing, or is ${NONE}`);
  if (isKnown(draft, name)) throw new NoteError('the name stands in an earlier line');
}

function requireNoMore(words: readonly string[]): void {
  if (words.length > 0) throw new NoteError('there are too many words');
}

function isKnown({ witnesses, groups }: Draft, name: string): boolean {
  return [...witnesses, ...groups].some((known) => known.name === name);
}

function add<Item>(list: Item[], item: Item): void {
  if (list.length === MAX_LINES) throw new NoteError(`there are more than ${MAX_LINES} lines of this kind`);
  list.push(item);
}

function readPolicy(file: string | Uint8Array): string {
  if (file.length > MAX_POLICY_BYTES) throw new NoteError(`the policy is longer than ${MAX_POLICY_BYTES} bytes`);
  const text = typeof file === 'string' ? file : decoded(file);
  if (CONTROL.test(text)) throw new NoteError('the policy contains a control character');
  return text;
}

function decoded(file: Uint8Array): string {
  try {
    return UTF_8.decode(file);
  } catch {
    throw new NoteError('the policy is not UTF-8');
  }
}
