import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredSession, TokenStore } from '#client';
import type { Environment } from '../environment.js';
import { failed } from '../failure.js';
import { configFolder } from './config-folder.js';
import { FileLock } from './file-lock.js';
import { privateFolder, readPrivate, writePrivate } from './private-files.js';

/** Whose session it is, and of which server: its tokens are sent nowhere else. */
export interface Owner {
  readonly url: string;
  readonly username: string;
}

interface Stored extends Owner {
  readonly session: StoredSession;
}

/** The place of the one session of this person on this machine. */
export class SessionFile {
  readonly file: string;
  private readonly folder: string;

  constructor(environment: Environment) {
    this.folder = configFolder(environment);
    this.file = join(this.folder, 'session.json');
  }

  /** Null: nobody is logged in. */
  async owner(): Promise<Owner | null> {
    return this.read();
  }

  /** The store of a session, for the client library. */
  async storeOf({ url, username }: Owner): Promise<TokenStore> {
    await privateFolder(this.folder);
    const lock = new FileLock(this.folder);
    return {
      lockName: this.file,
      exclusively: (work) => lock.exclusively(work),
      // The session of another server or person that logged in meanwhile is not this one.
      load: async () => {
        const stored = await this.read();
        return stored?.url === url && stored.username === username ? stored.session : null;
      },
      save: async (session) => {
        if (session === null) return rm(this.file, { force: true });
        const stored: Stored = { url, username, session };
        await writePrivate(this.file, `${JSON.stringify(stored)}\n`);
      },
    };
  }

  private async read(): Promise<Stored | null> {
    const text = await readPrivate(this.file);
    if (text === null) return null;
    try {
      const stored = JSON.parse(text) as Stored;
      const { accessToken, refreshToken, renewAt, keys } = stored.session;
      const texts = [stored.url, stored.username, accessToken, refreshToken];
      if (texts.every((one) => typeof one === 'string') && typeof renewAt === 'number' && keys) return stored;
    } catch {
      // The next line tells it.
    }
    throw failed(`${this.file} holds no session: remove it, then \`coffer login\`.`);
  }
}
