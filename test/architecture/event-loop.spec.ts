import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './cruise.js';

/** The files of a library without its tests and what serves them, relative to the root. */
function sourcesOf(library: string): string[] {
  return readdirSync(join(ROOT, 'libs', library, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .filter((file) => !file.includes('/testing/'))
    .sort();
}

/** At the beginning of a method: without a promise while the turn has time. */
const GIVES_WAY = /^const turn = this\.clock\.giveWay\('read'\);\s+if \(turn !== null\) await turn;/;

describe('the event loop', () => {
  it('is given back by every loop over SQLite: all reads of the main thread go through the Reader, which gives way [R100]', () => {
    // A type is no read. The workers have threads of their own.
    const reads = /^import \{(?! type )[^}]*\} from 'node:sqlite'/m;
    const readers = sourcesOf('storage-sqlite').filter((file) => reads.test(readFileSync(join(ROOT, file), 'utf8')));
    expect(readers).toEqual([
      'libs/storage-sqlite/src/engine/reader.ts',
      'libs/storage-sqlite/src/engine/reader.worker.ts',
      'libs/storage-sqlite/src/engine/writer.worker.ts',
    ]);
    const methods = readFileSync(join(ROOT, 'libs/storage-sqlite/src/engine/reader.ts'), 'utf8');
    const signatures = [...methods.matchAll(/^ {2}(async )?(\w+)(<\w+>)?\(.*\): (\S.*) \{$/gm)];
    for (const [line, async, name] of signatures.filter(([line]) => /Sql(Row|List)/.test(line))) {
      expect({ line, name, async }).toMatchObject({ async: 'async ' });
      expect(methods.split(line)[1]?.trimStart()).toMatch(GIVES_WAY);
    }
    expect(signatures.length).toBeGreaterThan(2);
  });
});
