import { Injectable } from '@nestjs/common';
import { Clock, changeDocument, newId, type Stored } from '#kernel';
import { isUsable } from '#users';
import { type ApiKey, stateOf } from '../../domain/keys/api-key.js';
import { keyExpiresMail } from '../../domain/keys/key-mails.js';
import { nextReminder } from '../../domain/keys/reminders.js';
import { ApiKeyStore } from '../../ports/api-key.store.js';
import { ServiceAccountLookup } from '../service-account-lookup.js';
import { KeyLines } from './key-lines.js';
import { KeyOwners } from './key-owners.js';

const DAY_MS = 86_400_000;
const BATCH = 200;
/** Batches of one run. */
const BATCHES = 500;

/** Mails the owner of a key before it expires, and removes successors that a rotation prepared in vain. */
@Injectable()
export class KeyReminders {
  constructor(
    private readonly store: ApiKeyStore,
    private readonly lines: KeyLines,
    private readonly accounts: ServiceAccountLookup,
    private readonly owners: KeyOwners,
    private readonly clock: Clock,
  ) {}

  /**
   * Does what is due, the earliest first. One compare-and-set decides which node mails: so each reminder is sent at most
   * once. Of those that were missed, since no server ran, one is sent. Returns how many were due. `stop`: ends it early.
   */
  async run(stop?: AbortSignal): Promise<number> {
    let due = 0;
    for (let batch = 0; batch < BATCHES; batch += 1) {
      const ids = await this.store.remindersBefore(this.clock.now(), BATCH);
      let done = 0;
      for (const id of ids) if (!stop?.aborted && (await this.attend(id))) done += 1;
      due += done;
      // What others changed meanwhile is looked at in the next run.
      if (ids.length < BATCH || done === 0) break;
    }
    return due;
  }

  private async attend(id: string): Promise<boolean> {
    const stored = await this.store.keys.load(id);
    if (!stored || !isDue(stored.value, this.clock.now())) return false;
    if (!stored.value.isNamed) {
      await this.lines.settle(stored.value, newId());
      return true;
    }
    const isOurs = await this.take(stored);
    if (isOurs) await this.remind(stored.value);
    return isOurs;
  }

  /** Whether this node has the reminder. Nobody has one if the key changed meanwhile: the next run looks again. */
  private async take(stored: Stored<ApiKey>): Promise<boolean> {
    const now = this.clock.now();
    const taken = await changeDocument(this.store.keys, {
      ...{ id: stored.value.id, requestId: newId(), first: stored, attempts: 1 },
      change: (key) => ({ ...key, remindAt: nextReminder(key.expiresAt, now) }),
      absent: () => null,
      lost: () => null,
    });
    return taken?.published === true;
  }

  private async remind(key: ApiKey): Promise<void> {
    const now = this.clock.now();
    const account = await this.accounts.load(key.accountId);
    if (!account || !isUsable(account.value, now) || stateOf(key, now) !== 'active') return;
    const days = Math.ceil((key.expiresAt - now) / DAY_MS);
    await this.owners.tell(account.value, keyExpiresMail({ ...key, account: account.value.username }, days));
  }
}

function isDue({ remindAt }: ApiKey, now: number): boolean {
  return remindAt !== null && remindAt < now;
}
