import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MailConfig } from '#config';
import type { Clock } from '#kernel';
import type { Mail } from '../domain/mail.js';
import { MailTransport } from '../ports/mail-transport.js';
import { messageOf } from './message.js';

type OutboxConfig = Extract<MailConfig, { kind: 'outbox' }>;

const MOST_KEPT = 1_000;
/** Only in the outbox: a mail that is sent names no account. */
const ACCOUNT_HEADER = 'X-Coffer-Account';
const BEING_WRITTEN = '.new';
/** A mail, or what a process that was killed has left of one. */
const OURS = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z\.eml(?:\.new)?$/;

/**
 * Writes each mail to a file (RFC 5322, 0600) in a folder (0700). The name is the time in UTC, so the newest name is
 * the last. The newest 1,000 files are kept; files with other names are not touched.
 */
export class OutboxMailTransport extends MailTransport {
  override readonly kind = 'outbox';
  private latest = 0;
  /** Names of the files that this process is writing. */
  private readonly writing = new Set<string>();

  constructor(
    private readonly config: OutboxConfig,
    private readonly clock: Clock,
  ) {
    super();
  }

  async send(mail: Mail, id: string): Promise<void> {
    // Loaded with the first mail: it takes 20 MiB that a server without mails never needs.
    const { createTransport } = await import('nodemailer');
    const composer = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
    const options = messageOf(mail, id, this.config.from);
    const headers = { ...options.headers, [ACCOUNT_HEADER]: mail.account };
    const { message } = await composer.sendMail({ ...options, headers });
    await mkdir(this.config.folder, { recursive: true, mode: 0o700 });
    await this.write(asItReads(message.toString(), mail.text));
    await this.prune();
  }

  override async erase(account: string): Promise<number> {
    let erased = 0;
    for (const name of await this.names()) {
      const place = join(this.config.folder, name);
      // Null: another mail has pushed it out meanwhile.
      const message = await readFile(place, 'utf8').catch(() => null);
      if (message === null || !(isAbout(message, account) || isCutOff(name, message))) continue;
      await rm(place, { force: true });
      erased += 1;
    }
    return erased;
  }

  /** Writes a temporary file and renames it, so that a program that watches the folder only sees complete mails. */
  private async write(message: string): Promise<void> {
    const name = this.nextName();
    const unfinished = `${name}${BEING_WRITTEN}`;
    const place = join(this.config.folder, unfinished);
    this.writing.add(unfinished);
    try {
      await writeThrough(place, message);
      await rename(place, join(this.config.folder, name));
    } catch (error) {
      await rm(place, { force: true });
      throw error;
    } finally {
      this.writing.delete(unfinished);
    }
  }

  /** Every mail gets its own millisecond. */
  private nextName(): string {
    this.latest = Math.max(this.clock.now(), this.latest + 1);
    return `${new Date(this.latest).toISOString().replaceAll(':', '-')}.eml`;
  }

  /** The mails, the oldest first, and what killed processes have left of some. None before the first mail. */
  private async names(): Promise<string[]> {
    const names = await readdir(this.config.folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    return names.filter((name) => OURS.test(name) && !this.writing.has(name)).sort();
  }

  private async prune(): Promise<void> {
    const names = await this.names();
    const old = names.slice(0, Math.max(0, names.length - MOST_KEPT));
    await Promise.all(old.map((name) => rm(join(this.config.folder, name), { force: true })));
  }
}

async function writeThrough(place: string, message: string): Promise<void> {
  const file = await open(place, 'wx', 0o600);
  try {
    await file.writeFile(message);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** What is left of such a mail does not tell whom it was about, so it goes with every account. */
function isCutOff(name: string, message: string): boolean {
  return name.endsWith(BEING_WRITTEN) && !message.includes('\r\n\r\n');
}

function isAbout(message: string, account: string): boolean {
  const head = message.slice(0, message.indexOf('\r\n\r\n'));
  return head.split('\r\n').includes(`${ACCOUNT_HEADER}: ${account}`);
}

/** The message with its text in plain 8 bit instead of an encoding: people copy tokens from these files. */
function asItReads(message: string, text: string): string {
  const head = message.slice(0, message.indexOf('\r\n\r\n'));
  const plain = head.replace(/^(Content-Transfer-Encoding): .*$/m, '$1: 8bit');
  return `${plain}\r\n\r\n${text.replace(/\r?\n/g, '\r\n')}`;
}
