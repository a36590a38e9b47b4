import { type Damage, damagedRecord, missingRecords } from './damage.js';
import { mayChange } from './intended-types.js';
import { lastingOf } from './leaf.js';
import { readableLeaf } from './leaf-shape.js';
import type { AuditEntry, Leaf, Outcome, StoredRecord } from './record.js';

const DIFFERS = 'and its index differ in the request, the action or the object.';

/** An intent as other parts than its writer know it. */
export interface Intent extends Pick<StoredRecord, 'lasting'> {
  readonly leaf: Leaf;
}

/** An `allowed` record that has no outcome yet. */
export interface OpenIntent extends Intent {
  readonly seq: number;
}

/**
 * An open intent whose record is gone, cannot be read, or differs from its index. Nobody can tell what it intended, so it
 * never gets an outcome: one for another request, action or object would not close it.
 */
export interface LostIntent {
  readonly seq: number;
  readonly damage: Damage;
}

/**
 * What an index has of an open intent since it was written: at least what it closes the intent by. If it has no type, the
 * action tells which types there may be.
 */
export type KnownIntent = Pick<Leaf, 'request_id' | 'action' | 'resource_id'> & Partial<Pick<Leaf, 'resource_type'>>;

/** What a store has of the open intent with this number. `record`: null if it is gone. */
export function openIntentOf(seq: number, known: KnownIntent, record: StoredRecord | null): OpenIntent | LostIntent {
  if (record === null) return { seq, damage: missingRecords({ first: seq, last: seq }) };
  const leaf = readableLeaf(record.leaf);
  if (leaf === null) return { seq, damage: damagedRecord(seq, 'cannot be read.') };
  if (!fits(leaf, known)) return { seq, damage: damagedRecord(seq, DIFFERS) };
  return { seq, leaf, lasting: record.lasting };
}

function fits(leaf: Leaf, known: KnownIntent): boolean {
  const { resource_type: type } = known;
  return (
    intentKey({ ...leaf, ...known }) === intentKey(leaf) &&
    (type !== undefined || mayChange(leaf.action, leaf.resource_type))
  );
}

export function isLost(intent: OpenIntent | LostIntent): intent is LostIntent {
  return 'damage' in intent;
}

/**
 * The key of an intent and of its outcome: request, action and resource.
 *
 * @example
 * intentKey(leaf); // '01936f3d-... secret:rotate secret 01936f3c-...'
 */
export function intentKey(of: AuditEntry | Leaf): string {
  return `${of.request_id} ${of.action} ${of.resource_type} ${of.resource_id ?? ''}`;
}

/** The request in a key of {@link intentKey}. Ids have no spaces. */
export function requestOf(key: string): string {
  return key.slice(0, key.indexOf(' '));
}

/** Whether a record with this outcome closes an intent. */
export function closes(outcome: Outcome): boolean {
  return outcome === 'succeeded' || outcome === 'failed' || outcome === 'unknown';
}

/**
 * The record of an intent's outcome, for another node than the one that wrote the intent. It repeats who did what, but
 * not the personal values: those stand beside the intent.
 */
export function outcomeOf(intent: Intent, outcome: Outcome): AuditEntry {
  const { leaf } = intent;
  return {
    actor_id: leaf.actor_id,
    action: leaf.action,
    resource_type: leaf.resource_type,
    resource_id: leaf.resource_id,
    outcome,
    request_id: leaf.request_id,
    decision_id: null,
    model: leaf.model ?? null,
    credential: leaf.credential ?? null,
    version: leaf.version ?? null,
    actor_name: null,
    ip: null,
    user_agent: null,
    access_reason: null,
    decision_reason: null,
    ...lastingOf(intent),
  };
}
