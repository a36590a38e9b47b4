import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePrivate } from '../session/private-files.js';
import { TestTerminal } from '../testing/index.js';
import { requireOutput, writeOutput } from './output-file.js';

describe('a file that is written', () => {
  let folder: string;
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'coffer-output-')));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (output: string, force?: true) => writeOutput(new TestTerminal(), 'canary', { output, force });

  it('is refused in a git work tree, also through a link, and in a linked work tree [R144]', async () => {
    const tree = join(folder, 'tree');
    execFileSync('git', ['init', '-q', tree]);
    mkdirSync(join(tree, 'deep/er'), { recursive: true });
    symlinkSync(join(tree, 'deep'), join(folder, 'link'));
    mkdirSync(join(folder, 'linked'));
    writeFileSync(join(folder, 'linked/.git'), 'gitdir: elsewhere');
    for (const at of ['tree/x', 'tree/deep/er/x', 'link/er/x', 'linked/x']) {
      await expect(requireOutput({ output: join(folder, at) })).rejects.toThrow(/git work tree/);
    }
    await write(join(tree, 'x'), true);
    expect(readFileSync(join(tree, 'x'), 'utf8')).toBe('canary');
  });

  it('is refused where it would replace a link, a folder or a device, or where no folder is', async () => {
    writeFileSync(join(folder, 'there'), 'old');
    symlinkSync(join(folder, 'there'), join(folder, 'link'));
    for (const at of [join(folder, 'link'), folder, '/dev/null']) {
      await expect(write(at)).rejects.toThrow(/new file or a regular file/);
    }
    await expect(write(join(folder, 'absent/x'))).rejects.toThrow(/folder that exists/);
    expect(readFileSync(join(folder, 'there'), 'utf8')).toBe('old');
  });

  it('is for its owner alone, also if another one was there, and nothing is left beside it [R144]', async () => {
    writeFileSync(join(folder, 'x'), 'old', { mode: 0o644 });
    await write(join(folder, 'x'));
    expect([statSync(join(folder, 'x')).mode & 0o777, readdirSync(folder)]).toEqual([0o600, ['x']]);
  });

  it('leaves nothing of itself where it cannot be put in place', async () => {
    mkdirSync(join(folder, 'x/y'), { recursive: true });
    await expect(writePrivate(join(folder, 'x'), 'canary')).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['x']);
  });

  it('is the standard output without a name', async () => {
    const terminal = new TestTerminal();
    await writeOutput(terminal, 'canary', {});
    expect([terminal.written, terminal.told]).toEqual(['canary', []]);
  });
});
