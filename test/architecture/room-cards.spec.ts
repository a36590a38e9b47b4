import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './cruise.js';
import { allowed, FEATURES, FOLDERS, importLine, listed } from './import-table.js';
import { pathsIn } from './repository-paths.js';

const MOST_LINES = 25;
const LONGEST_LINE = 120;
const LIBRARIES = readdirSync(join(ROOT, 'libs'));
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8').trimEnd();
const cardOf = (library: string) => read(`libs/${library}/README.md`);

/** Paragraphs without their line breaks. */
const paragraphsOf = (text: string) => text.split(/\n{2,}/).map((paragraph) => paragraph.replace(/\s+/g, ' ').trim());

/** Files that a card names in backticks, and which are nowhere in its library. */
function missingFrom(library: string): string[] {
  const files = readdirSync(join(ROOT, 'libs', library), { recursive: true, encoding: 'utf8' }).map(
    (name) => `/${name}`,
  );
  const named = [...cardOf(library).matchAll(/`([\w./-]+\.(?:ts|mjs))`/g)].map(([, name = '']) => name);
  return named.filter((name) => {
    if (existsSync(join(ROOT, name))) return false;
    return !files.some((file) => file.endsWith(`/${name}`));
  });
}

describe.each(LIBRARIES)('the room card of libs/%s', (library) => {
  it(`has at most ${MOST_LINES} lines of at most ${LONGEST_LINE} characters`, () => {
    const lines = cardOf(library).split('\n');
    expect(lines.length).toBeLessThanOrEqual(MOST_LINES);
    expect(lines.filter((line) => [...line].length > LONGEST_LINE)).toEqual([]);
  });

  it('says what the library may import in the words of the import table', () => {
    const lines = paragraphsOf(cardOf(library)).filter((paragraph) => paragraph.startsWith('**May import**'));
    expect(lines).toEqual([importLine(library)]);
  });

  it('names files that exist', () => {
    expect(pathsIn(cardOf(library)).filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    expect(missingFrom(library)).toEqual([]);
  });
});

describe('the import table of docs/architecture.md', () => {
  const rows = [...read('docs/architecture.md').matchAll(/^\| `([a-z-]+)` +\| ([^|]+?) +\| [^|]+ \|$/gm)];
  const table = Object.fromEntries(rows.map(([, name = '', may = '']) => [name, may]));

  it.each(FOLDERS)('says what a folder `%s` of any feature may import', (folder) => {
    for (const feature of FEATURES) expect([feature, general(feature, folder)]).toEqual([feature, table[folder]]);
  });

  it.each(LIBRARIES.filter((library) => !FEATURES.includes(library)))('says what %s may import', (library) => {
    expect(table[library]).toBe(listed(allowed(library)));
  });
});

/** What a folder may import, in the words that hold for every feature. */
function general(feature: string, folder: (typeof FOLDERS)[number]): string {
  const below = allowed(feature, 'application').filter((word) => FEATURES.includes(word));
  const words = allowed(feature, folder).filter((word) => !below.includes(word));
  const own = words.filter((word) => word.startsWith('own '));
  const rest = words.filter((word) => !own.includes(word));
  const ownWords = folder === 'module' ? ['every own folder'] : own;
  const belowWords = folder === 'application' || folder === 'module' ? ['the features below'] : [];
  if (folder !== 'adapters') return [...ownWords, ...belowWords, ...rest].join(', ');
  return [...ownWords, ...rest.filter((word) => !word.startsWith('`')), 'its npm libraries'].join(', ');
}
