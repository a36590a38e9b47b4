import { misused } from '../failure.js';
import { requireObjectName } from '../formats/kubernetes-secret.js';
import { storeManifest } from '../formats/store-manifest.js';
import { namedUrl } from '../server/connection.js';
import { serverUrl } from '../server/server-url.js';
import { SessionFile } from '../session/session-file.js';
import { requirePrefix } from '../sources/source-path.js';
import type { Workplace } from '../workplace.js';
import { nameAfter } from './export-secrets.js';

export interface ManifestOptions {
  readonly prefix: string;
  readonly url?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly keySecret: string;
}

/** Prints what External Secrets Operator needs. Asks the server nothing, and prints no secret. */
export async function printManifest({ environment, terminal }: Workplace, options: ManifestOptions): Promise<void> {
  const prefix = requirePrefix(options.prefix);
  const { name, namespace } = nameAfter(prefix, { ...options, isNeeded: true });
  const keySecret = requireObjectName(options.keySecret, '--key-secret');
  const given = options.url === undefined ? namedUrl(environment) : serverUrl(options.url, '--url', environment);
  const url = given ?? (await new SessionFile(environment).owner())?.url;
  if (url === undefined) throw misused('Name the server: --url, or COFFER_URL.');
  await terminal.write(storeManifest({ url, prefix, keySecret, name, namespace }));
}
