import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './cruise.js';

const LONGEST_FILE = 300;
const USUAL_FILE = 150;
const libraries = readdirSync(join(ROOT, 'libs'));

function filesUnder(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|mjs)$/.test(entry.name))
      // Generated files are not for readers. check:client compares them with their source.
      .filter((entry) => !entry.parentPath.endsWith('/generated'))
      .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1)),
  );
}

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const linesOf = (file: string) => read(file).trimEnd().split('\n').length;

describe('the rooms', () => {
  it.each(libraries)(
    'libs/%s has a front door, and a card of 15 to 25 lines that says what it may import',
    (library) => {
      const card = `libs/${library}/README.md`;
      expect(existsSync(join(ROOT, card))).toBe(true);
      expect(linesOf(card)).toBeGreaterThanOrEqual(15);
      expect(linesOf(card)).toBeLessThanOrEqual(25);
      expect(read(card)).toMatch(/import/i);
      expect(existsSync(join(ROOT, `libs/${library}/src/index.ts`))).toBe(true);
    },
  );

  it(`have no file over ${LONGEST_FILE} lines, and few over ${USUAL_FILE}`, () => {
    const files = filesUnder('apps', 'libs', 'test');
    expect(files.filter((file) => linesOf(file) > LONGEST_FILE)).toEqual([]);
    const product = filesUnder('apps', 'libs').filter((file) => !file.endsWith('.spec.ts'));
    expect(product.filter((file) => linesOf(file) > USUAL_FILE).length).toBeLessThan(product.length * 0.05);
  });

  it('read the environment only in libs/config, and that of a client in libs/command', () => {
    const readers = filesUnder('apps', 'libs').filter((file) => /process\.env\b/.test(withoutComments(read(file))));
    expect(readers.filter((file) => !file.endsWith('.spec.ts'))).toEqual([
      'libs/command/src/environment.ts',
      'libs/config/src/load.ts',
    ]);
  });

  it('define no test at the top of a suite, where each spec that imports it would run it', () => {
    const suites = filesUnder('test', 'apps', 'libs').filter((file) => file.endsWith('.suite.ts'));
    expect(suites.length).toBeGreaterThan(0);
    const defines = /^(?:describe|it|test|before(?:All|Each)|after(?:All|Each))\w*\b/m;
    expect(suites.filter((file) => defines.test(read(file)))).toEqual([]);
  });

  it('disable no lint rule in shipped code, and leave no note for later', () => {
    const product = filesUnder('apps', 'libs').filter((file) => !/\.spec\.ts$|\/testing\//.test(file));
    const marks = /biome-ignore|eslint-|@ts-(ignore|nocheck|expect-error)|\bTODO\b|\bFIXME\b|\bas any\b/;
    expect(product.filter((file) => marks.test(read(file)))).toEqual([]);
  });
});

function withoutComments(source: string): string {
  return source.replace(/\/\*.*?\*\/|\/\/.*$/gms, '');
}
