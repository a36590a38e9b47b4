import { commitmentOf, disclose } from './commitment.js';
import type {
  AuditEntry,
  AuditRecord,
  CommittedField,
  Disclosure,
  LastingField,
  Leaf,
  PersonalField,
  StoredRecord,
} from './record.js';
import { PERSONAL_FIELDS } from './record.js';
import { bounded, boundedOrNull } from './text-bounds.js';

/** In UTF-16 units. 45 is the length of the longest IPv6 address in text (RFC 4291, with an embedded IPv4 address). */
const LONGEST: Readonly<Record<PersonalField | 'resource_name', number>> = {
  actor_name: 256,
  ip: 45,
  user_agent: 256,
  access_reason: 256,
  decision_reason: 256,
  resource_name: 256,
};
const LONGEST_ID = 256;
const LONGEST_TYPE = 64;

/**
 * The part of a record that does not depend on its number. It is made once, when the record is given to the writer. So
 * it costs little to number a batch again after another node took its numbers.
 */
export interface LeafDraft {
  /** The leaf's text after `node`. */
  readonly tail: string;
  readonly personal: StoredRecord['personal'];
  readonly lasting: StoredRecord['lasting'];
}

/** Bounds every field and makes commitments to those that stand beside the leaf. */
export function draftLeaf(entry: AuditEntry): LeafDraft {
  const commitments: Partial<Record<CommittedField, string>> = {};
  const committed = (field: CommittedField, value: string): Disclosure => {
    const disclosure = disclose(value);
    commitments[field] = commitmentOf(field, disclosure);
    return disclosure;
  };
  const personal: Partial<Record<PersonalField, Disclosure>> = {};
  for (const field of PERSONAL_FIELDS) {
    const value = boundedOrNull(entry[field], LONGEST[field]);
    if (value !== null) personal[field] = committed(field, value);
  }
  const lasting: Partial<Record<LastingField, Disclosure>> = {};
  const name = boundedOrNull(entry.resource_name, LONGEST.resource_name);
  if (name !== null) lasting.resource_name = committed('resource_name', name);
  if (entry.changes !== null) lasting.changes = committed('changes', JSON.stringify(entry.changes));
  // The order of the keys here is their order in the leaf, which is part of format 2.
  const tail = JSON.stringify({
    actor_id: boundedOrNull(entry.actor_id, LONGEST_ID),
    action: entry.action,
    resource_type: bounded(entry.resource_type, LONGEST_TYPE),
    resource_id: boundedOrNull(entry.resource_id, LONGEST_ID),
    outcome: entry.outcome,
    request_id: bounded(entry.request_id, LONGEST_ID),
    decision_id: boundedOrNull(entry.decision_id, LONGEST_ID),
    model: entry.model,
    credential: boundedOrNull(entry.credential, LONGEST_ID),
    version: entry.version,
    commitments,
    // undefined leaves no key: the text of all other records is as before this key existed.
    repeats: entry.repeats,
  });
  return { tail: tail.slice(1), personal, lasting };
}

/** Gives the record its number. `node`: a UUIDv7; `at`: RFC 3339 in UTC with milliseconds. */
export function numberLeaf(draft: LeafDraft, seq: number, node: string, at: string): StoredRecord {
  const { tail, personal, lasting } = draft;
  return { seq, leaf: `{"v":2,"seq":${seq},"at":"${at}","node":"${node}",${tail}`, personal, lasting };
}

/** A record of one entry: {@link draftLeaf}, then {@link numberLeaf}. */
export function makeRecord(entry: AuditEntry, seq: number, node: string, at: string): StoredRecord {
  return numberLeaf(draftLeaf(entry), seq, node, at);
}

/** Reads a leaf's exact text. Throws on a format that this version does not know. */
export function parseLeaf(text: string): Leaf {
  const leaf = JSON.parse(text) as Leaf;
  if (leaf.v !== 1 && leaf.v !== 2) throw new Error('an audit leaf is of an unknown format');
  return leaf;
}

/** The leaf in a text that may be anything. Null: it is none of a known format, or lacks what `hasShape` asks for. */
export function leafOfShape(text: string, hasShape: (leaf: Leaf) => boolean): Leaf | null {
  try {
    const leaf = parseLeaf(text);
    return hasShape(leaf) ? leaf : null;
  } catch {
    return null;
  }
}

/** The record as a query shows it. A personal field is null if it was never set or was erased. */
export function toRecord(stored: StoredRecord): AuditRecord {
  return recordOf(stored, parseLeaf(stored.leaf));
}

/** As {@link toRecord}, of a leaf that was parsed already. */
export function recordOf(stored: StoredRecord, leaf: Leaf): AuditRecord {
  const { v: _format, commitments: _commitments, ...plain } = leaf;
  const { personal } = stored;
  const { resource_name, changes } = lastingOf(stored);
  const { model = null, credential = null, version = null } = plain;
  return {
    ...plain,
    model,
    credential,
    version,
    actor_name: personal.actor_name?.value ?? null,
    ip: personal.ip?.value ?? null,
    user_agent: personal.user_agent?.value ?? null,
    access_reason: personal.access_reason?.value ?? null,
    decision_reason: personal.decision_reason?.value ?? null,
    resource_name,
    changes,
  };
}

/** What no erasure removes, as it was given. */
export function lastingOf({ lasting }: Pick<StoredRecord, 'lasting'>): Pick<AuditEntry, LastingField> {
  const { resource_name, changes } = lasting;
  return { resource_name: resource_name?.value ?? null, changes: changes ? JSON.parse(changes.value) : null };
}
