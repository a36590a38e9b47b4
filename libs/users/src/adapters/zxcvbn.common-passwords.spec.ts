import { COMMON_PASSWORDS, PASSWORD } from '#users/testing';

describe('the common passwords [R3]', () => {
  it.each([
    ['as they are', 'password'],
    ['in capitals', 'QWERTYUIOP'],
    ['digits alone', '147258369'],
    ['with signs of their own', '!QAZ2wsx'],
    ['decorated', 'P@ssw0rd2026!!'],
    ['in leet to the end', 'Hell02026!!'],
    ['with a one for an l', 'We1come-2026'],
    ['behind which a year is', 'Football1999'],
    ['short, behind which signs are', 'Love-8273645!'],
  ])('are refused %s', async (_, password) => {
    expect(await COMMON_PASSWORDS.includes(password)).toBe(true);
  });

  it.each([
    ['that only hold a common word', 'correct horse battery'],
    ['of several words', PASSWORD],
    ['of the documentation', 'Copper-Lantern-77-Meadow'],
    ['made by chance', 'r7)Kq]fW2c~Hn:x8TzL;e4Vd'],
    ['that begin with three common letters', 'abc#48213.5529'],
  ])('are not those %s', async (_, password) => {
    expect(await COMMON_PASSWORDS.includes(password)).toBe(false);
  });
});
