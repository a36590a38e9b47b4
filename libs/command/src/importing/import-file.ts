import { readText } from '../files/read-text.js';
import { textInArchive } from '../sources/archive.js';
import { bitwardenSource } from '../sources/bitwarden-source.js';
import { dotenvSource } from '../sources/dotenv-source.js';
import { type Json, jsonDocument } from '../sources/json-document.js';
import { onePasswordSource } from '../sources/one-password-source.js';
import { infisicalSource, jsonSource, vaultSource } from '../sources/plain-sources.js';
import { MOST_FILE_BYTES, type Source } from '../sources/source-entry.js';
import type { SourceKind } from '../sources/source-kinds.js';
import type { Terminal } from '../terminal.js';

const OF_JSON: Readonly<Record<Exclude<SourceKind, 'dotenv' | '1pux'>, (document: Json) => Source>> = {
  json: jsonSource,
  vault: vaultSource,
  infisical: infisicalSource,
  bitwarden: bitwardenSource,
};

/** Reads a file of this kind. `-`: the standard input. Throws CommandFailed, which shows nothing of a value. */
export async function readSource(terminal: Terminal, kind: SourceKind, file: string): Promise<Source> {
  if (kind === '1pux') return onePasswordSource(jsonDocument(await textInArchive(file, 'export.data')));
  const text = await readText(terminal, { file, called: 'FILE', most: MOST_FILE_BYTES });
  return kind === 'dotenv' ? dotenvSource(text) : OF_JSON[kind](jsonDocument(text));
}
