/** What may follow. `item` and `member`: also the end of the array or object that has just begun. */
type Want = 'value' | 'item' | 'member' | 'key' | 'colon' | 'next' | 'end';

const BOM = '\u00ef\u00bb\u00bf';
const BLANKS = ' \t\n\r';
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SHORT_ESCAPES = '"\\/bfnrt';
const LONG_ESCAPE = /\\u[\dA-Fa-f]{4}/y;
/** The beginning of such a token, where the text ends. */
const CUT_SCALAR = /(?:t(?:ru?)?|f(?:a(?:ls?)?)?|n(?:ul?)?|-|-?(?:0|[1-9]\d*)(?:\.|(?:\.\d+)?[eE][+-]?))$/y;
const CUT_ESCAPE = /\\(?:u[\dA-Fa-f]{0,3})?$/y;
const LINE_FEED = 0x0a;
const ENDS: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/**
 * Where a body stops to be JSON in UTF-8, in words that show nothing of it. It is for bodies that a parser has refused: it
 * reads them once more, in a time that is linear in their length.
 *
 * @example
 * wordsOfFault(Buffer.from('{"a":1,}')); // 'line 1, column 8 cannot be read'
 * wordsOfFault(Buffer.from('{"a":')); // 'it ends too early'
 */
export function wordsOfFault(bytes: Buffer): string {
  const at = Math.min(utf8Fault(bytes), jsonFault(bytes) ?? bytes.length);
  if (at >= bytes.length) return 'it ends too early';
  let [line, column] = [1, 1];
  for (const byte of bytes.subarray(bytes.toString('latin1', 0, BOM.length) === BOM ? BOM.length : 0, at)) {
    column = byte === LINE_FEED ? 1 : column + (isFirstOfCharacter(byte) ? 1 : 0);
    if (byte === LINE_FEED) line += 1;
  }
  return `line ${line}, column ${column} cannot be read`;
}

/** In UTF-8. The other bytes of a character are 0x80 to 0xbf. */
function isFirstOfCharacter(byte: number): boolean {
  return byte < 0x80 || byte > 0xbf;
}

/** The index of the first byte that is not UTF-8, or the length. */
function utf8Fault(bytes: Buffer): number {
  const text = bytes.toString('utf8');
  let [from, offset] = [0, 0];
  for (;;) {
    const at = text.indexOf('\ufffd', from);
    if (at < 0) return bytes.length;
    offset += Buffer.byteLength(text.slice(from, at));
    // U+FFFD also stands for itself.
    if (bytes.toString('latin1', offset, offset + 3) !== '\u00ef\u00bf\u00bd') return offset;
    [from, offset] = [at + 1, offset + 3];
  }
}

/** The index of the first byte that no JSON has there; the length if more must follow. Null: it is JSON. */
export function jsonFault(bytes: Buffer): number | null {
  // One character for each byte.
  const reader = new Reader(bytes.toString('latin1'));
  const open: string[] = [];
  let wants: Want = 'value';
  for (;;) {
    const sign = reader.next();
    if (wants === 'end') return sign === undefined ? null : reader.at;
    const wanted = reader.read(sign, wants, open);
    if (wanted === null) return reader.at;
    wants = wanted;
  }
}

/** Reads one token at a time. Its place is that of the fault if it cannot. */
class Reader {
  at: number;

  constructor(private readonly text: string) {
    this.at = text.startsWith(BOM) ? BOM.length : 0;
  }

  /** What follows the blanks. */
  next(): string | undefined {
    const { text } = this;
    while (this.at < text.length && BLANKS.includes(text.charAt(this.at))) this.at += 1;
    return text[this.at];
  }

  /** What may follow the token that begins with `sign`. Null: it must not be there. */
  read(sign: string | undefined, wants: Want, open: string[]): Want | null {
    if (sign === undefined) return null;
    if (wants === 'colon') return this.skip(sign === ':', 'value');
    if (sign === open.at(-1) && (wants === 'next' || wants === 'item' || wants === 'member')) {
      open.pop();
      return this.skip(true, after(open));
    }
    if (wants === 'next') return this.skip(sign === ',', open.at(-1) === '}' ? 'key' : 'value');
    if (wants === 'key' || wants === 'member') return sign === '"' && this.takeText() ? 'colon' : null;
    const end = ENDS[sign];
    if (end === undefined) return (sign === '"' ? this.takeText() : this.take(SCALAR, CUT_SCALAR)) ? after(open) : null;
    open.push(end);
    return this.skip(true, end === '}' ? 'member' : 'item');
  }

  private skip(isRight: boolean, wants: Want): Want | null {
    if (!isRight) return null;
    this.at += 1;
    return wants;
  }

  private takeText(): boolean {
    this.at += 1;
    for (;;) {
      const sign = this.text[this.at];
      if (sign === undefined || sign < ' ') return false;
      if (sign === '\\' && !SHORT_ESCAPES.includes(this.text[this.at + 1] ?? ' ')) {
        if (!this.take(LONG_ESCAPE, CUT_ESCAPE)) return false;
      } else {
        this.at += sign === '\\' ? 2 : 1;
        if (sign === '"') return true;
      }
    }
  }

  /** `cut`: what the text may end with instead. More must follow then. */
  private take(token: RegExp, cut: RegExp): boolean {
    cut.lastIndex = this.at;
    if (cut.test(this.text)) {
      this.at = this.text.length;
      return false;
    }
    token.lastIndex = this.at;
    if (!token.test(this.text)) return false;
    this.at = token.lastIndex;
    return true;
  }
}

function after(open: readonly string[]): Want {
  return open.length === 0 ? 'end' : 'next';
}
