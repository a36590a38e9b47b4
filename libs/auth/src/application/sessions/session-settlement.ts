import { Injectable } from '@nestjs/common';
import { type Leaf, type Settlement, unpublished } from '#audit';
import { Clock } from '#kernel';
import { SessionStore } from '../../ports/session.store.js';
import { LiveSessions } from '../authentication/live-sessions.js';

/** Settles an interrupted login, refresh or logout: it succeeded if its request has published the session. */
@Injectable()
export class SessionSettlement implements Settlement {
  constructor(
    private readonly store: SessionStore,
    private readonly live: LiveSessions,
    private readonly clock: Clock,
  ) {}

  async settle(intent: Leaf): Promise<'succeeded' | 'failed' | 'unknown'> {
    const { resource_id: id, request_id: requestId } = intent;
    if (id === null) return 'failed';
    const published = await this.store.sessions.fence(id, requestId);
    this.live.forget(id);
    return published ? 'succeeded' : unpublished(intent, this.clock.now());
  }
}
