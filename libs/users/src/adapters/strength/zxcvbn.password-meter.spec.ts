import fc from 'fast-check';
import { PASSWORD, PASSWORD_METER } from '../../testing/passwords.js';

const score = (password: string, known: readonly string[] = []) => PASSWORD_METER.scoreOf(password, known);

describe('the meter of passwords', () => {
  it('counts words that the attacker knows as found at once', async () => {
    expect(await score('Trombonistically')).toBe(4);
    expect(await score('Trombonistically', ['trombonistically'])).toBeLessThan(2);
  });

  it('scores a long password by its better end, so that padding does not weaken it', async () => {
    expect(await score('a'.repeat(200))).toBeLessThan(2);
    expect(await score(`${'a'.repeat(100)}${PASSWORD}`)).toBe(4);
    expect(await score(`${PASSWORD}${'a'.repeat(100)}`)).toBe(4);
  });

  it('looks at 64 characters of a password of any length: no character between the ends changes the score', async () => {
    const [front, back] = ['abcdefgh'.repeat(4), 'password'.repeat(4)];
    const between = fc.string({ unit: 'grapheme', minLength: 0, maxLength: 1_000 });
    const expected = await score(front + back);
    await fc.assert(
      fc.asyncProperty(between, async (middle) => {
        expect(await score(front + middle + back)).toBe(expected);
      }),
      { numRuns: 20 },
    );
  });

  it('takes any text', async () => {
    for (const odd of ['', '\ud800', '😀'.repeat(40), '\0'.repeat(40), 'ﬁ'.repeat(256)]) {
      expect(await score(odd)).toBeGreaterThanOrEqual(0);
    }
  });
});
