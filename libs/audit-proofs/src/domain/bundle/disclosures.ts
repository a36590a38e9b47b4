import { BundleError } from './bundle-error.js';
import type { ValuesKind } from './bundle-paths.js';

/** A value beside a record, with the salt that opens the record's commitment to it. */
export interface Disclosed {
  readonly seq: number;
  readonly field: string;
  /** base64url of 16 bytes. */
  readonly salt: string;
  readonly value: string;
}

interface WithValues
  extends Readonly<Record<ValuesKind, Readonly<Record<string, { salt: string; value: string } | undefined>>>> {
  readonly seq: number;
}

const SALT = /^[A-Za-z0-9_-]{21}[AQgw]$/;
/** A line whose texts have nothing escaped: it needs no JSON parser, which is most of the time of a verifier. */
const PLAIN =
  /^\{"seq":([1-9]\d{0,15}),"field":"(\w+)","salt":"([A-Za-z0-9_-]{21}[AQgw])","value":"((?:[^"\\\p{Cc}]|[\u007f-\u009f])*)"\}$/u;
const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The values of records as JSON lines: `{"seq":1,"field":"ip","salt":"...","value":"..."}`. */
export function disclosureLines(records: readonly WithValues[], kind: ValuesKind): string {
  const lines = records.flatMap((record) =>
    Object.entries(record[kind]).map(([field, one]) =>
      one === undefined ? '' : `${lineOf({ seq: record.seq, field, salt: one.salt, value: one.value })}\n`,
    ),
  );
  return lines.join('');
}

/**
 * Reads what {@link disclosureLines} writes. `path` is for the error. BundleError unless the bytes are exactly such lines,
 * ordered by number.
 */
export function parseDisclosures(bytes: Uint8Array, path: string): Disclosed[] {
  const found: Disclosed[] = [];
  let before = 0;
  const lines = textOf(bytes, path).split('\n');
  const isEnded = lines.pop() === '';
  for (const line of lines) {
    const one = plainLine(line) ?? escapedLine(line);
    if (!isEnded || one === null || one.seq < before)
      throw new BundleError(`${path} is not written as a bundle writes it.`);
    before = one.seq;
    found.push(one);
  }
  return found;
}

function lineOf({ seq, field, salt, value }: Disclosed): string {
  return JSON.stringify({ seq, field, salt, value });
}

function plainLine(line: string): Disclosed | null {
  const [, seq, field, salt, value] = PLAIN.exec(line) ?? [];
  if (field === undefined || salt === undefined || value === undefined) return null;
  return { seq: Number(seq), field, salt, value };
}

/** Null unless the line is exactly what its content is written as: so no byte of it can change unseen. */
function escapedLine(line: string): Disclosed | null {
  try {
    const one: Disclosed = JSON.parse(line);
    const isShaped =
      Number.isSafeInteger(one.seq) && [one.field, one.salt, one.value].every((x) => typeof x === 'string');
    // A lone surrogate is hashed as U+FFFD: it would open the commitment of another value.
    return isShaped && one.value.isWellFormed() && SALT.test(one.salt) && lineOf(one) === line ? one : null;
  } catch {
    return null;
  }
}

function textOf(bytes: Uint8Array, path: string): string {
  try {
    return UTF_8.decode(bytes);
  } catch {
    throw new BundleError(`${path} is not UTF-8.`);
  }
}
