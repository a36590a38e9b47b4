import { VaultAdmin } from '#keyring-vault/testing';
import type { Site } from '../processes/pairs.js';
import { documentsOf, filesOf, recordsOfMount } from './traces.js';

/** Files that hold roots of trust. Their mode protects them. */
const ROOT_FILES = new Set(['/master.key', '/roots.json', '/setup-token']);

/** Everything that a site stores, by place: what a thief of the store and of the keyring's records can read. */
export async function keptBy({ env, engines }: Site): Promise<Map<string, Buffer>> {
  const { DATA_DIR, KEYRING_DIR, DB_NAME = '', VAULT_KV_MOUNT = '' } = env;
  const kept = new Map<string, Buffer>();
  for (const folder of [DATA_DIR, KEYRING_DIR]) {
    if (folder) for (const [path, bytes] of filesOf(folder)) if (!ROOT_FILES.has(path)) kept.set(path, bytes);
  }
  if (!engines) return kept;
  for (const [name, documents] of await documentsOf(engines.mongodbUrl, DB_NAME)) {
    kept.set(name, Buffer.from(documents.join('\n')));
  }
  for (const [path, text] of await recordsOfMount(new VaultAdmin(engines), VAULT_KV_MOUNT)) {
    kept.set(`kv: ${path}`, Buffer.from(text));
  }
  return kept;
}
