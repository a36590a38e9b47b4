import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { STORE_PORTS } from '#storage';
import { ROOT } from './cruise.js';

const STORES = ['storage-sqlite', 'storage-mongodb'] as const;

/** What reads, writes and shapes the rows of each feature, by its path in the store. `engine/` is each store's own. */
function stemsOf(store: string): string[] {
  const source = join(ROOT, 'libs', store, 'src');
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(repository|mapper|schema)\.ts$/.test(file) && !file.startsWith('engine/'))
    .sort();
}

describe('the stores', () => {
  it('have the same files under the same names, so that a reader of one finds everything in the other', () => {
    const [sqlite, mongodb] = STORES.map(stemsOf);
    expect(sqlite).toEqual(mongodb);
    expect(sqlite?.length).toBeGreaterThan(Object.keys(STORE_PORTS).length);
  });

  it.each(STORES)('%s has one folder a feature, named as in the other', (store) => {
    const folders = readdirSync(join(ROOT, 'libs', store, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(folders.filter((name) => name !== 'engine' && name !== 'testing').sort()).toEqual(
      [...new Set(stemsOf(store).map((file) => file.split('/')[0] ?? ''))].sort(),
    );
  });
});
