import { Injectable } from '@nestjs/common';
import { type Caller, CofferError } from '#kernel';
import { KvApiSettings } from '../ports/kv-api.settings.js';
import { OwnToken } from './tokens/own-token.js';

/** Tells clients where the secrets are. Every account may know it: it is a setting, and the same for all. */
@Injectable()
export class Mounts {
  constructor(
    private readonly settings: KvApiSettings,
    private readonly token: OwnToken,
  ) {}

  /** The mount, without slashes at its ends. */
  async all(caller: Caller): Promise<string> {
    await this.token.seen(caller);
    return this.settings.mount;
  }

  /** The mount of a path below it. `forbidden` for another path: so Vault answers, and clients say it to their users. */
  async of(caller: Caller, path: string): Promise<string> {
    const { mount } = this.settings;
    if (path !== mount && !path.startsWith(`${mount}/`)) {
      const words = `preflight capability check returned 403: the only mount is ${mount}/, of KV version 2.`;
      throw new CofferError('forbidden', words);
    }
    return this.all(caller);
  }
}
