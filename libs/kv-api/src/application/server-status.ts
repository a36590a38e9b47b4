import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel';
import { ServerState } from '../ports/server-state.js';

/** The state of the server in the words of Vault. */
export interface ServerStatus {
  /** Vault is sealed without its master key. This server is as good as sealed while a part of it does not work. */
  readonly isSealed: boolean;
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Shows the state of the server. */
@Injectable()
export class ShowServerStatus {
  constructor(
    private readonly state: ServerState,
    private readonly clock: Clock,
  ) {}

  async show(): Promise<ServerStatus> {
    const isReady = await this.state.isReady();
    return { isSealed: !isReady, version: this.state.version, now: this.clock.now() };
  }
}
