import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { mongo } from 'mongoose';

/** Every file and folder below `folder`, with its mode and what it holds: two of them are equal when nothing was written. */
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
    files.map(({ parentPath, name }) => [join(parentPath, name).slice(folder.length), readFileSync(join(parentPath, name))]),
  );
}

/** Every document of a database as text, by collection: binary values in base64, as their drivers show them. */
export async function documentsOf(url: string, dbName: string): Promise<Map<string, string[]>> {
  const client = await new mongo.MongoClient(url).connect();
  try {
    const db = client.db(dbName);
    const found = new Map<string, string[]>();
    for (const { name } of await db.listCollections().toArray()) {
      const documents = await db.collection(name).find().toArray();
      found.set(name, documents.map((document) => mongo.BSON.EJSON.stringify(document)));
    }
    return found;
  } finally {
    await client.close();
  }
}
