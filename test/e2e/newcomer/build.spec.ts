import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
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
/** A build takes seconds on an idle machine. */
const BUILDS_MS = 600_000;

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

  it(
    'builds with --if-changed only if a source or dist has changed, and replaces only files that differ',
    () => {
      build('--if-changed');
      // `npx coffer` calls it in place, also after it was built anew.
      expect(statSync(join(folder, COMMAND)).mode & 0o111).toBe(0o111);
      const [main, stamp] = [numberOf(MAIN), stampAt()];
      const [young = '', old = ''] = ['young', 'old'].map((name) => join(folder, PROGRAMS, `${name}.js`));
      build('--if-changed');
      expect(stampAt()).toBe(stamp);
      for (const part of [young, old]) writeFileSync(part, '');
      utimesSync(old, new Date(0), new Date(0));
      for (const spoil of [
        () => rmSync(join(folder, PORT)),
        () => appendFileSync(join(folder, PORT), '// other'),
        () => appendFileSync(join(folder, 'apps/api/src/port.ts'), '\nexport const ADDED = 1;\n'),
      ]) {
        spoil();
        build('--if-changed');
        expect(readFileSync(join(folder, PORT), 'utf8')).not.toContain('// other');
        expect(numberOf(MAIN)).toBe(main);
      }
      expect(readFileSync(join(folder, PORT), 'utf8')).toContain('ADDED');
      expect(readFileSync(join(folder, SERVER), 'utf8')).toBe("import '../../../programs/server.js';\n");
      // A running server may still load a part of its bundle that the last build did not make.
      expect([young, old].map((part) => existsSync(part))).toEqual([true, false]);
      const maps = readdirSync(join(folder, PROGRAMS)).filter((name) => name.endsWith('.map'));
      const bundled = maps.flatMap((name) => JSON.parse(readFileSync(join(folder, PROGRAMS, name), 'utf8')).sources);
      expect(bundled.some((source) => source.endsWith('/share-page.ts'))).toBe(true);
      // A bundle adds helpers to functions. Browsers, which get the text of these, do not have them.
      expect(bundled.filter((source) => /\.browser\.[jt]s$/.test(source))).toEqual([]);
    },
    BUILDS_MS,
  );

  it(
    'never takes a file away, and keeps what it has if a source does not compile',
    async () => {
      if (!existsSync(join(folder, MAIN))) build();
      const whole = readFileSync(join(folder, MAIN));
      const building = spawn(process.execPath, ['scripts/build.mjs'], { cwd: folder, stdio: 'ignore' });
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
      appendFileSync(join(folder, 'apps/api/src/main.ts'), '\nconst = ;\n');
      expect(spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: folder }).status).toBe(1);
      expect(readFileSync(join(folder, MAIN)).equals(whole)).toBe(true);
    },
    BUILDS_MS,
  );
});
