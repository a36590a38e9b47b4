import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '../../..');
const SOURCES = ['apps', 'libs', 'scripts', 'package.json', 'package-lock.json', 'nest-cli.json', '.swcrc'];
const MAIN = 'dist/apps/api/src/main.js';
const COMMAND = 'dist/apps/cli/src/main.js';
const SERVER = 'dist/apps/api/src/server.js';
const PROGRAMS = 'dist/programs';
const PORT = 'dist/apps/api/src/port.js';

describe('npm run build', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-build-'));
    for (const source of [...SOURCES, 'tsconfig.json', 'tsconfig.build.json']) {
      cpSync(join(ROOT, source), join(folder, source), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const build = (...args: string[]) => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs', ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  };
  /** A file that was replaced has another number. */
  const numberOf = (file: string) => statSync(join(folder, file)).ino;
  const stampAt = () => statSync(join(folder, 'dist/.built.json')).mtimeMs;

  /**
   * What --if-changed asks before it builds, and all that it asks. A build for each answer would take several seconds of
   * CPU; the last test builds so once, after dist and a source have changed.
   */
  const isBuilt = () => {
    const asks = `import { isBuilt, sourcesHash } from './scripts/built-files.mjs';
      console.log(isBuilt(sourcesHash()));`;
    const asked = spawnSync(process.execPath, ['--input-type=module', '-e', asks], { cwd: folder, encoding: 'utf8' });
    expect(asked.stderr).toBe('');
    return asked.stdout.trim();
  };
  /** Spoils a copy of a file, asks whether that is seen, and brings the file back. */
  const isSeen = (file: string, spoil: (path: string) => void) => {
    const [path, aside] = [join(folder, file), join(folder, 'aside')];
    renameSync(path, aside);
    copyFileSync(aside, path);
    spoil(path);
    const answer = isBuilt();
    renameSync(aside, path);
    return answer === 'false';
  };

  it('builds with --if-changed only if a source or dist has changed', () => {
    build('--if-changed');
    // `npx coffer` calls it in place, also after it was built anew.
    expect(statSync(join(folder, COMMAND)).mode & 0o111).toBe(0o111);
    const stamp = stampAt();
    build('--if-changed');
    expect(stampAt()).toBe(stamp);
    for (const [file, spoil] of [
      [PORT, (path) => rmSync(path)],
      [PORT, (path) => appendFileSync(path, '// other')],
      ['apps/api/src/port.ts', (path) => appendFileSync(path, '\nexport const ADDED = 1;\n')],
    ] as [string, (path: string) => void][]) {
      expect({ file, isSeen: isSeen(file, spoil) }).toEqual({ file, isSeen: true });
      expect(isBuilt()).toBe('true');
    }
    expect(readFileSync(join(folder, SERVER), 'utf8')).toBe("import '../../../programs/server.js';\n");
    const maps = readdirSync(join(folder, PROGRAMS)).filter((name) => name.endsWith('.map'));
    const bundled = maps.flatMap((name) => JSON.parse(readFileSync(join(folder, PROGRAMS, name), 'utf8')).sources);
    expect(bundled.some((source) => source.endsWith('/share-page.ts'))).toBe(true);
    // A bundle adds helpers to functions. Browsers, which get the text of these, do not have them.
    expect(bundled.filter((source) => /\.browser\.[jt]s$/.test(source))).toEqual([]);
  });

  it('replaces only files that differ and never takes one away, and keeps what it has if a source does not compile', async () => {
    if (!existsSync(join(folder, MAIN))) build();
    const [whole, main] = [readFileSync(join(folder, MAIN)), numberOf(MAIN)];
    const [young = '', old = ''] = ['young', 'old'].map((name) => join(folder, PROGRAMS, `${name}.js`));
    for (const part of [young, old]) writeFileSync(part, '');
    utimesSync(old, new Date(0), new Date(0));
    rmSync(join(folder, COMMAND));
    appendFileSync(join(folder, PORT), '// other');
    appendFileSync(join(folder, 'apps/api/src/port.ts'), '\nexport const ADDED = 1;\n');
    const building = spawn(process.execPath, ['scripts/build.mjs', '--if-changed'], { cwd: folder, stdio: 'ignore' });
    let isRunning = true;
    const ended = once(building, 'exit').then(([code]) => {
      isRunning = false;
      return code;
    });
    while (isRunning) {
      expect(readFileSync(join(folder, MAIN)).equals(whole)).toBe(true);
      await pause(1);
    }
    expect(await ended).toBe(0);
    expect(numberOf(MAIN)).toBe(main);
    expect(statSync(join(folder, COMMAND)).mode & 0o111).toBe(0o111);
    expect(readFileSync(join(folder, PORT), 'utf8')).not.toContain('// other');
    expect(readFileSync(join(folder, PORT), 'utf8')).toContain('ADDED');
    // A running server may still load a part of its bundle that the last build did not make.
    expect([young, old].map((part) => existsSync(part))).toEqual([true, false]);
    appendFileSync(join(folder, 'apps/api/src/main.ts'), '\nconst = ;\n');
    expect(spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: folder }).status).toBe(1);
    expect(readFileSync(join(folder, MAIN)).equals(whole)).toBe(true);
  });
});
