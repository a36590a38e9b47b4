import { Turns } from './turns.js';

describe('turns', () => {
  const log: string[] = [];
  const step =
    (name: string, fails = false) =>
    async () => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
      if (fails) throw new Error(name);
    };

  beforeEach(() => log.splice(0));

  it('run one after the other for a key, also after a failure, and leave nothing behind', async () => {
    const turns = new Turns();
    const done = Promise.allSettled([
      turns.take('k', step('a', true)),
      turns.take('k', step('b')),
      turns.take('other', step('c')),
    ]);
    expect([turns.lengthOf('k'), turns.lengthOf('other'), turns.lengthOf('none')]).toEqual([2, 1, 0]);
    expect((await done).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(log.filter((line) => !line.startsWith('c'))).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
    expect([turns.lengthOf('k'), turns.lengthOf('other')]).toEqual([0, 0]);
  });

  it('run as many at once as they were made for', async () => {
    const turns = new Turns(2);
    await Promise.all(['a', 'b', 'c'].map((name) => turns.take('k', step(name))));
    expect(log).toEqual(['a begins', 'b begins', 'a ends', 'b ends', 'c begins', 'c ends']);
  });
});
