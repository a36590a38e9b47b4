import { Injectable } from '@nestjs/common';
import { type Caller, CofferError, isJsonObject, type JsonObject } from '#kernel';
import { DeletedSecrets, type RevealedSecret, RevealSecret, SecretLookup } from '#secrets';
import { customMetadataOf } from '../domain/custom-metadata.js';
import { kvTime, type VersionMetadata, versionMetadata } from '../domain/kv-metadata.js';
import { nothingThere, PathRights } from './path-rights.js';
import { dataOf, dataText } from './stored-value.js';

/** What a read of a version gives. */
export interface KvRead {
  /** The fields, as JSON text. Null: the version is deleted, destroyed or expired. Vault answers 404 then, with the metadata. */
  readonly value: string | null;
  readonly metadata: VersionMetadata;
}

/** Reads a value for a client of Vault. */
@Injectable()
export class ReadKv {
  constructor(
    private readonly revealing: RevealSecret,
    private readonly lookup: SecretLookup,
    private readonly deleted: DeletedSecrets,
    private readonly rights: PathRights,
  ) {}

  /** `version`: null for the current one. Errors: those of a reveal; `forbidden` in place of a `not_found` that hides. */
  async read(caller: Caller, path: string, version: number | null): Promise<KvRead> {
    let revealed: RevealedSecret;
    try {
      revealed = await this.revealing.revealAt(caller, path, version);
    } catch (error) {
      return { value: null, metadata: await this.gone(caller, path, version, error) };
    }
    const mayRead = await this.rights.holds(caller, 'secret:read', path);
    return { value: dataText(revealed.value), metadata: metadataOf(revealed, mayRead) };
  }

  /** The names of the fields, `depth` levels of them; 0: all. Errors: those of {@link read}. */
  async subkeys(caller: Caller, path: string, version: number | null, depth: number) {
    const { value, metadata } = await this.read(caller, path, version);
    return { subkeys: value === null ? null : subkeysOf(dataOf(value) ?? {}, depth), metadata };
  }

  /** What is left to tell of a version that cannot be read. Throws `not_found` if there is nothing that may be told. */
  private async gone(caller: Caller, path: string, version: number | null, error: unknown): Promise<VersionMetadata> {
    const isExpired = error instanceof CofferError && error.code === 'secret_expired';
    if (!isExpired) await this.rights.absence(caller, 'secret:reveal', path, error);
    const secret = (await this.lookup.readable(caller, path)) ?? (await this.deletedAt(caller, path));
    const metadata = secret && versionMetadata(secret, version ?? secret.version);
    if (metadata) return metadata;
    throw isExpired ? error : nothingThere();
  }

  /** A deleted secret is known to those who may list it, and its versions to those who may read it. */
  private async deletedAt(caller: Caller, path: string) {
    const knows =
      (await this.rights.holds(caller, 'secret:list', path)) && (await this.rights.holds(caller, 'secret:read', path));
    return knows ? ((await this.deleted.newestAt(caller.request, path))?.value ?? null) : null;
  }
}

/** In an array Vault shows nothing, as of a text. A value that is too deep to parse has no names here. */
function subkeysOf(data: JsonObject, depth: number): object {
  const inner = (value: unknown) => (isJsonObject(value) && depth !== 1 ? subkeysOf(value, depth - 1) : null);
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, inner(value)]));
}

/** A reveal shows nothing else of the secret: that needs `secret:read`, here as everywhere. */
function metadataOf({ version, createdAt, metadata }: RevealedSecret, mayRead: boolean): VersionMetadata {
  return {
    created_time: kvTime(createdAt),
    custom_metadata: mayRead ? customMetadataOf(metadata) : null,
    deletion_time: mayRead && metadata.expiresAt !== null ? kvTime(metadata.expiresAt) : '',
    destroyed: false,
    version,
  };
}
