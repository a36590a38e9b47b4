import { PartUnavailable, StartError } from '#kernel';
import { objectOf } from './vault-client.js';
import { type VaultCall, VaultRefusal } from './vault-session.js';

/** StartError, which names `variable`, if the mount is missing or of another kind. */
export async function requireMount(
  call: VaultCall,
  mount: string,
  variable: string,
  type: 'kv' | 'transit',
): Promise<void> {
  const answer = await call.read(`sys/internal/ui/mounts/${mount}`).catch((error: unknown) => {
    // Vault answers 403 for a missing mount, as for one that the token may not see.
    if (error instanceof PartUnavailable && error.cause instanceof VaultRefusal && error.cause.status === 403)
      return null;
    throw error;
  });
  const data = objectOf(answer?.body.data);
  if (!answer || answer.status >= 400) {
    throw new StartError(`${variable}: Vault has no mount ${mount}, or its policy does not let this token use it.`);
  }
  if (data.path !== undefined && data.path !== `${mount}/`) {
    throw new StartError(`${variable}: ${mount} is a path inside of the mount ${data.path}: name the mount alone.`);
  }
  const isVersion2 = String(objectOf(data.options).version) === '2';
  if (data.type !== type || (type === 'kv' && !isVersion2)) {
    throw new StartError(`${variable}: the mount ${mount} is not ${type === 'kv' ? 'KV version 2' : 'Transit'}.`);
  }
}
