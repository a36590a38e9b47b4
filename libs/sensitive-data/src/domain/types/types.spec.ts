import type { CofferError } from '#kernel';
import { checkedValue, type TypeSettings } from '../sensitive-type.js';
import { IBAN_LENGTHS } from './iban-lengths.js';
import { DATA_TYPES, SENSITIVE_TYPES, typeNamed } from './registry.js';

const SETTINGS: TypeSettings = { cardLuhn: false, nationalIdPattern: /^[A-Za-z0-9-]{4,32}$/u };
const LUHN = { ...SETTINGS, cardLuhn: true };

function refusalOf(type: string, text: string, settings = SETTINGS): CofferError {
  try {
    checkedValue(typeNamed(type), text, settings);
  } catch (error) {
    return error as CofferError;
  }
  throw new Error(`${type} takes it`);
}

describe('a value of sensitive data', () => {
  it.each([
    ['card_number', ''],
    ['card_number', '411111111111111'],
    ['card_number', '41111111111111111'],
    ['card_number', '4111 1111 1111 111x'],
    ['card_number', '4111.1111.1111.1111'],
    ['card_number', '４１１１１１１１１１１１１１１１'],
    ['iban', ''],
    ['iban', 'DE89370400440532013001'],
    ['iban', 'DE8937040044053201300'],
    ['iban', 'DE863704004405320130'],
    ['iban', 'DE6537040044053201300012'],
    ['iban', 'XX89370400440532013000'],
    ['iban', 'DE89-3704-0044-0532-0130-00'],
    ['iban', 'GB82WEST1234569876543ß'],
    ['phone', ''],
    ['phone', '15551234567'],
    ['phone', '+05551234567'],
    ['phone', '+1234567890123456'],
    ['phone', '+123456'],
    ['phone', '+1 555 CALL NOW'],
    ['phone', '+1555１２３4567'],
    ['national_id', ''],
    ['national_id', 'abc'],
    ['national_id', 'a'.repeat(33)],
    ['national_id', '123-45-6789\n'],
    ['text', ''],
    ['text', '\ud800'],
    ['text', 'a'.repeat(16_385)],
    ['text', '€'.repeat(5_462)],
  ])('is refused as %s: %j, and the error names the field and never the value', (type, text) => {
    const { code, message, details } = refusalOf(type, text);
    expect(code).toBe('validation_failed');
    expect(details.fields).toEqual([{ field: 'value', code: type, message }]);
    if (text.length > 3) expect(message).not.toContain(text.slice(0, 12));
  });

  it.each([
    ['card_number', '4111 1111-1111 1112', '4111111111111112'],
    ['iban', 'de89 3704 0044 0532 0130 00', 'DE89370400440532013000'],
    ['iban', 'GB82 WEST 1234 5698 7654 32', 'GB82WEST12345698765432'],
    ['iban', 'NO93 8601 1117 947', 'NO9386011117947'],
    ['iban', 'MT84 MALT 0110 0001 2345 MTLC AST0 01S', 'MT84MALT011000012345MTLCAST001S'],
    ['phone', '+1 (555) 123-4567', '+15551234567'],
    ['phone', '+49.30.1234567', '+49301234567'],
    ['national_id', '123-45-6789', '123-45-6789'],
    ['text', ' a\n€ ', ' a\n€ '],
    ['text', '€'.repeat(5_461), '€'.repeat(5_461)],
  ])('as %s: %j is kept in its canonical form', (type, text, canonical) => {
    expect(checkedValue(typeNamed(type), text, SETTINGS)).toBe(canonical);
    expect(checkedValue(typeNamed(type), canonical, SETTINGS)).toBe(canonical);
  });

  it('needs the check digit of a card only if the operator asks for it', () => {
    expect(refusalOf('card_number', '4111111111111112', LUHN).code).toBe('validation_failed');
    for (const card of ['4111111111111111', '5500005555555559', '6011000990139424']) {
      expect(checkedValue(typeNamed('card_number'), card, LUHN)).toBe(card);
    }
  });

  it('is a national id if it has the form that the operator set', () => {
    const settings = { ...SETTINGS, nationalIdPattern: /^\d{11}$/u };
    const { code, message } = refusalOf('national_id', '123-45-6789', settings);
    expect(code).toBe('validation_failed');
    expect(message).toMatch(/NATIONAL_ID_PATTERN` of the server\. NATIONAL_ID_PATTERN is \^\\d\{11\}\$ there\.$/);
    expect(checkedValue(typeNamed('national_id'), '12345678901', settings)).toBe('12345678901');
  });

  it('says how large a text is that is too large', () => {
    const rule = 'value must be a text of 1 to 16,384 bytes in well-formed UTF-8.';
    expect(refusalOf('text', '€'.repeat(6_000)).message).toBe(`${rule} It has 18,000 bytes.`);
    expect(refusalOf('text', '').message).toBe(rule);
  });

  it('is an IBAN only with check digits that are issued: 00, 01 and 99 have the remainders of other digits', () => {
    // 97 has the remainder of 00, 98 of 01, and 02 of 99.
    const [, body = ''] = withCheckDigits('97') ?? [];
    expect(checkedValue(typeNamed('iban'), `DE97${body}`, SETTINGS)).toBe(`DE97${body}`);
    expect(refusalOf('iban', `DE00${body}`).code).toBe('validation_failed');
  });

  it('is no IBAN if two neighbouring characters are exchanged', () => {
    const iban = 'GB82WEST12345698765432';
    for (let at = 4; at < iban.length - 1; at += 1) {
      const [one, two] = [iban.charAt(at), iban.charAt(at + 1)];
      const exchanged = iban.slice(0, at) + two + one + iban.slice(at + 2);
      if (one !== two) expect(refusalOf('iban', exchanged).code).toBe('validation_failed');
    }
  });
});

describe('the mask of a value', () => {
  it.each([
    ['card_number', '1234567812345678', '************5678'],
    ['iban', 'NO9386011117947', '************7947'],
    ['phone', '+15551234567', '************4567'],
    ['phone', '+1234567', '************'],
    ['national_id', '123-45-6789', '************6789'],
    ['national_id', 'AB-123456', '************'],
    ['national_id', 'AB12', '************'],
    ['text', 'the whole of a long text, 5678', '************'],
    ['text', 'x', '************'],
  ])('of %s %j is %s', (type, value, mask) => {
    expect(typeNamed(type).mask(value)).toBe(mask);
  });
});

describe('the types', () => {
  it('are five, in the order of their names', () => {
    expect(DATA_TYPES).toEqual(['card_number', 'iban', 'national_id', 'phone', 'text']);
    expect(SENSITIVE_TYPES.every(({ rule }) => rule.length > 10)).toBe(true);
    expect(() => typeNamed('passport')).toThrow('does not exist');
  });

  it('know the length of an IBAN of every country in the registry', () => {
    expect(IBAN_LENGTHS.size).toBe(89);
    expect(Math.max(...IBAN_LENGTHS.values())).toBe(33);
    expect(IBAN_LENGTHS.get('NO')).toBe(15);
  });
});

/** A German account number whose IBAN has these check digits. */
function withCheckDigits(check: string): [string, string] | undefined {
  for (let account = 0; account < 1_000; account += 1) {
    const body = `37040044${String(account).padStart(10, '0')}`;
    try {
      return ['DE', checkedValue(typeNamed('iban'), `DE${check}${body}`, SETTINGS).slice(4)];
    } catch {}
  }
  return undefined;
}
