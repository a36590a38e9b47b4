import { canonicalId, isId, newId } from './ids.js';

describe('ids', () => {
  it.each([
    ['', 'nothing'],
    ['0198c0de-0000-4000-8000-000000000000', 'another version of UUID'],
    ['0198C0DE-0000-7000-8000-000000000000', 'upper case'],
    [' 0198c0de-0000-7000-8000-000000000000', 'a space'],
    ['0198c0de-0000-7000-c000-000000000000', 'another variant'],
  ])('does not take %j: %s', (text) => {
    expect(isId(text)).toBe(false);
  });

  it('begins with its milliseconds, so that later ids sort later', () => {
    const early = newId(1_700_000_000_000);
    const late = newId(1_700_000_000_001);
    expect(isId(early)).toBe(true);
    expect(early < late).toBe(true);
    expect(Number.parseInt(early.replaceAll('-', '').slice(0, 12), 16)).toBe(1_700_000_000_000);
  });

  it('are random in all their other digits, and of the version and variant of RFC 9562', () => {
    const ids = Array.from({ length: 2_000 }, () => newId(1_700_000_000_000).slice(14));
    for (const id of ids) expect(id).toMatch(/^7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    for (const [at, digits] of [...'?xxx-4xxx-xxxxxxxxxxxx'].map(
      (kind, place) => [place, { x: 16, 4: 4 }[kind]] as const,
    ))
      if (digits) expect(new Set(ids.map((id) => id[at])).size).toBe(digits);
  });

  it('are stored in lower case, and what is no id stays as it is', () => {
    const id = '0198c0de-0000-7000-8000-00000000000a';
    expect([id, id.toUpperCase(), `${id.slice(0, 8).toUpperCase()}${id.slice(8)}`].map(canonicalId)).toEqual([
      id,
      id,
      id,
    ]);
    for (const text of ['', 'PROD/DB', `${id.toUpperCase()} `, '0198C0DE']) expect(canonicalId(text)).toBe(text);
  });

  it('never repeats itself within a millisecond', () => {
    const ids = new Set(Array.from({ length: 10_000 }, () => newId(1_700_000_000_000)));
    expect(ids.size).toBe(10_000);
  });
});
