import { Injectable } from '@nestjs/common';

/** Tells the caches of this process at once which account it has changed, so that they drop it. */
@Injectable()
export class UserChanges {
  private readonly listeners = new Set<(userId: string) => void>();

  /** `listener` must not throw. */
  subscribe(listener: (userId: string) => void): void {
    this.listeners.add(listener);
  }

  changed(userId: string): void {
    for (const listener of this.listeners) listener(userId);
  }
}
