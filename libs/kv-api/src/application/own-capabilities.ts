import { Injectable } from '@nestjs/common';
import { type Caller, Clock, type Permission } from '#kernel';
import { Authorizer } from '#policies';
import { askedPath, type Capability } from '../domain/capabilities.js';
import { KvApiSettings } from '../ports/kv-api.settings.js';
import { OwnToken } from './tokens/own-token.js';

/** Tells callers what they may do at paths, by the same decisions that let them do it. Records no refusal. */
@Injectable()
export class OwnCapabilities {
  constructor(
    private readonly authorizer: Authorizer,
    private readonly settings: KvApiSettings,
    private readonly token: OwnToken,
    private readonly clock: Clock,
  ) {}

  /** For each path what the caller may do there, in alphabetical order; `deny` alone if nothing. */
  async at(caller: Caller, paths: readonly string[]): Promise<Map<string, (Capability | 'deny')[]>> {
    const found = new Map<string, (Capability | 'deny')[]>();
    for (const path of paths) found.set(path, orDeny(await this.capabilities(caller, path)));
    await this.token.seen(caller);
    return found;
  }

  private async capabilities(caller: Caller, path: string): Promise<Capability[]> {
    const asked = askedPath(this.settings.mount, path);
    if ('capabilities' in asked) return [...asked.capabilities];
    const permissions = new Set(asked.needs.flatMap(([, all]) => all));
    const held = new Set<Permission>();
    for (const one of permissions) if (await this.holds(caller, one, asked.secret)) held.add(one);
    return asked.needs.filter(([, all]) => all.every((one) => held.has(one))).map(([capability]) => capability);
  }

  /** The root and a path that ends with `/` stand for what is below them. A decision takes up to 5 ms: it gives way. */
  private async holds(caller: Caller, permission: Permission, secret: string): Promise<boolean> {
    await this.clock.giveWay();
    if (secret !== '' && !secret.endsWith('/'))
      return (await this.authorizer.decide(caller, permission, secret)).allowed;
    const { ranges } = await this.authorizer.scope(caller, permission);
    return ranges.some(({ from, to }) => from.startsWith(secret) || (from <= secret && (to === null || secret < to)));
  }
}

function orDeny(held: readonly Capability[]): (Capability | 'deny')[] {
  return held.length === 0 ? ['deny'] : [...held];
}
