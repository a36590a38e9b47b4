import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ParsedMail, parseMail } from '#mail/testing';
import type { Site } from './pairs.js';

/** The mails in the outbox of the embedded pair, oldest first. */
export function readMails({ env }: Site): ParsedMail[] {
  const folder = join(env.DATA_DIR ?? '', 'outbox');
  const names = readdirSync(folder).filter((name) => name.endsWith('.eml'));
  return names.sort().map((name) => parseMail(readFileSync(join(folder, name), 'utf8')));
}
