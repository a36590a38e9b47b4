import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import type { VaultAdmin } from '#keyring-vault/testing';

/** Every file and folder below `folder` with mode and content. Two results are equal if nothing was written. */
export function treeOf(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const { mode } = statSync(path);
    const held = entry.isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'folder';
    return [path.slice(folder.length), `${mode.toString(8)} ${held}`];
  });
  return Object.fromEntries(entries.sort());
}

/** The bytes of every file below `folder`, by path. */
export function filesOf(folder: string): Map<string, Buffer> {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ parentPath, name }) => [
      join(parentPath, name).slice(folder.length),
      readFileSync(join(parentPath, name)),
    ]),
  );
}

/** Every document of a database as text, by collection. Binary values are base64. */
export async function documentsOf(url: string, dbName: string): Promise<Map<string, string[]>> {
  const client = await new mongo.MongoClient(url).connect();
  try {
    const db = client.db(dbName);
    const found = new Map<string, string[]>();
    for (const { name } of await db.listCollections().toArray()) {
      const documents = await db.collection(name).find().toArray();
      found.set(
        name,
        documents.map((document) => mongo.BSON.EJSON.stringify(document)),
      );
    }
    return found;
  } finally {
    await client.close();
  }
}

/** Every record below a KV-v2 mount as text, by path, as an operator with the root token sees it. */
export async function recordsOfMount(vault: VaultAdmin, mount: string, under = ''): Promise<Map<string, string>> {
  const { status, body } = await vault.request('LIST', `${mount}/metadata/${under}`);
  const found = new Map<string, string>();
  if (status !== 200) return found;
  for (const name of body.data.keys as string[]) {
    const path = under + name;
    if (name.endsWith('/')) {
      for (const [inner, text] of await recordsOfMount(vault, mount, path)) found.set(inner, text);
    } else {
      found.set(path, JSON.stringify((await vault.request('GET', `${mount}/data/${path}`)).body));
    }
  }
  return found;
}

/**
 * The forms of `secret` in files: plain, UTF-16, hex, and base64 at each of the three offsets. Bytes that are not text are
 * given as latin1 and searched for as bytes.
 */
export function formsOf(secret: string): Buffer[] {
  const bytes = Buffer.from(secret, 'utf8');
  const hex = bytes.toString('hex');
  const texts = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), hex, hex.toUpperCase()];
  for (const shift of [0, 1, 2]) {
    // The characters at both ends also depend on the neighbouring bytes.
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const inner = encoded.slice(Math.ceil((shift * 8) / 6), -1);
    texts.push(inner, inner.replaceAll('+', '-').replaceAll('/', '_'));
  }
  const encodings = (['latin1', 'utf16le'] as const).map((encoding) => Buffer.from(secret, encoding));
  return [...[...new Set(texts)].map((text) => Buffer.from(text, 'utf8')), ...encodings];
}

/** The places where any of `secrets` is found in any form, as `place: name`. */
export function findIn(places: ReadonlyMap<string, Buffer>, secrets: ReadonlyMap<string, string>): string[] {
  const found: string[] = [];
  for (const [name, secret] of secrets) {
    const forms = formsOf(secret);
    for (const [place, bytes] of places)
      if (forms.some((form) => bytes.includes(form))) found.push(`${place}: ${name}`);
  }
  return found;
}
