import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** The file of a program in `dist.tests`, which is bundled when Jest starts. Throws if there was no build. */
export function builtProgram(path: string): string {
  const file = join(ROOT, path);
  if (!existsSync(file)) throw new Error('build first: npm run build');
  return file;
}
