import { Injectable } from '@nestjs/common';

/** Tells this process at once which accounts it has changed: caches above hold none of them any longer. */
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
