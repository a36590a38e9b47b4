import { failed, misused } from '../failure.js';
import { exportText } from '../formats/export-text.js';
import type { Format } from '../formats/format-names.js';
import { type ObjectName, requireNamespace, requireObjectName } from '../formats/kubernetes-secret.js';
import { codeLoaders } from '../secrets/code-loaders.js';
import { environmentBelow } from '../secrets/environment-below.js';
import { requirePrefix } from '../sources/source-path.js';
import type { Workplace } from '../workplace.js';
import { type OutputOptions, requireOutput, writeOutput } from './output-file.js';

export interface ExportOptions extends OutputOptions {
  readonly prefix: string;
  readonly format: Format;
  readonly deep?: true;
  readonly name?: string;
  readonly namespace?: string;
}

/** Writes the secrets below a prefix as variables. What is written was read back before, and was the same. */
export async function exportSecrets({ client, terminal }: Workplace, options: ExportOptions): Promise<void> {
  const prefix = requirePrefix(options.prefix);
  const at = objectName(prefix, options);
  await requireOutput(options);
  const variables = await environmentBelow(await client(), prefix, { deep: options.deep });
  if (variables.size === 0) throw failed(`There is no secret below ${prefix} that you may list. Nothing was written.`);
  await writeOutput(terminal, exportText(options.format, variables, at), options);
  const loaders = codeLoaders(variables.keys());
  if (loaders.length > 0) {
    const what = 'a program that gets this could run other code or trust another server';
    terminal.complain(`${loaders.join(', ')}: ${what}. Look who wrote the secret.`);
  }
  if (options.output !== undefined) terminal.tell(`Wrote ${variables.size} variables, for your account alone.`);
}

/** The name of an object of Kubernetes: as it was given, or after the prefix. Other formats have none. */
function objectName(prefix: string, { format, name, namespace }: ExportOptions): ObjectName {
  if (format !== 'k8s' && (name ?? namespace) !== undefined)
    throw misused('--name and --namespace are for --format k8s.');
  return nameAfter(prefix, { name, namespace, isNeeded: format === 'k8s' });
}

/** `prod/Web_shop/` gives `prod-web-shop`. */
export function nameAfter(
  prefix: string,
  given: { readonly name?: string; readonly namespace?: string; readonly isNeeded: boolean },
): ObjectName {
  const name = given.name ?? prefix.slice(0, -1).toLowerCase().replace(/[/_]/g, '-');
  if (given.isNeeded) requireObjectName(name, '--name');
  return { name, namespace: given.namespace === undefined ? null : requireNamespace(given.namespace) };
}
