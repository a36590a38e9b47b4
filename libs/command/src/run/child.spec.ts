import { runChild } from './child.js';

describe('a program that does not start', () => {
  it.each([
    ['that is not there', {}, 127, /: there is no such program \(ENOENT\)/],
    ['with more than a system passes on', { BIG: 'canary'.repeat(2_000_000) }, 126, /take fewer secrets \(E2BIG\)/],
  ])(
    '%s is told with the exit code of a shell, and without a value [R141]',
    async (_, environment, exitCode, message) => {
      const program = exitCode === 127 ? '/no/such/program' : process.execPath;
      const ended = runChild(program, ['-e', ''], environment);
      await expect(ended).rejects.toMatchObject({ exitCode, message: expect.stringMatching(message) });
      await expect(ended).rejects.not.toThrow('canary');
    },
  );
});
