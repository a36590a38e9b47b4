import { CofferError, shownName } from '#kernel';
import { survives } from './json-number.js';
import { malformed, notJson } from './malformed.js';
import { isForbiddenName } from './names.js';

export const MAX_DEPTH = 16;
/** Keys in all objects of a body together. */
export const MAX_KEYS = 1_000;
/** Items in all arrays of a body together. */
export const MAX_ITEMS = 10_000;
/** Bytes of one key, as it is written. No field of a DTO has a longer name, not even if each character is escaped. */
export const MAX_KEY_BYTES = 1_024;

const [QUOTE, BACKSLASH, COMMA, COLON, SMALL_U] = [0x22, 0x5c, 0x2c, 0x3a, 0x75];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const BLANKS: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);
/** What ends a number, a word, or bytes that are no JSON: everything that `step` reads by itself. */
const ENDS: ReadonlySet<number> = new Set([
  ...BLANKS,
  ...[QUOTE, COMMA, COLON, OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT],
]);
/** The most characters of the path of a repeated key. */
const MAX_PATH = 256;

/** An object or an array that is open. `place` is the key or the index of its present member. */
interface Level {
  /** The keys so far. Null for an array. */
  readonly keys: Set<string> | null;
  place: string | number;
  awaitsKey: boolean;
}

/**
 * Judges the structure of a JSON text over its bytes, before a parser builds anything of it [R77][R98]. Throws
 * `malformed_body` for more depth, keys or items than the limits above, for a forbidden name, for a name that comes twice
 * in one object, for an unpaired surrogate, and for a number that would not arrive as it is written. Two names are equal if
 * they are equal without their escapes. `keepsDigits`: the parser keeps every number as it is written.
 *
 * It does not check the grammar: JSON.parse does that afterwards. For a text that JSON.parse accepts, all counts are
 * exact. Takes one pass. The time is linear in the length, and each object costs one Set.
 */
export function checkStructure(bytes: Buffer, keepsDigits = false): void {
  new StructureCheck(bytes, keepsDigits).run();
}

class StructureCheck {
  private readonly levels: Level[] = [];
  private at = 0;
  private keys = 0;
  private items = 0;

  constructor(
    private readonly bytes: Buffer,
    private readonly keepsDigits: boolean,
  ) {}

  run(): void {
    while (this.at < this.bytes.length) this.step(this.bytes[this.at] as number);
  }

  private step(byte: number): void {
    if (byte === QUOTE) this.text();
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.open(byte === OPEN_OBJECT);
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) this.close();
    else if (byte === COMMA) this.next();
    else if (BLANKS.has(byte) || byte === COLON) this.at += 1;
    else this.literal();
  }

  private open(isObject: boolean): void {
    this.beginValue();
    if (this.levels.length >= MAX_DEPTH) throw malformed(`The body is nested deeper than ${MAX_DEPTH} levels.`);
    this.levels.push({ keys: isObject ? new Set() : null, place: -1, awaitsKey: isObject });
    this.at += 1;
  }

  private close(): void {
    this.levels.pop();
    this.at += 1;
  }

  private next(): void {
    const level = this.levels.at(-1);
    if (level?.keys) level.awaitsKey = true;
    this.at += 1;
  }

  private literal(): void {
    this.beginValue();
    const begin = this.at;
    while (this.at < this.bytes.length && !ENDS.has(this.bytes[this.at] as number)) this.at += 1;
    if (this.keepsDigits || survives(this.bytes.subarray(begin, this.at))) return;
    throw this.refused(
      'number',
      'The number would not arrive as it is written. Send it as a text, if the field takes one.',
    );
  }

  private text(): void {
    const level = this.levels.at(-1);
    const begin = this.at;
    const isEscaped = this.skipText();
    if (level?.keys && level.awaitsKey) this.key(level, level.keys, this.bytes.subarray(begin, this.at), isEscaped);
    else this.beginValue();
  }

  private beginValue(): void {
    const level = this.levels.at(-1);
    if (!level || level.keys) return;
    this.items += 1;
    if (this.items > MAX_ITEMS) throw malformed(`The body has more than ${MAX_ITEMS} items.`);
    level.place = Number(level.place) + 1;
  }

  private key(level: Level, known: Set<string>, written: Buffer, isEscaped: boolean): void {
    this.keys += 1;
    if (this.keys > MAX_KEYS) throw malformed(`The body has more than ${MAX_KEYS} keys.`);
    if (written.length > MAX_KEY_BYTES) throw malformed(`A key of the body has more than ${MAX_KEY_BYTES} bytes.`);
    const name = isEscaped ? this.unescaped(written) : written.toString('utf8', 1, written.length - 1);
    if (isForbiddenName(name)) throw malformed(`A field cannot be named ${name}.`);
    level.place = name;
    level.awaitsKey = false;
    if (known.has(name)) throw this.refused('duplicate', 'The field is given twice.');
    known.add(name);
  }

  /** Moves behind the string that begins here. Returns whether it has escapes. */
  private skipText(): boolean {
    const { bytes } = this;
    let isEscaped = false;
    this.at += 1;
    while (this.at < bytes.length) {
      const byte = bytes[this.at] as number;
      if (byte === BACKSLASH) {
        isEscaped = true;
        this.skipEscape();
      } else if (byte === QUOTE) {
        this.at += 1;
        return isEscaped;
      } else {
        this.at += 1;
      }
    }
    throw notJson(bytes);
  }

  /** UTF-8 has no surrogates, so only escapes can make an unpaired one. */
  private skipEscape(): void {
    const unit = this.unitAt(this.at);
    this.at += unit === null ? 2 : 6;
    if (unit === null || unit < 0xd800 || unit > 0xdfff) return;
    const low = this.unitAt(this.at);
    if (unit > 0xdbff || low === null || low < 0xdc00 || low > 0xdfff) {
      throw malformed('A string has an unpaired surrogate.');
    }
    this.at += 6;
  }

  /** The UTF-16 code unit of the escape `\uXXXX` at this place. Null for anything else. */
  private unitAt(place: number): number | null {
    const { bytes } = this;
    if (bytes[place] !== BACKSLASH || bytes[place + 1] !== SMALL_U) return null;
    const digits = bytes.toString('latin1', place + 2, place + 6);
    return /^[0-9a-f]{4}$/i.test(digits) ? Number.parseInt(digits, 16) : null;
  }

  private unescaped(written: Buffer): string {
    try {
      return JSON.parse(written.toString('utf8')) as string;
    } catch (cause) {
      throw notJson(this.bytes, cause);
    }
  }

  private refused(code: string, message: string): CofferError {
    const field = this.levels.reduce((path, { place }) => pathTo(path, place), '').slice(0, MAX_PATH);
    return new CofferError('malformed_body', message, { fields: [{ field, code, message }] });
  }
}

function pathTo(parent: string, place: string | number): string {
  if (typeof place === 'number') return `${parent}[${place}]`;
  return parent === '' ? shownName(place) : `${parent}.${shownName(place)}`;
}
