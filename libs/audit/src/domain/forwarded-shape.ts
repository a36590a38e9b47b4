import { isId, isJsonObject } from '#kernel';
import { type LeafDraft, numberLeaf } from './leaf.js';
import { isDisclosures, readableLeaf } from './leaf-shape.js';
import { BATCH_MAX, LASTING_FIELDS, OUTCOMES, PERSONAL_FIELDS } from './record.js';

/** Any node and time: what they are says nothing about the rest of a leaf. */
const NODE = '00000000-0000-7000-8000-000000000000';
const AT = new Date(0).toISOString();

/** The longest `pause` of an answer, in milliseconds. */
export const LONGEST_PAUSE_MS = 100;

/** Whether a parsed text is the records of another node, each of which makes a leaf that can be read. */
export function isForwardedRecords(
  value: unknown,
): value is { readonly node: string; readonly head: number; readonly drafts: readonly LeafDraft[] } {
  if (!isJsonObject(value) || typeof value.node !== 'string' || !isId(value.node)) return false;
  const { head, drafts } = value;
  if (!isNumberOfLog(head, 0) || !Array.isArray(drafts)) return false;
  return drafts.length > 0 && drafts.length <= BATCH_MAX && drafts.every(isDraft);
}

/** Whether a parsed text says where forwarded records stand. */
export function isPlacedRecords(value: unknown): value is {
  readonly first: number;
  readonly last: number;
  readonly at: string;
  readonly room: number;
  readonly pause: number;
} {
  if (!isJsonObject(value) || !isNumberOfLog(value.first, 1) || !isTime(value.at)) return false;
  if (!isNumberOfLog(value.room, 1) || Number(value.room) > BATCH_MAX) return false;
  if (!isNumberOfLog(value.pause, 0) || Number(value.pause) > LONGEST_PAUSE_MS) return false;
  return isNumberOfLog(value.last, Number(value.first));
}

function isDraft(value: unknown): value is LeafDraft {
  if (!isJsonObject(value) || typeof value.tail !== 'string') return false;
  const { tail, personal, lasting } = value;
  return isTail(tail) && areDisclosures(personal, PERSONAL_FIELDS) && areDisclosures(lasting, LASTING_FIELDS);
}

/** The leaf's text must be as this build writes it. Then it names no field twice: not the number, nor the node. */
function isTail(tail: string): boolean {
  const { leaf: text } = numberLeaf({ tail, personal: {}, lasting: {} }, 1, NODE, AT);
  const leaf = readableLeaf(text);
  return leaf !== null && OUTCOMES.includes(leaf.outcome) && JSON.stringify(leaf) === text;
}

function areDisclosures(value: unknown, fields: readonly string[]): boolean {
  return isDisclosures(value) && Object.keys(value).every((field) => fields.includes(field));
}

function isNumberOfLog(value: unknown, least: number): boolean {
  return Number.isSafeInteger(value) && Number(value) >= least;
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString() === value;
}
