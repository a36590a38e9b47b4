import { existsSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * How an operator calls the command of this program. A checkout has the script behind `npm run coffer`; an image has
 * neither it nor npm, but `coffer` itself.
 *
 * `manifest`: the `package.json` of the program that runs.
 *
 * @example
 * ownCommand('keys rotate'); // 'npm run coffer -- keys rotate' in a checkout
 */
export function ownCommand(args: string, manifest = findPackageJSON(import.meta.url)): string {
  const isCheckout = manifest !== undefined && existsSync(join(dirname(manifest), 'scripts/coffer.mjs'));
  return isCheckout ? `npm run coffer -- ${args}` : `coffer ${args}`;
}
