import { existsSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../dist.tests');

/** The file of a program in `programs.mjs`, which is bundled when Jest starts. Throws if there was no build. */
export function builtProgram(name: string): string {
  const file = join(FOLDER, `${name}.js`);
  if (!existsSync(file)) throw new Error('build first: npm run build');
  return file;
}
