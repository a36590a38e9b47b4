import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { ROOT } from './cruise.js';

const { cheapNames } = (await import(join(ROOT, 'scripts/kept-names.mjs'))) as {
  cheapNames: Plugin;
};

describe('the names in a bundle', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'coffer-names-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Bundles modules by their names, of which `main` is the entry. */
  async function bundled(modules: Readonly<Record<string, string>>, keepNames = true): Promise<string> {
    for (const [name, text] of Object.entries(modules)) writeFileSync(join(folder, `${name}.js`), text);
    const outfile = join(folder, 'bundle.mjs');
    await build({
      entryPoints: [join(folder, 'main.js')],
      outfile,
      bundle: true,
      format: 'esm',
      keepNames,
      minifyWhitespace: true,
      metafile: true,
      logLevel: 'silent',
      plugins: [cheapNames],
    });
    return outfile;
  }

  it('are those of the sources for classes and functions that had to be renamed', async () => {
    const file = await bundled({
      one: 'export class Problem {}\nexport function Part() { return new.target; }',
      two: 'export class Problem {}\nexport function Part() { return new.target; }\nexport const Made = class {};',
      main: "import * as one from './one.js';\nimport * as two from './two.js';\nexport default [one, two];",
    });
    const { default: modules } = await import(pathToFileURL(file).href);
    const names = modules.flatMap((module: object) => Object.values(module).map(({ name }) => name));
    expect(names.sort()).toEqual(['Made', 'Part', 'Part', 'Problem', 'Problem']);
  });

  it('are not defined anew each time that a closure is made', async () => {
    const file = await bundled({
      main: `export function closures() {
        const one = () => 1;
        const two = async () => 2;
        function three() {}
        return [one, two, three];
      }`,
    });
    const { closures } = await import(pathToFileURL(file).href);
    // A name that was defined would be 'one' and 'two'.
    expect(closures().map(({ name }: { name: string }) => name)).toEqual(['', '', 'three']);
  });

  it('are no longer known how to keep if esbuild writes them in another way: the build fails', async () => {
    await expect(bundled({ main: 'export class Problem {}' }, false)).rejects.toThrow(
      /helper of keepNames has changed/,
    );
  });
});
