import { Injectable } from '@nestjs/common';
import { type Caller, CofferError, isJsonObject, type JsonObject, type Permission } from '#kernel';
import { checkPath, type RevealedSecret, RevealSecret, type Secret, SecretLookup } from '#secrets';
import { customMetadataOf } from '../domain/custom-metadata.js';
import { kvTime, type VersionMetadata, versionMetadata } from '../domain/kv-metadata.js';
import { nothingThere, PathRights } from './path-rights.js';
import { dataOf, dataText } from './stored-value.js';

/** A deleted secret is known to those who may list it, and its versions to those who may read it. */
const KNOWS_DELETED: readonly Permission[] = ['secret:reveal', 'secret:list', 'secret:read'];

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
    private readonly rights: PathRights,
  ) {}

  /** `version`: null for the current one. Errors: those of a reveal; `forbidden` in place of a `not_found` that hides. */
  async read(caller: Caller, path: string, version: number | null): Promise<KvRead> {
    const found = await this.find(caller, path);
    let revealed: RevealedSecret;
    try {
      revealed = await this.revealing.open(caller, found, version);
    } catch (error) {
      return { value: null, metadata: await this.left(caller, found.value, version, error) };
    }
    const mayRead = await this.rights.holds(caller, 'secret:read', path);
    return { value: dataText(revealed.value), metadata: metadataOf(revealed, mayRead) };
  }

  /** The names of the fields, `depth` levels of them; 0: all. Errors: those of {@link read}. */
  async subkeys(caller: Caller, path: string, version: number | null, depth: number) {
    const { value, metadata } = await this.read(caller, path, version);
    return { subkeys: value === null ? null : subkeysOf(dataOf(value) ?? {}, depth), metadata };
  }

  /** The live secret, or else the deleted one if the caller may know of it. */
  private async find(caller: Caller, path: string) {
    try {
      const deletedAt = () => this.rights.deletedAt(caller, KNOWS_DELETED, path);
      return await this.lookup.byPath(caller, 'secret:reveal', checkPath(path), deletedAt);
    } catch (error) {
      await this.rights.absence(caller, 'secret:reveal', path, error);
      throw nothingThere();
    }
  }

  /** What is left to tell of a version that cannot be read. Throws `not_found` if there is nothing that may be told. */
  private async left(caller: Caller, found: Secret, version: number | null, error: unknown): Promise<VersionMetadata> {
    const isExpired = error instanceof CofferError && error.code === 'secret_expired';
    if (!isExpired) await this.rights.absence(caller, 'secret:reveal', found.path, error);
    const secret = found.state === 'live' ? await this.lookup.readable(caller, found.path) : found;
    const metadata = secret && versionMetadata(secret, version ?? secret.version);
    if (metadata) return metadata;
    throw isExpired ? error : nothingThere();
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
