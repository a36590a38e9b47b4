import { commitmentOf, disclose } from './commitment.js';
import type { AuditEntry, AuditRecord, Disclosure, Leaf, PersonalField, StoredRecord } from './record.js';
import { PERSONAL_FIELDS } from './record.js';
import { bounded, boundedOrNull } from './text-bounds.js';

/** In UTF-16 units. 45 is the length of the longest IPv6 address in text (RFC 4291, with an embedded IPv4 address). */
const LONGEST: Readonly<Record<PersonalField, number>> = {
  actor_name: 256,
  ip: 45,
  user_agent: 256,
  access_reason: 256,
  decision_reason: 256,
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
}

/** Bounds every field and makes commitments to the personal ones. */
export function draftLeaf(entry: AuditEntry): LeafDraft {
  const personal: Partial<Record<PersonalField, Disclosure>> = {};
  const commitments: Partial<Record<PersonalField, string>> = {};
  for (const field of PERSONAL_FIELDS) {
    const value = boundedOrNull(entry[field], LONGEST[field]);
    if (value === null) continue;
    const disclosure = disclose(value);
    personal[field] = disclosure;
    commitments[field] = commitmentOf(field, disclosure);
  }
  // The order of the keys here is their order in the leaf, which is part of format 1.
  const tail = JSON.stringify({
    actor_id: boundedOrNull(entry.actor_id, LONGEST_ID),
    action: entry.action,
    resource_type: bounded(entry.resource_type, LONGEST_TYPE),
    resource_id: boundedOrNull(entry.resource_id, LONGEST_ID),
    outcome: entry.outcome,
    request_id: bounded(entry.request_id, LONGEST_ID),
    decision_id: boundedOrNull(entry.decision_id, LONGEST_ID),
    commitments,
    // undefined leaves no key: the text of all other records is as before this key existed.
    repeats: entry.repeats,
  });
  return { tail: tail.slice(1), personal };
}

/** Gives the record its number. `node`: a UUIDv7; `at`: RFC 3339 in UTC with milliseconds. */
export function numberLeaf(draft: LeafDraft, seq: number, node: string, at: string): StoredRecord {
  return { seq, leaf: `{"v":1,"seq":${seq},"at":"${at}","node":"${node}",${draft.tail}`, personal: draft.personal };
}

/** A record of one entry: {@link draftLeaf}, then {@link numberLeaf}. */
export function makeRecord(entry: AuditEntry, seq: number, node: string, at: string): StoredRecord {
  return numberLeaf(draftLeaf(entry), seq, node, at);
}

/** Reads a leaf's exact text. Throws on a format that this version does not know. */
export function parseLeaf(text: string): Leaf {
  const leaf = JSON.parse(text) as Leaf;
  if (leaf.v !== 1) throw new Error('an audit leaf is not of format 1');
  return leaf;
}

/** The record as a query shows it. A personal field is null if it was never set or was erased. */
export function toRecord(stored: StoredRecord): AuditRecord {
  const { v: _format, commitments: _commitments, ...plain } = parseLeaf(stored.leaf);
  const { personal } = stored;
  return {
    ...plain,
    actor_name: personal.actor_name?.value ?? null,
    ip: personal.ip?.value ?? null,
    user_agent: personal.user_agent?.value ?? null,
    access_reason: personal.access_reason?.value ?? null,
    decision_reason: personal.decision_reason?.value ?? null,
  };
}
