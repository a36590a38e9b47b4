import { COMMON_PASSWORDS, PASSWORD } from '../../testing/passwords.js';

describe('the common passwords [R3]', () => {
  it.each([
    ['unchanged', 'password'],
    ['in capitals', 'QWERTYUIOP'],
    ['of digits only', '147258369'],
    ['that contain signs', '!QAZ2wsx'],
    ['decorated', 'P@ssw0rd2026!!'],
    ['in leet up to the last letter', 'Hell02026!!'],
    ['with a one for an l', 'We1come-2026'],
    ['with a year at the end', 'Football1999'],
    ['that are short, with signs at the end', 'Love-8273645!'],
  ])('are refused %s', async (_, password) => {
    expect(await COMMON_PASSWORDS.includes(password)).toBe(true);
  });

  it.each([
    ['that only hold a common word', 'correct horse battery'],
    ['of several words', PASSWORD],
    ['from the documentation', 'Copper-Lantern-77-Meadow'],
    ['made at random', 'r7)Kq]fW2c~Hn:x8TzL;e4Vd'],
    ['that begin with three common letters', 'abc#48213.5529'],
  ])('do not include passwords %s', async (_, password) => {
    expect(await COMMON_PASSWORDS.includes(password)).toBe(false);
  });
});
