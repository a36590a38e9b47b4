/** A number of JSON, in its parts. */
const NUMBER = /^-?(?<whole>\d+)(?:\.(?<fraction>\d+))?(?:[eE](?<exponent>[+-]?\d+))?$/;
/** Every number of so many digits is kept as it is, if it has no exponent. */
const SURE_LENGTH = 15;
/** No number that survives needs more. It bounds the work: a body may hold a number of 500,000 digits. */
const MAX_LENGTH = 64;
const [MINUS, ZERO, NINE] = [0x2d, 0x30, 0x39];

/**
 * Whether the bytes of a number or a word of JSON mean the same after JSON.parse. It rounds integers beyond 2^53 and
 * numbers of many digits, and makes 1e999 infinite. Words, and bytes that are no JSON, are not judged here.
 *
 * @example survives(Buffer.from('0.1')) // true
 * @example survives(Buffer.from('9007199254740993')) // false: JSON.parse makes it 9007199254740992
 */
export function survives(written: Buffer): boolean {
  const [first = 0] = written;
  if (first !== MINUS && (first < ZERO || first > NINE)) return true;
  if (written.length > MAX_LENGTH) return false;
  const text = written.toString('latin1');
  if (text.length <= SURE_LENGTH && !/e/i.test(text)) return true;
  const figures = figuresOf(text);
  return figures === null || figures === figuresOf(String(Number(text)));
}

/** The digits that count, and their exponent. Null: the text is no number of JSON, or it is infinite. */
function figuresOf(text: string): string | null {
  const { whole = '', fraction = '', exponent = '0' } = NUMBER.exec(text)?.groups ?? {};
  if (whole === '') return null;
  const digits = (whole + fraction).replace(/^0+/, '');
  const counting = digits.replace(/0+$/, '');
  if (counting === '') return '0';
  return `${counting}e${Number(exponent) - fraction.length + digits.length - counting.length}`;
}
