import { Injectable } from '@nestjs/common';
import { AuditTrail } from '#audit';
import type { Caller, Stored } from '#kernel';
import { checkPath } from '../../domain/path.js';
import type { Secret } from '../../domain/secret.js';
import { recorded, SecretLookup } from './secret-lookup.js';

/** Finds a secret by its id or its path, without its value. */
@Injectable()
export class FindSecret {
  constructor(
    private readonly lookup: SecretLookup,
    private readonly audit: AuditTrail,
  ) {}

  async byId(caller: Caller, id: string): Promise<Stored<Secret>> {
    return this.shown(caller, await this.lookup.live(caller, 'secret:read', id));
  }

  async byPath(caller: Caller, path: string): Promise<Stored<Secret>> {
    return this.shown(caller, await this.lookup.liveByPath(caller, 'secret:read', checkPath(path)));
  }

  private async shown(caller: Caller, found: Stored<Secret>): Promise<Stored<Secret>> {
    await this.audit.succeeded(caller.request, caller.principal, recorded('secret:read', found.value));
    return found;
  }
}
