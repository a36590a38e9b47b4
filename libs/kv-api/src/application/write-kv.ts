import { Injectable } from '@nestjs/common';
import { type Caller, CofferError, invalidField, type JsonObject, type Stored } from '#kernel';
import { PutSecret, RotateSecret, type Secret, type ValueMaker } from '#secrets';
import { LEVELS_MAX } from '../domain/json-value.js';
import type { KvWrite } from '../domain/kv-body.js';
import { type VersionMetadata, versionMetadata } from '../domain/kv-metadata.js';
import { mergePatched } from '../domain/merge-patch.js';
import { PathRights } from './path-rights.js';
import { dataOf, storedText } from './stored-value.js';

/** Writes values for a client of Vault. */
@Injectable()
export class WriteKv {
  constructor(
    private readonly putting: PutSecret,
    private readonly rotating: RotateSecret,
    private readonly rights: PathRights,
  ) {}

  /** Makes the secret, or its next version. Errors: those of PutSecret; `precondition_failed` unless `cas` holds. */
  async write(caller: Caller, path: string, { fields, cas }: KvWrite): Promise<VersionMetadata> {
    const conditions = { seen: null, mustExist: cas !== null && cas > 0, mustBeNew: cas === 0, version: cas || null };
    const make: ValueMaker = (present) => storedText(fields, present);
    return written(() => this.putting.putMade(caller, path, make, conditions).then(({ stored }) => stored));
  }

  /**
   * Merges the fields into the current version. No write that comes between is lost. Errors: those of
   * {@link RotateSecret.revise}; `forbidden` in place of a `not_found` that hides.
   */
  async patch(caller: Caller, path: string, { fields, cas }: KvWrite): Promise<VersionMetadata> {
    try {
      return await written(() => this.rotating.revise(caller, path, (present) => patched(fields, present ?? ''), cas));
    } catch (error) {
      await this.rights.absence(caller, 'secret:rotate', path, error);
      throw await this.rights.absence(caller, 'secret:reveal', path, error);
    }
  }
}

function patched(fields: JsonObject, present: string): string {
  const data = dataOf(present);
  if (data === null) {
    throw invalidField('data', 'too_deep', `The present value has more than ${LEVELS_MAX} levels: write a whole value`);
  }
  return storedText(mergePatched(data, fields), present);
}

/** Vault's clients know the words of a check-and-set that failed. They know no 404 for a write. */
async function written(write: () => Promise<Stored<Secret>>): Promise<VersionMetadata> {
  try {
    const { value } = await write();
    const metadata = versionMetadata(value, value.version);
    if (metadata) return metadata;
    throw new Error('a secret lists its current version');
  } catch (error) {
    if (!(error instanceof CofferError)) throw error;
    const { code, message, details } = error;
    if (code === 'precondition_failed')
      throw new CofferError(code, 'check-and-set parameter did not match the current version', details);
    throw code === 'secret_expired'
      ? new CofferError('conflict', `${message} Vault's API cannot: use /api/v1.`, details)
      : error;
  }
}
