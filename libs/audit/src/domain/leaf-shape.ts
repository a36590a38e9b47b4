import { isJsonObject } from '#kernel';
import { leafOfShape } from './leaf.js';
import type { Disclosure, Leaf, StoredRecord } from './record.js';

/** Null: the text is no leaf, or one that lacks a part. Somebody may have put anything there. */
export function readableLeaf(text: string): Leaf | null {
  return leafOfShape(text, hasShape);
}

/**
 * A record, whatever stands in the store. What is not of its form is left out, and then `unreadable` is set: the record is
 * shown as damage, and what else reads it goes on.
 */
export function storedRecord(seq: number, leaf: unknown, personal: unknown, lasting: unknown): StoredRecord {
  const isWhole = typeof leaf === 'string' && isDisclosures(personal) && isDisclosures(lasting);
  if (isWhole) return { seq, leaf, personal, lasting };
  return {
    seq,
    leaf: typeof leaf === 'string' ? leaf : '',
    personal: isDisclosures(personal) ? personal : {},
    lasting: isDisclosures(lasting) ? lasting : {},
    unreadable: true,
  };
}

function hasShape(leaf: Leaf): boolean {
  const { repeats } = leaf;
  return (
    [leaf.at, leaf.node, leaf.action, leaf.resource_type, leaf.outcome, leaf.request_id].every(isText) &&
    [leaf.actor_id, leaf.resource_id, leaf.decision_id, leaf.credential].every(isTextOrNone) &&
    [leaf.model, leaf.version].every(isNumberOrNone) &&
    Number.isSafeInteger(leaf.seq) &&
    !Number.isNaN(Date.parse(leaf.at)) &&
    isJsonObject(leaf.commitments) &&
    Object.values(leaf.commitments).every(isText) &&
    (repeats === undefined ||
      (isJsonObject(repeats) && isText(repeats.first) && isText(repeats.last) && isNumber(repeats.count)))
  );
}

export function isDisclosures(values: unknown): values is Readonly<Record<string, Disclosure>> {
  return (
    isJsonObject(values) &&
    Object.values(values).every((one) => isJsonObject(one) && isText(one.salt) && isText(one.value))
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTextOrNone(value: unknown): boolean {
  return value === undefined || value === null || isText(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function isNumberOrNone(value: unknown): boolean {
  return value === undefined || value === null || isNumber(value);
}
