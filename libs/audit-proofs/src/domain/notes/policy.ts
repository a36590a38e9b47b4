import { type OpenedCheckpoint, openCheckpoint } from './checkpoint.js';
import type { VerifiedSignature } from './note.js';
import { NoteError } from './note-error.js';
import type { NoteKey } from './note-key.js';

export interface PolicyLog {
  readonly key: NoteKey;
  /** What the file says; its meaning is up to who uses it. Null: none. */
  readonly url: string | null;
}

export interface PolicyWitness {
  /** Only for groups and the quorum of this policy. */
  readonly name: string;
  readonly key: NoteKey;
  readonly url: string | null;
}

/** Counts as a witness when at least `threshold` of its members do. */
export interface PolicyGroup {
  readonly name: string;
  readonly threshold: number;
  /** Names of witnesses, and of groups before this one. */
  readonly members: readonly string[];
}

/** Whom a verifier trusts: a checkpoint is valid if one of the logs signed it and the quorum witnessed it (C2SP tlog-policy). */
export interface Policy {
  readonly logs: readonly PolicyLog[];
  readonly witnesses: readonly PolicyWitness[];
  readonly groups: readonly PolicyGroup[];
  /** The name of a witness or group. Null: no witness is needed. */
  readonly quorum: string | null;
}

/** Trusts these logs, and asks for no witness. */
export function logsAlone(keys: readonly NoteKey[]): Policy {
  return { logs: keys.map((key) => ({ key, url: null })), witnesses: [], groups: [], quorum: null };
}

export interface OpenedByPolicy extends OpenedCheckpoint {
  /** The witnesses of the policy that signed it. */
  readonly witnesses: readonly PolicyWitness[];
}

/** The keys of all logs and witnesses. */
export function policyKeys({ logs, witnesses }: Policy): NoteKey[] {
  return [...logs, ...witnesses].map(({ key }) => key);
}

/** The witnesses whose signatures were verified. */
export function witnessesOf(policy: Policy, verified: readonly VerifiedSignature[]): PolicyWitness[] {
  return policy.witnesses.filter(({ key }) => verified.some((signature) => isSame(signature.key, key)));
}

/** Whether the witnesses whose signatures were verified are a quorum. */
export function isWitnessed(policy: Policy, verified: readonly VerifiedSignature[]): boolean {
  const counted = new Set(witnessesOf(policy, verified).map(({ name }) => name));
  for (const { name, threshold, members } of policy.groups)
    if (members.filter((member) => counted.has(member)).length >= threshold) counted.add(name);
  return policy.quorum === null || counted.has(policy.quorum);
}

/**
 * Opens a signed checkpoint that satisfies the policy. Errors: NoteError with the reason; so if the policy names no log.
 */
export function openByPolicy(policy: Policy, note: string | Uint8Array): OpenedByPolicy {
  const opened = openCheckpoint(note, policyKeys(policy));
  if (!isWitnessed(policy, opened.verified))
    throw new NoteError('too few witnesses of the policy signed the checkpoint');
  return { ...opened, witnesses: witnessesOf(policy, opened.verified) };
}

/** Whether the note is a checkpoint that satisfies the policy. */
export function satisfies(policy: Policy, note: string | Uint8Array): boolean {
  try {
    openByPolicy(policy, note);
    return true;
  } catch (error) {
    if (error instanceof NoteError) return false;
    throw error;
  }
}

function isSame(one: NoteKey, other: NoteKey): boolean {
  return one.name === other.name && one.id === other.id && one.publicKey.equals(other.publicKey);
}
