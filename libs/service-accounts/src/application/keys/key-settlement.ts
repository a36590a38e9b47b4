import { Injectable } from '@nestjs/common';
import { type Leaf, type Settlement, unpublished } from '#audit';
import { Clock } from '#kernel';
import { ApiKeyStore } from '../../ports/api-key.store.js';
import { HandedKeys } from './handed-keys.js';
import { KeyLines } from './key-lines.js';
import { LiveKeys } from './live-keys.js';

/**
 * Settles an interrupted creation, rotation or end of a key. A rotation has succeeded if the older key names the new one;
 * otherwise the new one is removed. Nobody got the token of a key that an interrupted request handed over: its hand-over ends.
 */
@Injectable()
export class KeySettlement implements Settlement {
  constructor(
    private readonly store: ApiKeyStore,
    private readonly lines: KeyLines,
    private readonly live: LiveKeys,
    private readonly handed: HandedKeys,
    private readonly clock: Clock,
  ) {}

  async settle(intent: Leaf): Promise<'succeeded' | 'failed' | 'unknown'> {
    const { resource_id: id, request_id: requestId } = intent;
    if (id === null) return 'failed';
    const published = await this.store.keys.fence(id, requestId);
    this.live.forget(id);
    if (!published) return unpublished(intent, this.clock.now());
    const key = (await this.store.keys.load(id))?.value;
    await this.handed.settle(requestId);
    if (key && key.endedAt !== null) await this.handed.end(id);
    if (!key || key.isNamed || key.predecessorId === null) return 'succeeded';
    // So that the older key cannot come to name it after this.
    await this.store.keys.fence(key.predecessorId, requestId);
    return (await this.lines.settle(key, requestId)) === 'named' ? 'succeeded' : 'failed';
  }
}
